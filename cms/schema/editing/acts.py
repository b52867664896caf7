"""Doing what a mutation asks: one transaction each, and whatever refuses it told as an outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from anyio import to_thread
from strawberry import UNSET

from cms.access.actors import NOBODY, Actor
from cms.access.permissions import not_found, require
from cms.access.roles import Permission
from cms.content import DEFAULT_LOCALE, LOCALES, ContentType
from cms.content.values import blank, encode
from cms.database.clashing import whole
from cms.database.engine import rehearsing, writing
from cms.database.outages import is_outage, unavailable
from cms.editing import undo, versions, working_copy
from cms.editing.comparison import compare
from cms.editing.comparison.fields import Snapshot
from cms.editing.conflicts import conflict_of
from cms.editing.undo import Inverse
from cms.errors import N_, CmsError, Conflict, Problem, Unexpected
from cms.publishing import drafts
from cms.publishing.tree.affected import affected_paths
from cms.reading import publications
from cms.reading.records import Record
from cms.reading.view import Drafts, View
from cms.schema.content import Content
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.changes import FieldChange, field_changes
from cms.schema.editing.outcomes import FieldProblem, Teller
from cms.schema.enums import Locale
from cms.schema.etags import write_etag
from cms.schema.loaders import Loaders
from cms.schema.views import LocaleArgument

SECONDS = 10


class TooSlow(CmsError):
    """One mutation took longer than it may; nothing of it happened."""

    code = "timeout"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_("This took longer than {seconds} seconds; ask for less at once."), seconds=SECONDS
        )


class Unauthenticated(CmsError):
    """Nobody changes anything without saying who they are."""

    code = "unauthenticated"
    status = 401

    def __init__(self) -> None:
        super().__init__(N_("Say who you are: send an API token in the header Authorization."))


@dataclass(frozen=True)
class Copies:
    """A working copy for readers of each language, as it was when the transaction ended."""

    records: Mapping[str, tuple[Record, View]]
    texts: Mapping[int, Mapping[str, str | None]]

    def content(self, info: Info, locale: str) -> Any:
        """The object in a language. A dry run left nothing behind from which to load its texts."""
        record, view = self.records[locale]
        if record.id in self.texts:
            key = record.id, view.perspective
            info.context.loaders.texts.prime(key, self.texts[record.id])
        return info.context.content(record, view)


async def copies_of(actor: Actor, uid: str) -> Copies:
    """The working copy as the actor sees it. Inside the transaction that changed it."""
    await drafts.renew()
    views = {one: View(one, LOCALES, Drafts(actor)) for one in LOCALES}
    records = {locale: (await _seen(uid, view), view) for locale, view in views.items()}
    perspective = views[DEFAULT_LOCALE].perspective
    ids = {record.id for record, _ in records.values()}
    return Copies(records, await publications.long_texts(ids, perspective))


async def _seen(uid: str, view: View) -> Record:
    """What nobody lets the actor see, the actor does not make either."""
    found = (await publications.entries([uid], view)).get(uid)
    if found is None:
        raise not_found(uid)
    return found


@strawberry.type(description="What a mutation made of an entry.")
class Saved:
    uid: strawberry.ID
    etag: str = strawberry.field(description="Of the working copy now: give it back as `ifMatch`.")
    undo: strawberry.ID | None = strawberry.field(
        description="Give it to `undo` within an hour. Null after a dry run, or if nothing changed."
    )
    affected_paths: list[str] = strawberry.field(
        description="The addresses whose publications were made or ended."
    )
    dry_run: bool = strawberry.field(description="Whether all of it was only tried.")
    clashes: list[FieldProblem] = strawberry.field(
        description="What could not be as it was when it came back from the bin."
    )
    warnings: list[FieldProblem] = strawberry.field(
        description="What is odd about texts that were taken, as an import says it: W02, W06, …"
    )
    content_type: strawberry.Private[ContentType]
    before: strawberry.Private[Snapshot]
    after: strawberry.Private[Snapshot]
    copies: strawberry.Private[Copies]

    @strawberry.field(
        description=(
            "The working copy now, in a language or what there is instead. After a dry run it is as"
            " it would be, but what it refers to is as it is."
        )
    )
    async def content(self, info: Info, locale: LocaleArgument = UNSET) -> Content:
        if self.dry_run:
            await drafts.renew()  # those of the entries it refers to were undone too
        found: Content = self.copies.content(info, (locale or Locale(DEFAULT_LOCALE)).value)
        return found

    @strawberry.field(description="What differs from before in the working copy.")
    async def diff(self, info: Info) -> list[FieldChange]:
        found = await to_thread.run_sync(compare, self.content_type, self.before, self.after)
        return field_changes(self.content_type, found, info.context.reader)


@dataclass(frozen=True)
class Acted:
    """What a service did to an entry, and how that is undone."""

    uid: str
    inverse: Inverse | None = None
    clashes: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


ContentResult = Annotated[
    Saved | outcomes.Conflict | outcomes.StaleOrder | outcomes.WouldBreakLinks | outcomes.Always,
    strawberry.union("ContentResult", description="What came of an act on an entry."),
]
Act = Callable[[], Awaitable[Any]]
Typed = Callable[[], Awaitable[tuple[str, Mapping[str, Any]]]]


_first: ContextVar[Act | None] = ContextVar("first", default=None)


@contextmanager
def beginning_with(first: Act) -> Iterator[None]:
    """Let what is done in the block, and not only tried, do this first, in the same transaction.

    So both are kept or neither is; what ``first`` raises is the outcome.
    """
    before = _first.set(first)
    try:
        yield
    finally:
        _first.reset(before)


def require_somebody(info: Info) -> None:
    """Raise `Unauthenticated` without a token."""
    if info.context.actor == NOBODY:
        raise Unauthenticated


async def performed(
    info: Info, teller: Teller, act: Act, *, dry_run: bool = False, typed: Typed | None = None
) -> Any:
    """What ``act`` returns, or the outcome of what it raised: then nothing of it happened.

    ``typed`` tells what was typed into which entry, to say of a `Conflict` what is in conflict.
    """

    async def transacted() -> Any:
        info.context.loaders = Loaders()
        first = None if dry_run else _first.get()
        async with rehearsing() if dry_run else writing():
            if first:
                await first()
            return await act()

    async def tried() -> Any:
        require_somebody(info)
        await drafts.renew()  # here it keeps what it did, should there be more than time allows
        try:
            async with asyncio.timeout(SECONDS):
                return await whole(transacted)
        except Conflict as error:
            return await _conflict(teller, error, typed)

    return await told(info, teller, tried)


async def told(info: Info, teller: Teller, act: Act) -> Any:
    """What ``act`` returns, or the outcome of what it raised."""
    try:
        return await act()
    except CmsError as error:
        return teller.outcome(error)
    except TimeoutError:
        return teller.outcome(TooSlow())
    except Exception as error:
        gone = is_outage(error)
        return teller.outcome(unavailable(error) if gone else Unexpected(error, info.path.key))
    finally:
        info.context.loaders = Loaders()  # what was read before is not so any more


async def _conflict(teller: Teller, error: Conflict, typed: Typed | None) -> Any:
    """The service that raised it asked whether this one may see the entry."""
    if typed is None:
        return teller.outcome(error)
    uid, values = await typed()
    content_type = teller.content_type or await working_copy.content_type_of(uid)
    found = await conflict_of(content_type, uid, error.opened, values)
    return Teller(teller.reader, content_type).conflict(error, found)


async def changed(
    info: Info, content_type: ContentType, uid: str | None, act: Act, *, dry_run: bool
) -> Saved:
    """Let ``act`` change an entry, or make one, and tell what came of it. Inside a transaction.

    What may not be seen is not there, before anything else is said of what was asked.
    """
    if uid:
        await require(info.context.actor, Permission.VIEW, uid)
    before = await _snapshot(content_type, uid) if uid else encode(blank(content_type))
    acted: Acted = await act()
    after = await _snapshot(content_type, acted.uid)
    return Saved(
        uid=strawberry.ID(acted.uid),
        etag=write_etag(after["revision"]),
        undo=await offered(info, acted.inverse, dry_run=dry_run),
        affected_paths=await affected_paths(),
        dry_run=dry_run,
        clashes=Teller(info.context.reader, content_type).fields(acted.clashes),
        warnings=Teller(info.context.reader).fields(acted.warnings),
        content_type=content_type,
        before=before,
        after=after,
        copies=await copies_of(info.context.actor, acted.uid),
    )


async def offered(info: Info, inverse: Inverse | None, *, dry_run: bool) -> strawberry.ID | None:
    """A token with which what was done can be undone. Inside the transaction that did it."""
    token = None if dry_run else await undo.offer(info.context.actor, inverse)
    return strawberry.ID(token) if token else None


async def _snapshot(content_type: ContentType, uid: str) -> Snapshot:
    return versions.snapshot(content_type, await working_copy.load(content_type, uid))
