"""The speakers' network for organisers: the services of this room, once it is clear that they may."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require, visible_filter
from cms.access.roles import Permission
from cms.community.deciding import reason_of
from cms.community.speakers import answers, bundles, contacts, letters, offers, requests
from cms.community.speakers.bundles import Bundle
from cms.community.speakers.records import Offer, OfferState, Request, RequestState
from cms.community.speakers.vocabulary import keys_of
from cms.content import DEFAULT_LOCALE, localised
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing import authorised as editing
from cms.editing import working_copy
from cms.editing.saving import Saved
from cms.errors import N_, InvalidInput, Message, Problem
from cms.mail import post
from cms.publishing import authorised as publishing
from cms.settings import Settings

SPEAKER = "speaker"
MOST_DAYS = 60


_ALIKE = f"""
SELECT uid, {localised("title", DEFAULT_LOCALE)} AS name FROM speaker
WHERE (lower(family_name) = lower($1) OR uid = $3
    OR uid IN (SELECT uid FROM speaker_contact WHERE lower(email) = lower($2)))
"""  # noqa: S608 - our own column


async def list_offers(
    actor: Actor, states: tuple[OfferState, ...], before: int, first: int
) -> list[Offer]:
    """As `offers.offers`; raises `Denied`."""
    await require(actor, Permission.REVIEW)
    return await offers.offers(states, before, first)


async def offer(actor: Actor, offer_id: int) -> Offer:
    """As `offers.load`; raises `Denied`. What nobody confirmed is not there."""
    await require(actor, Permission.REVIEW)
    found = await offers.load(offer_id)
    if found.state == OfferState.UNCONFIRMED:
        raise offers.no_offer()
    return found


async def unknown_fields(actor: Actor, found: Offer) -> list[str]:
    """The fields of an offer that are no tags; raises `Denied`."""
    await require(actor, Permission.REVIEW)
    known = await keys_of(found.fields)
    return [one for one in found.fields if one not in known]


async def speakers_like(actor: Actor, found: Offer) -> list[tuple[str, str]]:
    """Entries that may be of the same person: uid and name. Raises `Denied`."""
    await require(actor, Permission.REVIEW)
    condition = visible_filter(actor)
    rows = await fetch(
        f"{_ALIKE} AND {condition.numbered(4)} ORDER BY given_name, uid LIMIT 20",
        found.family_name,
        found.email,
        found.entry,
        *condition.values,
    )
    return [(row["uid"], row["name"]) for row in rows]


async def accept_offer(actor: Actor, offer_id: int, entry: str, *, publish: bool) -> Offer:
    """Make a speaker of an offer, or renew the ``entry`` of one, who can be booked from now on.

    Of the fields those are kept that are tags. It is saved, and published in the offer's language if
    asked, as if the actor did so by hand. Raises what that raises, `Denied`, `NotFound` and `Decided`.
    Call it inside `writing()`.
    """
    await require(actor, Permission.REVIEW)
    found = await offers.waiting(offer_id)
    saved = await _renewed(actor, found, entry) if entry else await _made(actor, found)
    if publish:
        await publishing.publish(actor, installed()[SPEAKER], saved.uid, found.locale)
    await contacts.keep(saved.uid, found.email, found.locale)
    await post(letters.accepted(found, await contacts.link_to_choose(saved.uid)))
    await audit.note(actor.name, "speaker.accept", saved.uid)
    return await offers.end(found.id, OfferState.ACCEPTED, actor.name, entry=saved.uid)


async def _made(actor: Actor, found: Offer) -> Saved:
    named = {one: getattr(found, one) for one in ("given_name", "prefix", "family_name")}
    values = named | {"source_locale": found.locale} | await _said(found)
    return await editing.create(actor, installed()[SPEAKER], values)


async def _renewed(actor: Actor, found: Offer, uid: str) -> Saved:
    before = await working_copy.load(installed()[SPEAKER], uid)
    values = await _said(found)
    return await editing.save(actor, installed()[SPEAKER], uid, values, revision=before["revision"])


async def _said(found: Offer) -> dict[str, Any]:
    paragraphs = "".join(
        f"<p>{escape(one, quote=False).replace(chr(10), '<br>')}</p>"
        for one in found.introduction.split("\n\n")
    )
    texts = {localised("bio", found.locale): paragraphs}
    if found.role:
        texts[localised("role", found.locale)] = found.role
    fields = sorted(set((await keys_of(found.fields)).values()))
    return {"expertise": fields, "bookable": True, **texts}


async def reject_offer(actor: Actor, offer_id: int, reason: str) -> Offer:
    """Take an offer not up, and mail its maker why.

    Raises `Denied`, `NotFound`, `Decided` and `InvalidInput`. Call it inside `writing()`.
    """
    await require(actor, Permission.REVIEW)
    found = await offers.waiting(offer_id)
    ended = await offers.end(found.id, OfferState.REJECTED, actor.name, reason=reason_of(reason))
    await post(letters.rejected(ended))
    await audit.note(actor.name, "speaker.reject", str(found.id))
    return ended


async def list_requests(
    actor: Actor, states: tuple[RequestState, ...], before: int, first: int
) -> list[Request]:
    """As `requests.requests`; raises `Denied`."""
    await require(actor, Permission.REVIEW)
    return await requests.requests(states, before, first)


async def bundle(actor: Actor, request_id: int) -> Bundle:
    """As `bundles.bundle`; raises `Denied`. What nobody confirmed is not there."""
    await require(actor, Permission.REVIEW)
    found = await bundles.bundle(request_id)
    if found.request.state == RequestState.UNCONFIRMED:
        raise requests.no_request()
    return found


async def how_many_answered(actor: Actor, request_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """As `answers.counts`; raises `Denied`."""
    await require(actor, Permission.REVIEW)
    return await answers.counts(request_ids)


async def how_many_match(actor: Actor, mine: Request) -> tuple[int, int]:
    """How many speakers would be asked, by the fields and in all; raises `Denied`."""
    await require(actor, Permission.REVIEW)
    matching = await contacts.bookable(mine.fields, to_all=False)
    return len(matching), len(await contacts.bookable((), to_all=True))


async def ask(
    actor: Actor, request_id: int, settings: Settings, *, to_all: bool, days: int
) -> Request:
    """As `requests.ask`; raises `Denied` and `InvalidInput`."""
    await require(actor, Permission.REVIEW)
    if not 0 < days <= MOST_DAYS:
        text = Message(N_("Give the speakers 1 to {most} days."), {"most": MOST_DAYS})
        raise InvalidInput([Problem("bad_days", text, "days")])
    made = await requests.ask(request_id, settings, to_all=to_all, by=actor.name, days=days)
    await audit.note(actor.name, "speaker_request.ask", str(request_id))
    return made


async def refuse(actor: Actor, request_id: int, reason: str) -> Request:
    """As `requests.refuse`; raises `Denied` and `InvalidInput`."""
    await require(actor, Permission.REVIEW)
    made = await requests.refuse(request_id, actor.name, reason_of(reason))
    await audit.note(actor.name, "speaker_request.refuse", str(request_id))
    return made


async def edit(actor: Actor, request_id: int, fingerprint: str, typed: Mapping[str, Any]) -> None:
    """As `bundles.edit`; raises `Denied`."""
    await require(actor, Permission.REVIEW)
    await bundles.edit(request_id, fingerprint, typed)


async def send(actor: Actor, request_id: int, fingerprint: str) -> None:
    """As `bundles.send`; raises `Denied`."""
    await require(actor, Permission.REVIEW)
    await bundles.send(request_id, actor.name, fingerprint)
    await audit.note(actor.name, "speaker_request.send", str(request_id))
