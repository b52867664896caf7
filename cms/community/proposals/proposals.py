"""Proposals of anybody: by mail it is made sure that it is them, then an editor looks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cms.community import consent, links
from cms.community.consent import Consent
from cms.community.deciding import Decided
from cms.community.limits import charge, mail_to
from cms.community.proposals import letters
from cms.community.proposals.occasions import Occasion, occasion
from cms.community.proposals.records import Proposal, ProposalKind, ProposalState
from cms.community.typed import Typed
from cms.database.engine import execute, fetch
from cms.errors import N_, NotFound
from cms.mail import post

PURPOSE = "proposal"
CONFIRMING = timedelta(days=7)
CONSENT = Consent(
    "proposal",
    N_(
        "You may keep my proposal, and mail me about it. My name and e-mail address are not shown on"
        " the site."
    ),
)
_KEEP = """
INSERT INTO proposal (locale, kind, name, organisation, email, event, occurrence, place_name,
    place_address, place_city, given_name, prefix, family_name, message, consent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING *
"""
_CONFIRM = """
UPDATE proposal SET state = 'waiting', confirmed_at = now()
WHERE id = $1 AND state = 'unconfirmed' RETURNING *
"""
_PAGE = """
SELECT * FROM proposal WHERE state = ANY($1::text[]) AND id < $2 ORDER BY id DESC LIMIT $3
"""
_END = """
UPDATE proposal SET state = $2, decided_by = $3, reason = $4, entry = $5, ended_at = now()
WHERE id = $1 RETURNING *
"""


async def propose(typed: Mapping[str, Any], locale: str) -> Proposal:
    """Keep what somebody typed, and mail them the link that confirms it.

    ``event`` and ``occurrence`` name an occasion; an ``occurrence`` alone is a day of one's own. Raises
    `InvalidInput` and `RateLimited`. Call it inside `writing()`.
    """
    form = Typed(typed)
    kind = form.one_of("kind", tuple(ProposalKind))
    what = _what(form, speaks=kind == ProposalKind.SPEAKER)
    read = (kind, *_who(form), *await _when(form, locale), *what)
    version = str(typed.get("consent") or "")
    form.check(consent.refusals(CONSENT, version))
    agreed = await consent.agreed(CONSENT, version)
    await charge(mail_to(str(typed.get("email"))))
    found = Proposal(**(await fetch(_KEEP, locale, *read, agreed))[0])
    token = await links.issue(PURPOSE, f"{PURPOSE}:{found.id}", CONFIRMING)
    await post(letters.confirm(found, await meeting_of(found), token))
    return found


async def meeting_of(found: Proposal) -> Occasion | None:
    """The occasion that it is for, as its mails name it; none when that is not to come any more."""
    if not (found.event and found.occurrence):
        return None
    return await occasion(found.event, found.occurrence, found.locale)


def _who(form: Typed) -> tuple[str, ...]:
    return (
        form.line("name", 120, required=True),
        form.line("organisation", 200),
        form.email(),
    )


async def _when(form: Typed, locale: str) -> tuple[str, datetime | None]:
    event, starts = form.line("event", 22), form.moment("occurrence")
    if event and not (starts and await occasion(event, starts, locale)):
        form.wrong("unknown_occasion", N_("Choose a meeting that is still to come."), "occurrence")
    return event, starts


def _what(form: Typed, *, speaks: bool) -> tuple[str, ...]:
    return (
        form.line("place_name", 200, required=not speaks),
        form.line("place_address", 200),
        form.line("place_city", 100),
        form.line("given_name", 80),
        form.line("prefix", 30),
        form.line("family_name", 110, required=speaks),
        form.text("message", 3000),
    )


async def confirm(token: str) -> Proposal:
    """Whoever has the link proposes this; it waits for an editor now. Again changes nothing.

    Raises `DeadLink`. Call it inside `writing()`.
    """
    link = await links.used_once(token, PURPOSE)
    proposal_id = int(link.subject.rpartition(":")[2])
    found = await fetch(_CONFIRM, proposal_id)
    return Proposal(**found[0]) if found else await load(proposal_id)


def no_proposal() -> NotFound:
    """What is answered of one that is not there."""
    return NotFound(N_("There is no such proposal (any more)."))


async def load(proposal_id: int, *, lock: bool = False) -> Proposal:
    """One proposal. Raises `NotFound`."""
    locking = " FOR UPDATE" if lock else ""
    found = await fetch(f"SELECT * FROM proposal WHERE id = $1{locking}", proposal_id)  # noqa: S608 - ours
    if not found:
        raise no_proposal()
    return Proposal(**found[0])


async def waiting(proposal_id: int) -> Proposal:
    """One that nobody decided on, held until the end of the transaction.

    Raises `NotFound` and `Decided`.
    """
    found = await load(proposal_id, lock=True)
    if found.state != ProposalState.WAITING:
        raise Decided
    return found


async def end(
    proposal_id: int, state: ProposalState, by: str, *, reason: str = "", entry: str = ""
) -> Proposal:
    """Note what was decided."""
    return Proposal(**(await fetch(_END, proposal_id, state, by, reason, entry))[0])


async def proposals(states: tuple[ProposalState, ...], before: int, first: int) -> list[Proposal]:
    """Those in these states, the newest first, from before a number on."""
    return [Proposal(**row) for row in await fetch(_PAGE, list(states), before, first)]


async def forget(days: int) -> None:
    """Erase what was never confirmed, and what was decided so many days ago."""
    await execute(
        "DELETE FROM proposal WHERE ended_at < now() - make_interval(days => $1)"
        " OR state = 'unconfirmed' AND made_at < now() - $2::interval",
        days,
        CONFIRMING,
    )
