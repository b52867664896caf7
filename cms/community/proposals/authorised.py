"""Proposals for organisers: the services of this room, once it is clear that they may."""

from datetime import datetime
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.community.deciding import reason_of
from cms.community.proposals import letters, proposals
from cms.community.proposals.records import Proposal, ProposalKind, ProposalState
from cms.content import LOCALES, Values, localised
from cms.content.discovery import installed
from cms.editing import authorised as editing
from cms.editing import working_copy
from cms.errors import N_
from cms.mail import post
from cms.translation.interface.catalogues import gettext

EVENT, SPEAKER = "event", "speaker"
TITLE = N_("Meeting at {place}")
GUESTS = N_("We are the guests of {organisation}.")


async def list_proposals(
    actor: Actor, states: tuple[ProposalState, ...], before: int, first: int
) -> list[Proposal]:
    """As `proposals.proposals`; raises `Denied`."""
    await require(actor, Permission.REVIEW)
    return await proposals.proposals(states, before, first)


async def proposal(actor: Actor, proposal_id: int) -> Proposal:
    """As `proposals.load`; raises `Denied`. What nobody confirmed is not there."""
    await require(actor, Permission.REVIEW)
    found = await proposals.load(proposal_id)
    if found.state == ProposalState.UNCONFIRMED:
        raise proposals.no_proposal()
    return found


async def accept(actor: Actor, proposal_id: int, remark: str) -> Proposal:
    """Prepare what is proposed, for editors to go on with and publish, and mail who proposed it.

    A place for an occasion becomes what is different on that date; on another day it becomes a draft,
    and so does a speaker. It is saved as if the actor did so by hand. Raises what that raises, `Denied`,
    `NotFound` and `Decided`. Call it inside `writing()`.
    """
    await require(actor, Permission.REVIEW)
    found = await proposals.waiting(proposal_id)
    entry = await _prepared(actor, found)
    await audit.note(actor.name, "proposal.accept", entry or str(found.id))
    told = reason_of(remark) if remark.strip() else ""
    ended = await proposals.end(
        found.id, ProposalState.ACCEPTED, actor.name, reason=told, entry=entry
    )
    await post(letters.accepted(ended, await proposals.meeting_of(ended)))
    return ended


async def reject(actor: Actor, proposal_id: int, reason: str) -> Proposal:
    """Take it not up, and mail who proposed it why.

    Raises `Denied`, `NotFound`, `Decided` and `InvalidInput`. Call it inside `writing()`.
    """
    await require(actor, Permission.REVIEW)
    found = await proposals.waiting(proposal_id)
    ended = await proposals.end(
        found.id, ProposalState.REJECTED, actor.name, reason=reason_of(reason)
    )
    await post(letters.rejected(ended, await proposals.meeting_of(ended)))
    await audit.note(actor.name, "proposal.reject", str(found.id))
    return ended


async def _prepared(actor: Actor, found: Proposal) -> str:
    """The entry that it became; none for a place without a day."""
    if found.kind == ProposalKind.SPEAKER:
        return await _speaker(actor, found)
    if found.event and found.occurrence:
        return await _elsewhere(actor, found, found.occurrence)
    return await _meeting(actor, found, found.occurrence) if found.occurrence else ""


async def _speaker(actor: Actor, found: Proposal) -> str:
    named = {one: getattr(found, one) for one in ("given_name", "prefix", "family_name")}
    values = named | {"source_locale": found.locale}
    return (await editing.create(actor, installed()[SPEAKER], values)).uid


async def _meeting(actor: Actor, found: Proposal, starts_at: datetime) -> str:
    titles = {
        localised("title", one): gettext(TITLE, one).format(place=found.place_name)
        for one in LOCALES
    }
    values = {"starts_at": starts_at.isoformat(), "source_locale": found.locale}
    saved = await editing.create(actor, installed()[EVENT], values | titles | _place(found))
    return saved.uid


async def _elsewhere(actor: Actor, found: Proposal, occurrence: datetime) -> str:
    before = await working_copy.load(installed()[EVENT], found.event, lock=True)
    rows: list[Values] = before["overrides"]
    mine = next((row for row in rows if row["recurrence_id"] == occurrence), None)
    changed = _place(found) | _note(found) | {"recurrence_id": occurrence.isoformat()}
    kept = [{**row, **changed} if row is mine else row for row in rows]
    values = {"overrides": kept if mine else [*kept, changed]}
    await editing.save(actor, installed()[EVENT], found.event, values, revision=before["revision"])
    return found.event


def _note(found: Proposal) -> dict[str, Any]:
    """Whose guests we are: a note of the series, such as that the place is not known, holds no more."""
    host = found.organisation if found.kind == ProposalKind.HOST else ""
    note = {"organisation": host or found.place_name}
    return {localised("note", one): gettext(GUESTS, one).format_map(note) for one in LOCALES}


def _place(found: Proposal) -> dict[str, Any]:
    """A place has one name, in whatever language one reads of it."""
    named = {
        localised(column, one): getattr(found, column)
        for column in ("place_name", "place_city")
        for one in LOCALES
    }
    return named | {"place_address": found.place_address}
