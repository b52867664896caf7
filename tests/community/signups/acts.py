"""What people do who sign up, as tests and processes of their own do it; the mails that they get."""

import re
from dataclasses import dataclass

from cms.community.consent import shown
from cms.community.signups import signing_up
from cms.community.signups.consent import SIGNING_UP
from cms.community.signups.signing_up import Standing, Wish
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import publish
from tests.builders import ACTOR, change, make_published

LATER = "2040-06-01T15:00:00+02:00"
CONSENT = shown(SIGNING_UP, "nl").version
_MAILS = "SELECT recipient, subject, text FROM mail ORDER BY since, ctid"
_TOKEN = re.compile(r"token=([\w-]+)")


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str

    @property
    def tokens(self) -> list[str]:
        return _TOKEN.findall(self.text)


async def mails(to: str = "") -> list[Mail]:
    """What waits to be sent, or what waits for one address."""
    found = [Mail(*row.values()) for row in await fetch(_MAILS)]
    return [one for one in found if to in ("", one.to)]


async def make_session(capacity: int | None = 2, **values: object) -> str:
    """A public session for which one can sign up."""
    given = {"starts_at": LATER, "sign_up_mode": "open", "capacity": capacity, **values}
    return (await make_published("session", "Gesprek", **given)).uid


async def republish(uid: str, **values: object) -> None:
    await change("session", uid, **values)
    async with writing():
        for locale in ("nl", "en"):
            await publish(installed()["session"], uid, locale, actor=ACTOR)


def wish(session: str, email: str = "ada@example.org", **values: str) -> Wish:
    given = {"name": "Ada", "email": email, "locale": "nl", "consent": CONSENT, **values}
    return Wish(session, **given)


async def sign_up(session: str, email: str = "ada@example.org", **values: str) -> str:
    """The token to confirm it with, out of the mail."""
    async with writing():
        await signing_up.sign_up(wish(session, email, **values))
    return (await mails(email))[-1].tokens[0]


async def confirm(token: str) -> Standing:
    async with writing():
        return await signing_up.confirm(token)


async def cancel(token: str) -> Standing:
    async with writing():
        return await signing_up.cancel(token)


async def come(session: str, email: str) -> Standing:
    """Sign up, and confirm it."""
    return await confirm(await sign_up(session, email))


async def standings(session: str) -> dict[str, list[str]]:
    """Who has a seat, and who waits in which order, by address."""
    rows = await fetch(
        "SELECT state, email FROM sign_up WHERE session = $1 ORDER BY state, place, seated_at, uid",
        session,
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["state"], []).append(row["email"])
    return found
