"""People who offer to speak: by mail it is made sure that it is them, then an editor looks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cms.community import consent, links
from cms.community.consent import Consent
from cms.community.deciding import Decided
from cms.community.limits import charge, mail_to
from cms.community.speakers import letters
from cms.community.speakers.records import Offer, OfferState
from cms.community.typed import Typed
from cms.content import LOCALES
from cms.database.engine import execute, fetch
from cms.errors import N_, NotFound
from cms.mail import post

PURPOSE = "speaker_offer"
CONFIRMING = timedelta(days=7)
MOST_FIELDS = 12
CONSENT = Consent(
    "speaker_offer",
    N_(
        "You may keep what I wrote here, and show it on the site once an editor has read it. My e-mail"
        " address is not shown: it is used to send me requests of people who look for a speaker, and"
        " handed to one of them only when I say so."
    ),
)


_KEEP = """
INSERT INTO speaker_offer (locale, given_name, prefix, family_name, role, email, introduction, fields,
    languages, consent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING *
"""
_CONFIRM = """
UPDATE speaker_offer SET state = 'waiting', confirmed_at = now()
WHERE id = $1 AND state = 'unconfirmed' RETURNING *
"""
_PAGE = """
SELECT * FROM speaker_offer WHERE state = ANY($1::text[]) AND id < $2 ORDER BY id DESC LIMIT $3
"""
_END = """
UPDATE speaker_offer SET state = $2, decided_by = $3, reason = $4, entry = $5, ended_at = now()
WHERE id = $1 RETURNING *
"""


async def offer(typed: Mapping[str, Any], locale: str) -> Offer:
    """Keep what somebody typed, and mail them the link that confirms it.

    Raises `InvalidInput` and `RateLimited`. Call it inside `writing()`.
    """
    version = str(typed.get("consent") or "")
    read = _read(typed, version)
    agreed = await consent.agreed(CONSENT, version)
    await charge(mail_to(str(typed.get("email"))))
    found = Offer(**(await fetch(_KEEP, locale, *read, agreed))[0])
    token = await links.issue(PURPOSE, _subject(found.id), CONFIRMING)
    await post(letters.confirm_offer(found.email, token, locale))
    return found


def _read(typed: Mapping[str, Any], version: str) -> tuple[Any, ...]:
    form = Typed(typed)
    read = (
        form.line("given_name", 80, required=True),
        form.line("prefix", 30),
        form.line("family_name", 110, required=True),
        form.line("role", 200),
        form.email(),
        form.text("introduction", 5000, required=True),
        form.some("fields", 60, MOST_FIELDS),
        form.some_of("languages", LOCALES, LOCALES[:1]),
    )
    form.check(consent.refusals(CONSENT, version))
    return read


def _subject(offer_id: int) -> str:
    return f"{PURPOSE}:{offer_id}"


async def confirm(token: str) -> Offer:
    """Whoever has the link offers this; from now on it waits for an editor. Again changes nothing.

    Raises `DeadLink`. Call it inside `writing()`.
    """
    link = await links.used_once(token, PURPOSE)
    offer_id = int(link.subject.rpartition(":")[2])
    found = await fetch(_CONFIRM, offer_id)
    return Offer(**found[0]) if found else await load(offer_id)


def no_offer() -> NotFound:
    """What is answered of one that is not there."""
    return NotFound(N_("There is no such offer (any more)."))


async def load(offer_id: int, *, lock: bool = False) -> Offer:
    """One offer. Raises `NotFound`."""
    locking = " FOR UPDATE" if lock else ""
    found = await fetch(f"SELECT * FROM speaker_offer WHERE id = $1{locking}", offer_id)  # noqa: S608 - ours
    if not found:
        raise no_offer()
    return Offer(**found[0])


async def waiting(offer_id: int) -> Offer:
    """One that nobody decided on, held until the end of the transaction.

    Raises `NotFound` and `Decided`.
    """
    found = await load(offer_id, lock=True)
    if found.state != OfferState.WAITING:
        raise Decided
    return found


async def end(
    offer_id: int, state: OfferState, by: str, *, reason: str = "", entry: str = ""
) -> Offer:
    """Note what was decided."""
    return Offer(**(await fetch(_END, offer_id, state, by, reason, entry))[0])


async def offers(states: tuple[OfferState, ...], before: int, first: int) -> list[Offer]:
    """Those in these states, the newest first, from before a number on."""
    return [Offer(**row) for row in await fetch(_PAGE, list(states), before, first)]


async def forget(days: int) -> None:
    """Erase what was never confirmed, and what was decided so many days ago."""
    await execute(
        "DELETE FROM speaker_offer WHERE ended_at < now() - make_interval(days => $1)"
        " OR state = 'unconfirmed' AND made_at < now() - $2::interval",
        days,
        CONFIRMING,
    )
