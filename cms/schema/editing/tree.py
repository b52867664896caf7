"""Where entries stand: moving, ordering, renaming, copying."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry
from strawberry import UNSET

from cms.editing import working_copy
from cms.publishing import undoing
from cms.publishing.tree import authorised_tree
from cms.publishing.tree.affected import affected_paths
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import Acted, ContentResult, changed, offered, performed
from cms.schema.editing.arguments import DryRun, IfMatch, IfOrder, Order, check_lengths
from cms.schema.editing.outcomes import Teller
from cms.schema.enums import Locale
from cms.schema.etags import read_etag

Do = Callable[[], Awaitable[Acted]]


@strawberry.type(description="What stands under an entry, in order.")
class Reordered:
    parent: strawberry.ID
    order: list[strawberry.ID]
    undo: strawberry.ID | None
    affected_paths: list[str]
    dry_run: bool


ReorderResult = Annotated[
    Reordered | outcomes.StaleOrder | outcomes.Always,
    strawberry.union("ReorderResult", description="What came of ordering."),
]


async def _on(info: Info, uid: str, do: Do, *, dry_run: bool, new: bool = False) -> ContentResult:
    """Do something to an entry of any type, or make another ``new`` one from it."""

    async def act() -> ContentResult:
        content_type = await working_copy.content_type_of(uid)
        before = None if new else uid
        return await changed(info, content_type, before, do, dry_run=dry_run)

    async def nothing() -> tuple[str, dict[str, object]]:
        return uid, {}

    found: ContentResult = await performed(
        info, Teller(info.context.reader), act, dry_run=dry_run, typed=nothing
    )
    return found


def _seen(if_match: str | None) -> int | None:
    """The revision that a client saw, if it says so. Raises `InvalidInput` for what is no etag."""
    return None if if_match is None or if_match is UNSET else read_etag(if_match)


async def move(
    info: Info,
    uid: strawberry.ID,
    parent: strawberry.ID,
    position: int | None = UNSET,
    if_order: IfOrder = UNSET,
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Put an entry, with all below it, under another or in another place there."""

    async def do() -> Acted:
        check_lengths(if_order=if_order or None)
        place = None if position is UNSET else position
        moved = await authorised_tree.move(
            info.context.actor,
            uid,
            parent,
            position=place,
            if_order=if_order or None,
            revision=_seen(if_match),
        )
        return Acted(uid, undoing.of_move(moved))

    return await _on(info, uid, do, dry_run=dry_run)


async def rename(
    info: Info,
    uid: strawberry.ID,
    locale: Locale,
    slug: str,
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Give an entry another short name in one language."""

    async def do() -> Acted:
        moved = await authorised_tree.rename(
            info.context.actor, uid, locale.value, slug, revision=_seen(if_match)
        )
        return Acted(uid, undoing.of_rename(moved, locale.value))

    return await _on(info, uid, do, dry_run=dry_run)


async def copy(
    info: Info, uid: strawberry.ID, parent: strawberry.ID, dry_run: DryRun = False
) -> ContentResult:
    """Copy an entry, with all below it, as drafts; links within it lead to the copies."""

    async def do() -> Acted:
        made = await authorised_tree.copy(info.context.actor, uid, parent)
        return Acted(made.uid, undoing.of_copy(made))

    return await _on(info, uid, do, dry_run=dry_run, new=True)


async def reorder(
    info: Info,
    parent: strawberry.ID,
    order: Order,
    if_order: IfOrder = UNSET,
    dry_run: DryRun = False,
) -> ReorderResult:
    """Put what stands under an entry in an order."""

    async def act() -> Reordered:
        check_lengths(order=order, if_order=if_order or None)
        actor = info.context.actor
        before = await authorised_tree.order_of(actor, parent)
        made = await authorised_tree.reorder(actor, parent, order, if_order=if_order or None)
        return Reordered(
            parent=parent,
            order=[strawberry.ID(one) for one in made],
            undo=await offered(info, undoing.of_order(parent, before, made), dry_run=dry_run),
            affected_paths=await affected_paths(),
            dry_run=dry_run,
        )

    found: ReorderResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found
