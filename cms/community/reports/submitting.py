"""Handing in a report: by a link that the organiser gives to those who were there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cms.community import consent, links
from cms.community.consent import Consent
from cms.community.limits import by_address, by_subject, charge
from cms.community.reports import reports
from cms.community.reports.reports import Written
from cms.community.typed import Typed
from cms.content import Node
from cms.content.locales import known_locale
from cms.content.values import title_of
from cms.database.buckets import Bucket
from cms.database.engine import fetch
from cms.errors import N_, NotFound

PURPOSE = "report"
LASTS = timedelta(days=30)
LONGEST = {"name": 100, "title": 200, "text": 20_000}
"""How long each part may be, in letters."""
REPORTING = Consent(
    "report",
    N_(
        "My name and my report may be published on this site. The organisers read it first. My e-mail"
        " address is for their questions: nobody else sees it, and it is erased once they have decided."
    ),
)
OF_ONE = Bucket("reports from", size=5, seconds=1_800)
OF_ALL = Bucket("reports of", size=60, seconds=600)

_UNTIL = """
SELECT max(expires_at) AS until FROM personal_link
WHERE subject = $1 AND purpose = $2 AND ended_at IS NULL AND expires_at > now()
"""


@dataclass(frozen=True)
class Asked:
    """A session of which somebody may report: what it is called in a language."""

    session: str
    title: str


async def make_link(session: str) -> str:
    """The token of a session's link, good for a while; the one before it ends. Inside `writing()`."""
    await links.end(session, PURPOSE)
    return await links.issue(PURPOSE, session, LASTS)


async def end_link(session: str) -> None:
    """Let nobody hand in a report of a session any more. Call it inside `writing()`."""
    await links.end(session, PURPOSE)


async def open_until(session: str) -> datetime | None:
    """Until when reports may be handed in; none if there is no link."""
    until: datetime | None = (await fetch(_UNTIL, session, PURPOSE))[0]["until"]
    return until


async def asked(token: str, locale: str) -> Asked:
    """What a link asks for. Raises `DeadLink`, and `NotFound` if the session is no more."""
    session = (await links.look(token, PURPOSE)).subject
    node = await Node.select().where(Node.uid == session).first()
    if node is None:
        raise NotFound(N_("This session is gone."))
    return Asked(session, title_of(node, locale))


async def count(token: str, address: str) -> None:
    """Count a try by where it comes from; raises `DeadLink` and `RateLimited`. Outside `writing()`."""
    await links.look(token, PURPOSE)
    await charge(by_address(OF_ONE, address))


async def hand_in(token: str, typed: dict[str, str], locale: str, *, agreed: str) -> int:
    """Keep a report until somebody has read it; its id.

    ``typed`` has a name, a title, a text, and an e-mail address or none; ``agreed`` is the version of
    the text that was agreed to. Raises `DeadLink`, `InvalidInput` and `RateLimited`. Call it inside
    `writing()`.
    """
    session = (await asked(token, locale)).session
    form = Typed(typed)
    said = {
        "name": form.line("name", LONGEST["name"], required=True),
        "title": form.line("title", LONGEST["title"], required=True),
        "text": form.text("text", LONGEST["text"], required=True),
        "email": form.email() if typed.get("email", "").strip() else "",
    }
    form.check(consent.refusals(REPORTING, agreed))
    version = await consent.agreed(REPORTING, agreed)
    await charge(by_subject(OF_ALL, session))
    return await reports.add(session, Written(known_locale(locale), **said, consent=version))
