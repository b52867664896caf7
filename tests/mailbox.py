"""A mail server on this machine that keeps what it is sent."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

FROM = "Klankbord <cms@example.org>"


def text_of(mail: EmailMessage) -> str:
    """What a mail says to whoever reads no HTML."""
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return _part(mail, "html")


def _part(mail: EmailMessage, kind: Literal["plain", "html"]) -> str:
    found = mail.get_body((kind,))
    assert found
    text: str = found.get_content()
    return text.replace("\r\n", "\n")


class Inbox:
    """A mail server's side of it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusing = False

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusing:
            return "554 no"
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    async def last(self, after: int = 0) -> EmailMessage:
        for _ in range(100):
            if len(self.mails) > after:
                break
            await asyncio.sleep(0.02)
        return self.mails[-1]
