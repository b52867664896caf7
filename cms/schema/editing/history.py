"""What happened to an entry, and what differs between two of its revisions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry
from anyio import to_thread

from cms.access.permissions import not_found
from cms.access.roles import Permission
from cms.content import ContentType, State
from cms.content.discovery import installed
from cms.content.values import blank, encode
from cms.editing import versions
from cms.editing.authorised import require_past
from cms.editing.comparison import compare
from cms.publishing.history import Item, history, place
from cms.schema.connections import size_of
from cms.schema.context import Info
from cms.schema.editing.changes import FieldChange, field_changes
from cms.schema.editing.inputs import place_of
from cms.schema.enums import Locale

MOST = 100
MOST_REVISION = 2**31 - 1


@strawberry.type(description="A version, a step of the workflow or a publication.")
class Revision:
    kind: str = strawberry.field(description="`version`, `transition` or `publication`.")
    operation: str = strawberry.field(
        description="How it came about: `create`, `save`, `revert`, `publish`, `move`, `step`…"
    )
    at: datetime
    actor: str
    comment: str
    locale: Locale | None
    revision: int | None
    changed: list[str] = strawberry.field(description="The places in the input that changed.")
    minor: bool
    label: str
    from_state: State | None
    to_state: State | None
    path: str | None
    revertible: bool = strawberry.field(description="Whether `revert` can bring it back.")


@strawberry.type(description="Where a part of a history ends.")
class HistoryPage:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type(description="A part of a history, the newest first.")
class RevisionConnection:
    nodes: list[Revision]
    page_info: HistoryPage


async def revisions(info: Info, uid: str, first: int, after: str | None) -> RevisionConnection:
    """A part of the history of an entry that whoever asks may view."""
    size_of("first", first, least=1, most=MOST)
    place(after or "")  # so that one bad cursor does not spoil what is read with it
    found = await info.context.loaders.histories.load((uid, (first, after or "")))
    if found is None:
        raise not_found(uid)
    content_type = installed()[found.content_type]
    return RevisionConnection(
        nodes=[_revision(one, content_type) for one in found.items],
        page_info=HistoryPage(has_next_page=found.next is not None, end_cursor=found.next),
    )


def _revision(one: Item, content_type: ContentType) -> Revision:
    return Revision(
        kind=one.kind,
        operation=one.operation,
        at=one.at,
        actor=one.actor,
        comment=one.comment,
        locale=Locale(one.locale) if one.locale else None,
        revision=one.revision,
        changed=[place_of(content_type, name) for name in one.changed],
        minor=one.minor,
        label=one.label,
        from_state=State(one.from_state) if one.from_state else None,
        to_state=State(one.to_state) if one.to_state else None,
        path=one.path or None,
        revertible=one.revertible,
    )


async def diff(info: Info, uid: str, old: int, new: int) -> list[FieldChange]:
    """What differs between two revisions; 0 is before the first. Raises `Denied` and `NotFound`."""
    await require_past(info.context.actor, Permission.VIEW, uid)
    content_type = installed()[(await history(uid, first=1)).content_type]
    before, after = [
        encode(blank(content_type)) if one == 0 else await _snapshot(uid, one) for one in (old, new)
    ]
    found = await to_thread.run_sync(compare, content_type, before, after)
    return field_changes(content_type, found, info.context.reader)


async def _snapshot(uid: str, revision: int) -> Mapping[str, Any]:
    return (await versions.load(uid, min(max(revision, 0), MOST_REVISION))).snapshot
