"""Publishing and retracting, one language at a time: now, later, for ever or until a moment."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.access import audit
from cms.content import ContentType, State, Values, localised
from cms.database.engine import as_json, fetch
from cms.editing import texts, transitions, working_copy
from cms.editing.transitions import Step
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.publishing import fingerprints, gate, outbox, text_gate
from cms.publishing.aliases.aliases import held
from cms.publishing.changes import Kind
from cms.publishing.document import Document, document
from cms.publishing.plans import Known, Plan, apply, end, load, moment, one_at_a_time, plan
from cms.publishing.series.keeping import keep
from cms.publishing.timeline import FOREVER, NEW, Piece, joined, replaced
from cms.publishing.tree.addresses import Moving, Standing
from cms.publishing.windows import Window, read_window
from cms.reading import vocabulary
from cms.reading.searching import search_document

_INSERT = f"""
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at, series)
SELECT $1::text, $2::text, $3::text, $4::text, $5::text, $6::int, $7::text,
    $8::jsonb, $9::jsonb, $10::text[], $11::jsonb,
    {search_document(12)},
    $17::int, tstzrange($18::timestamptz, $19::timestamptz),
    coalesce((SELECT min(first_published_at) FROM publication
        WHERE uid = $1::text AND locale = $3::text AND NOT isempty(valid)), $18::timestamptz),
    $18::timestamptz, $20::text, $21::timestamptz, $22::text
RETURNING id
"""

_CONTENT = """
SELECT revision, data, texts, fingerprints FROM publication WHERE id = ANY($1::bigint[])
"""

MOST_NAMED = 3


class NotPublished(CmsError):
    """There is nothing to retract."""

    code = "not_published"
    status = 409


class PublishedBelow(CmsError):
    """Something public stands under what was to be retracted."""

    code = "published_below"
    status = 409


@dataclass(frozen=True)
class Published:
    """What a publication made: the address, and the one it had before if that was another.

    ``changed`` is False when the public reads, or will read, exactly this already.
    """

    uid: str
    locale: str
    path: str
    moved_from: str | None
    since: datetime
    until: datetime | None
    changed: bool = True


@dataclass(frozen=True)
class Effect:
    """What publishing would do: the address, what moves along, and what stands in the way.

    ``path`` is the address at first; ``moves`` are those that move at once. ``plan`` is none when
    there can be no address at all. ``notes`` are worth knowing: addresses that somebody wrote by hand.
    """

    path: str | None
    live: Standing | None
    moves: tuple[Moving, ...]
    problems: tuple[Problem, ...]
    plan: Plan | None = None
    notes: tuple[Message, ...] = ()


async def publish(
    content_type: ContentType,
    uid: str,
    locale: str,
    *,
    actor: str,
    comment: str = "",
    at: datetime | None = None,
    until: datetime | None = None,
) -> Published:
    """Let the public read the working copy, as it is now, in ``locale``; other languages stay.

    From ``at`` on, or from now on when there is none; ``until`` a moment, or for
    ever. What was planned from then on is replaced. What is public below follows to its new address.
    Publishing again what is published so already changes nothing. ``comment`` says why, in the
    entry's history. Raises `InvalidInput` naming each field that is missing, how many texts are no
    finished translation, why an address cannot be had, and what is wrong with the dates. Call it
    inside `writing()`.
    """
    await one_at_a_time()
    values = await working_copy.load(content_type, uid, lock=True)
    now = await moment()
    window = read_window(now, at, until)
    known = await load(uid, locale, now, [values["parent"]])
    effect = await _effect(content_type, values, known, window)
    if effect.problems or effect.plan is None or effect.path is None:
        raise InvalidInput(effect.problems)
    content = await _content(content_type, values, locale)
    changed = not await _shows(known, effect.plan, window, content)
    if changed:
        await end(effect.plan, actor)
        await apply(effect.plan, actor=actor, row=await _insert(effect.plan, content, actor))
    old = effect.live.path if effect.live and effect.live.path != effect.path else None
    done = Published(uid, locale, effect.path, old, window.since, window.end, changed)
    if changed or values[localised("state", locale)] != State.PUBLISHED:
        await _remember(content, done, now, actor, comment)
    if changed and window.since == now:
        await texts.note_published(values, locale)
        await fingerprints.renew(content_type, values, locale)
        kind: Kind = "changed" if effect.live else "published"
        await outbox.note(kind, uid, locale, now, actor, path=done.path, old=old)
    return done


async def _remember(
    content: "_Content", done: Published, now: datetime, actor: str, comment: str
) -> None:
    """The workflow, its history and the audit log."""
    planned = done.since if done.since > now else None
    await transitions.record(
        content.values,
        done.locale,
        Step("publish", State.PUBLISHED, planned, done.until),
        at=now,
        actor=actor,
        comment=comment,
    )
    await working_copy.set_state(content.type, done.uid, done.locale, State.PUBLISHED)
    when = {"at": planned, "until": done.until}
    said = {name: moment.isoformat() for name, moment in when.items() if moment}
    await audit.note(actor, "publish", done.uid, locale=done.locale, path=done.path, **said)


async def retract(
    content_type: ContentType,
    uid: str,
    locale: str,
    *,
    actor: str,
    comment: str = "",
    at: datetime | None = None,
) -> bool:
    """Take the entry away from the public in ``locale``, now or at a moment to come.

    Its address answers "gone" from then on; what was planned from then on does not happen.
    ``comment`` says why, in the entry's history. Raises `NotPublished`, and `PublishedBelow` while
    something stands under it that is public then. False when it would have ended before that
    anyway. Call it inside `writing()`.
    """
    await one_at_a_time()
    values = await working_copy.load(content_type, uid, lock=True)
    made, since = await effect_of_retracting(values, locale, at=at)
    known, now = made.known, made.known.now
    if since > now and not made.change.ends:
        return False  # it ends before that as it is
    await end(made, actor)
    state = State(values[localised("state", locale)])
    stays = since > now and made.own  # else nothing is left that is public or planned
    step = Step("retire", state, until=since) if stays else Step("retire", State.RETIRED)
    await transitions.record(values, locale, step, at=now, actor=actor, comment=comment)
    await working_copy.set_state(content_type, uid, locale, step.to)
    await audit.note(actor, "retract", uid, locale=locale, at=since.isoformat())
    if since == now and known.live:
        await outbox.note("retracted", uid, locale, now, actor, path=known.live.path)
    return True


async def effect_of_retracting(
    values: Values, locale: str, *, at: datetime | None = None
) -> tuple[Plan, datetime]:
    """What `retract` would do and from when on, without doing it; raises what it would raise."""
    now = await moment()
    since = read_window(now, at, None).since
    known = await load(values["uid"], locale, now)
    if not known.own and values[localised("state", locale)] != State.PUBLISHED:
        raise NotPublished(N_("This entry is not published in this language."))
    made = await plan(known, replaced(known.own, since))
    check_below(made)
    return made, since


def check_below(made: Plan) -> None:
    """Raise `PublishedBelow` if something would be public under what is not."""
    if made.below:
        raise PublishedBelow(
            N_("Under it these are public in this language: {titles}. Retract them first."),
            titles=_below(made),
        )


def _below(made: Plan) -> Message:
    """What the public reads by its title; what is planned may be a secret, so by its number."""
    pieces = [made.known.ours[uid][0] for uid in made.below]
    titles = [f"“{one.title}”" for one in pieces if one.since <= made.known.now]
    more = len(titles) - MOST_NAMED
    named = [*titles[:MOST_NAMED], f"+{more}"] if more > 0 else titles
    params = {"titles": ", ".join(named), "planned": len(pieces) - len(titles)}
    if not params["planned"]:
        return Message("{titles}", params)
    return Message(
        N_("{titles} and {planned} planned") if titles else N_("{planned} planned"), params
    )


async def effect_of_publishing(
    content_type: ContentType,
    values: Values,
    locale: str,
    *,
    at: datetime | None = None,
    until: datetime | None = None,
) -> Effect:
    """What `publish` would do, without doing it. Raises `InvalidInput` for dates that are wrong."""
    now = await moment()
    known = await load(values["uid"], locale, now, [values["parent"]])
    return await _effect(content_type, values, known, read_window(now, at, until))


async def _effect(
    content_type: ContentType, values: Values, known: Known, window: Window
) -> Effect:
    problems = gate.missing(content_type, values, known.locale)
    problems += await text_gate.unready(content_type, values, known.locale)
    live = _standing(known.live) if known.live else None
    column = localised("slug", known.locale)
    if values["parent"] is not None and not values[column]:
        text = Message(N_("It needs a short name in this language."))
        without = Problem("slug_missing", text, column)
        # with a title it will have a slug
        return Effect(None, live, (), tuple(problems or [without]))
    new = Piece(
        row=NEW,
        uid=known.uid,
        act=window.since,
        parent=values["parent"],
        slug=values[column],
        position=values["position"],
        title=values[localised("title", known.locale)],
        since=window.since,
        until=window.until,
        path="",
    )
    made = await plan(known, replaced(known.own, window.since, [new]))
    problems += [*made.problems, *_left_below(made)]
    path = next((one.path for one in made.own if one.row == NEW), None)
    return Effect(
        path, live, made.moves, tuple(problems), made, await _notes(path, live, made.moves)
    )


async def _notes(
    path: str | None, live: Standing | None, moves: Sequence[Moving]
) -> tuple[Message, ...]:
    """What becomes of aliases: they rest where something comes to live, and work where it leaves."""
    came = {one for one in (path, *(move.path for move in moves)) if one}
    left = {one for one in (live and live.path, *(move.standing.path for move in moves)) if one}
    rests = N_("{path} was written by hand to lead elsewhere. This comes to live there instead.")
    works = N_("The old address {path} will lead where somebody wrote by hand, not to this.")
    return (
        *(Message(rests, {"path": one}) for one in await held(came - left)),
        *(Message(works, {"path": one}) for one in await held(left - came)),
    )


def _standing(piece: Piece) -> Standing:
    return Standing(piece.row, piece.uid, piece.path, piece.title)


def _left_below(made: Plan) -> Sequence[Problem]:
    if not made.below:
        return ()
    text = N_("Under it these are public for longer in this language: {titles}.")
    return [Problem("published_below", Message(text, {"titles": _below(made)}), "until")]


@dataclass(frozen=True)
class _Content:
    """What would be published: the working copy, and what is made of it."""

    type: ContentType
    values: Values
    document: Document
    prints: str


async def _content(content_type: ContentType, values: Values, locale: str) -> _Content:
    digests = await texts.fingerprints(content_type, values, locale)
    prints = {"source": values["source_locale"], "fields": digests}
    return _Content(content_type, values, document(content_type, values, locale), as_json(prints))


async def _shows(known: Known, made: Plan, window: Window, content: _Content) -> bool:
    """Whether the public reads, or will read, just this in all of the range, and nothing after it."""
    now_shown = joined(_from(known.own, window.since))
    if [_place(one) for one in now_shown] != [_place(one) for one in _from(made.own, window.since)]:
        return False
    rows = await fetch(_CONTENT, [one.row for one in known.own if one.until > window.since])
    wanted = (as_json(content.document.data), as_json(content.document.texts), content.prints)
    return all(
        row["revision"] == content.values["revision"]
        and tuple(as_json(json.loads(row[one])) for one in ("data", "texts", "fingerprints"))
        == wanted
        for row in rows
    )


def _from(pieces: Sequence[Piece], since: datetime) -> list[Piece]:
    return [one for one in (one.between(since, FOREVER) for one in pieces) if not one.empty]


def _place(piece: Piece) -> tuple[object, ...]:
    return piece.since, piece.until, piece.parent, piece.slug, piece.position, piece.path


async def _insert(made: Plan, content: _Content, actor: str) -> int:
    """Insert the first piece of what is new; its row."""
    first = next(one for one in made.change.issues if one.row == NEW)
    document, values, locale = content.document, content.values, made.known.locale
    rows = await fetch(
        _INSERT,
        *(first.uid, content.type.name, locale, first.path, first.parent, first.position),
        *_columns(document),
        content.prints,
        *(f"cms_{locale}", *(document.search[weight] for weight in "ABCD")),
        *(values["revision"], first.since, None if first.until == FOREVER else first.until),
        *(actor, values["updated_at"], await keep(document.schedule, made.known.now)),
    )
    await vocabulary.learn(locale, document.search.values())
    row: int = rows[0]["id"]
    return row


def _columns(made: Document) -> tuple[Any, ...]:
    return (made.title, as_json(made.data), as_json(made.texts), list(made.refs))
