"""The public's side of forms and mails: what is sent, what arrives, and the links in it."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

from cms.mail.spool import send_due
from cms.settings import Settings
from tests.mailbox import FROM, Inbox, html_of, text_of
from tests.schema.client import ask

PROBLEM = "__typename ... on Problem { code message } ... on InvalidInput { fields { field code message } }"
_LINK = re.compile(r"/forms/(?:nl|en)/([a-z/-]+)/\?token=([A-Za-z0-9_-]+)")


def tokens(mail: EmailMessage) -> dict[str, str]:
    """The tokens of the links in a mail, by the page that they lead to."""
    return dict(_LINK.findall(text_of(mail)))


def whole(mail: EmailMessage) -> str:
    """All that anybody can read in a mail: headers, text and HTML, decoded."""
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    return f"{headers}\n{text_of(mail)}\n{html_of(mail)}\n{mail.as_string()}"


@dataclass(frozen=True)
class PostOffice:
    """A mail server, and what arrived at it."""

    inbox: Inbox
    address: str

    async def delivered(self) -> list[EmailMessage]:
        """What arrives when all that is due is sent."""
        before = len(self.inbox.mails)
        await send_due(Settings(smtp_url=self.address, mail_from=FROM))
        return self.inbox.mails[before:]

    async def letter_to(self, address: str) -> EmailMessage:
        """The one mail that arrives, which is to this address."""
        (mail,) = await self.delivered()
        assert mail["To"] == address
        return mail


async def do(mutation: str, selected: str = "", **variables: Any) -> Any:
    """The outcome of a public mutation; ``$input`` is of the type that the mutation takes."""
    named = ", ".join(f"${name}: {kind}" for name, (kind, _) in variables.items())
    query = f"mutation ({named}) {{ done: {mutation} {{ {PROBLEM} {selected} }} }}"
    return (await ask(query, **{name: value for name, (_, value) in variables.items()}))["done"]


async def sent(mutation: str, kind: str, **values: Any) -> Any:
    """The outcome of a form."""
    whole_input = {"idempotencyKey": str(uuid4()), "locale": "EN"} | values
    return await do(f"{mutation}(input: $input)", input=(f"{kind}!", whole_input))


async def opened(mutation: str, token: str, selected: str = "", /, **values: Any) -> Any:
    """The outcome of a link; with values it has an input."""
    given: dict[str, Any] = {"token": ("String!", token)}
    if values:
        given["input"] = ("SpeakerAnswerInput!", values)
    arguments = ", ".join(f"{name}: ${name}" for name in given)
    return await do(f"{mutation}({arguments})", selected, **given)


async def consent(name: str, locale: str = "EN") -> str:
    """The version of what is agreed to."""
    found = await ask(f"{{ consents(locale: {locale}) {{ {name} {{ version text }} }} }}")
    version: str = found["consents"][name]["version"]
    return version
