"""What becomes of entries: published and retracted, deleted and restored, reverted and undone."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from cms.content import State
from cms.content.discovery import installed
from cms.editing import authorised, undo, working_copy
from cms.editing.undo import Inverse
from cms.publishing import bulk, reissuing, undoing
from cms.publishing.authorised import How
from cms.publishing.bin import deleting, recycle_bin, restoring
from cms.publishing.plans import one_at_a_time
from cms.publishing.reissuing import Key
from cms.publishing.tree.affected import affected_paths
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import Acted, ContentResult, Saved, changed, offered, performed
from cms.schema.editing.arguments import (
    At,
    BreakLinks,
    DryRun,
    IfMatch,
    Note,
    Uids,
    Until,
    check_lengths,
)
from cms.schema.editing.outcomes import FieldProblem, Teller
from cms.schema.enums import Locale
from cms.schema.etags import read_etag, write_etag
from cms.translation.interface.catalogues import render


@strawberry.type(description="What came of one entry in one language.")
class TransitionItem:
    uid: strawberry.ID
    locale: Locale
    title: str
    outcome: str = strawberry.field(description="`done`, `already` or `refused`.")
    code: str = strawberry.field(description="Why it was refused; empty otherwise.")
    message: str
    problems: list[FieldProblem]
    advice: list[FieldProblem] = strawberry.field(
        description="What to know of what was published, or would be: it forbids nothing."
    )
    path: str | None = strawberry.field(description="Its address, if it was published.")
    undo: strawberry.ID | None = strawberry.field(
        description=(
            "Undoes this one. Null if nothing changed, after a dry run, and in requests for many"
            " entries: those have one for all."
        )
    )


@strawberry.type(description="Each entry in each language, as a whole or not at all.")
class Transitioned:
    items: list[TransitionItem]
    undo: strawberry.ID | None = strawberry.field(
        description="Undoes all of it at once. Null if nothing changed, and after a dry run."
    )
    affected_paths: list[str]
    dry_run: bool


@strawberry.type(description="An entry that went to the bin with all that stood under it.")
class DeletedBranch:
    uid: strawberry.ID
    entries: int
    retracted: int = strawberry.field(description="How many of them were public.")
    unlinked: list[strawberry.ID] = strawberry.field(
        description="Entries elsewhere in which a relation was emptied."
    )


@strawberry.type(description="What went to the bin; `restore` brings it back.")
class Deleted:
    branches: list[DeletedBranch]
    undo: strawberry.ID | None
    affected_paths: list[str]
    dry_run: bool


@strawberry.type(description="What was undone.")
class Undone:
    kind: str = strawberry.field(description="The act: `save`, `create`, `publication`, `move`…")
    uid: strawberry.ID | None = strawberry.field(
        description="The entry; the name of a user or a group; null for an alias or a tag."
    )
    etag: str | None = strawberry.field(description="Of the working copy now, if there is one.")
    affected_paths: list[str]


UndoResult = Annotated[
    Undone | outcomes.Always, strawberry.union("UndoResult", description="What came of undoing.")
]
MOST_TOKENS = 50
TransitionResult = Annotated[
    Transitioned | outcomes.Always,
    strawberry.union("TransitionResult", description="What came of a step of the workflow."),
]
DeleteResult = Annotated[
    Deleted | outcomes.WouldBreakLinks | outcomes.Always,
    strawberry.union("DeleteResult", description="What came of deleting."),
]


async def transition(  # noqa: PLR0913, PLR0917 - the arguments as GraphQL has them
    info: Info,
    uids: Uids,
    to: State,
    locales: list[Locale],
    at: At = UNSET,
    until: Until = UNSET,
    comment: Note = "",
    break_links: BreakLinks = False,
    dry_run: DryRun = False,
) -> TransitionResult:
    """Bring entries to a state; one that is refused does not keep the others."""
    how = How(comment, at or None, until or None, break_links)
    return await _transitioned(info, uids, to.value, locales, how, dry_run=dry_run)


async def unschedule(
    info: Info,
    uids: list[strawberry.ID],
    locales: list[Locale],
    comment: Note = "",
    dry_run: DryRun = False,
) -> TransitionResult:
    """Drop what is planned, publications and retractions; what is live goes on as it is, for ever."""
    how = How(comment)
    return await _transitioned(info, uids, "unschedule", locales, how, dry_run=dry_run)


async def _transitioned(
    info: Info,
    uids: Sequence[str],
    to: str,
    locales: Sequence[Locale],
    how: How,
    *,
    dry_run: bool,
) -> TransitionResult:
    teller = Teller(info.context.reader)

    async def act() -> Transitioned:
        check_lengths(uids=uids, locales=locales)
        actor, languages = info.context.actor, [one.value for one in locales]
        await one_at_a_time()  # nobody may publish between what was read and the step
        before = await reissuing.publics(product(uids, languages))
        reports = await bulk.transition_all(actor, uids, to, languages, how)
        steps = await undoing.since_each(before, bulk.done(reports))
        tokens = await _tokens(info, steps, dry_run=dry_run)
        return Transitioned(
            items=[_item(one, teller, tokens.get((one.uid, one.locale))) for one in reports],
            undo=await offered(info, undoing.of_steps(steps), dry_run=dry_run),
            affected_paths=await affected_paths(),
            dry_run=dry_run,
        )

    found: TransitionResult = await performed(info, teller, act, dry_run=dry_run)
    return found


async def _tokens(
    info: Info, steps: Mapping[Key, Inverse], *, dry_run: bool
) -> dict[Key, strawberry.ID | None]:
    """A token for each, unless they are so many that one for all must do."""
    few = steps if len(steps) <= MOST_TOKENS else {}
    return {key: await offered(info, one, dry_run=dry_run) for key, one in few.items()}


def _item(one: bulk.Report, teller: Teller, token: strawberry.ID | None) -> TransitionItem:
    return TransitionItem(
        uid=strawberry.ID(one.uid),
        locale=Locale(one.locale),
        title=one.title,
        outcome=one.outcome,
        code=one.code,
        message=render(one.message, teller.reader) if one.message else "",
        problems=teller.fields(one.problems),
        advice=teller.fields(one.advice),
        path=one.path,
        undo=token,
    )


async def delete(
    info: Info,
    uids: Uids,
    break_links: BreakLinks = False,
    dry_run: DryRun = False,
) -> DeleteResult:
    """Put entries into the bin, each with all that stands under it; what is public is retracted."""

    async def act() -> Deleted:
        check_lengths(uids=uids)
        done = await deleting.delete(info.context.actor, uids, break_links=break_links)
        paths = await affected_paths()
        token = await offered(info, undoing.of_delete(done) if done else None, dry_run=dry_run)
        return Deleted(branches=_branches(done), undo=token, affected_paths=paths, dry_run=dry_run)

    found: DeleteResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found


def _branches(done: Sequence[deleting.Deleted]) -> list[DeletedBranch]:
    return [
        DeletedBranch(
            uid=strawberry.ID(one.uid),
            entries=one.entries,
            retracted=one.retracted,
            unlinked=[strawberry.ID(uid) for uid in one.unlinked],
        )
        for one in done
    ]


async def restore(
    info: Info,
    uid: strawberry.ID,
    parent: strawberry.ID | None = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Bring back from the bin what was deleted last with this entry on top, as drafts."""

    async def act() -> Saved:
        actor = info.context.actor
        binned = await recycle_bin.binned_as(actor, uid)

        async def do() -> Acted:
            made = await restoring.restore(actor, binned.id, parent=parent or None)
            return Acted(made.uid, undoing.of_restore(made), made.clashes)

        return await changed(info, installed()[binned.content_type], None, do, dry_run=dry_run)

    found: ContentResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found


async def revert(
    info: Info,
    uid: strawberry.ID,
    to: int,
    if_match: IfMatch = UNSET,
    note: Note = "",
    place: bool = False,
    dry_run: DryRun = False,
) -> ContentResult:
    """Make an entry what it was in a revision, as a new version on top."""

    async def act() -> Saved:
        content_type = await working_copy.content_type_of(uid)

        async def do() -> Acted:
            saved = await authorised.revert(
                info.context.actor,
                content_type,
                uid,
                to,
                revision=read_etag(if_match),
                note=note,
                place=place,
            )
            return Acted(uid, undo.of_save(saved))

        return await changed(info, content_type, uid, do, dry_run=dry_run)

    async def nothing() -> tuple[str, Mapping[str, Any]]:
        return uid, {}

    teller = Teller(info.context.reader)
    found: ContentResult = await performed(info, teller, act, dry_run=dry_run, typed=nothing)
    return found


async def undo_(info: Info, token: strawberry.ID, dry_run: DryRun = False) -> UndoResult:
    """Undo an act of your own, as a new act: once, within an hour, if nothing changed since."""

    async def act() -> Undone:
        made = await undoing.undo_act(info.context.actor, token)
        return Undone(
            kind=made.kind,
            uid=strawberry.ID(made.uid) if made.uid else None,
            etag=write_etag(made.revision) if made.revision else None,
            affected_paths=await affected_paths(),
        )

    found: UndoResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found
