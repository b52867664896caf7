"""Menus: the entries that editors put in them, nested as they stand in the tree."""

from collections.abc import Iterator
from typing import Any

import strawberry

from cms.content.base import Menu as MenuName
from cms.errors import N_
from cms.reading.records import Record
from cms.reading.view import View
from cms.schema.content import Content, paths_above
from cms.schema.context import Info
from cms.schema.enums import Locale
from cms.schema.errors import BadArgument
from cms.schema.placeholders import title_of


@strawberry.type
class MenuItem:
    uid: strawberry.ID
    parent_uid: strawberry.ID | None = strawberry.field(
        description="The item it stands under; null at the first level."
    )
    level: int = strawberry.field(description="From 1.")
    path: str
    url: str
    record: strawberry.Private[Record]
    view: strawberry.Private[View]

    @strawberry.field
    def label(self, info: Info) -> str:
        return title_of(info, self.record)

    @strawberry.field
    def content(self, info: Info) -> Content:
        made: Content = info.context.content(self.record, self.view)
        return made


@strawberry.type
class Menu:
    name: str
    locale: Locale
    items: list[MenuItem] = strawberry.field(
        description="The whole menu, each item followed by those under it; never in parts."
    )


async def menu(info: Info, name: str, view: View, depth: int) -> Menu | None:
    """A menu in a language; null if there is none of that name.

    An item stands under the nearest entry above it that is in the menu too. The home page is an item
    like any other: nothing stands under it.
    """
    if depth < 1:
        raise BadArgument(N_("A menu has a depth of 1 or more."), field="depth")
    if name not in [one.value for one in MenuName]:
        return None
    records = await info.context.loaders.menus.load((name, view))
    below: dict[str | None, list[Record]] = {}
    paths = {one.path for one in records if one.parent is not None}
    for one in records:
        above = [path for path in paths_above(one.path) if path in paths]
        below.setdefault(above[-1] if above else None, []).append(one)
    items = _items(info, view, below, None, depth)
    return Menu(name=name, locale=Locale(view.locale), items=list(items))


def _items(
    info: Info,
    view: View,
    below: dict[str | None, list[Record]],
    above: Record | None,
    depth: int,
    level: int = 1,
) -> Iterator[Any]:
    if level > depth:
        return
    for one in below.get(above.path if above else None, []):
        yield MenuItem(
            uid=strawberry.ID(one.uid),
            parent_uid=strawberry.ID(above.uid) if above else None,
            level=level,
            path=one.path,
            url=info.context.url(one.path),
            record=one,
            view=view,
        )
        yield from _items(info, view, below, one, depth, level + 1)
