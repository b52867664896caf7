"""Menus: the entries that editors put in them, nested as they stand in the tree."""

from collections.abc import Iterator
from typing import Any

import strawberry

from cms.content.base import Menu as MenuName
from cms.errors import N_
from cms.publishing.records import Record
from cms.publishing.view import View
from cms.schema.content import Content, paths_above
from cms.schema.context import Info
from cms.schema.enums import Locale
from cms.schema.errors import BadArgument


@strawberry.type
class MenuItem:
    uid: strawberry.ID
    parent_uid: strawberry.ID | None = strawberry.field(
        description="The item it stands under; null at the first level."
    )
    level: int = strawberry.field(description="From 1.")
    label: str
    path: str
    url: str
    record: strawberry.Private[Record]

    @strawberry.field
    def content(self, info: Info) -> Content:
        made: Content = info.context.content(self.record, View(self.record.locale))
        return made


@strawberry.type
class Menu:
    name: str
    locale: Locale
    items: list[MenuItem] = strawberry.field(
        description="The whole menu, each item followed by those under it; never in parts."
    )


async def menu(info: Info, name: str, locale: str, depth: int) -> Menu | None:
    """A menu in a language; null if there is none of that name.

    An item stands under the nearest entry above it that is in the menu too. The home page is an item
    like any other: nothing stands under it.
    """
    if depth < 1:
        raise BadArgument(N_("A menu has a depth of 1 or more."), field="depth")
    if name not in [one.value for one in MenuName]:
        return None
    records = await info.context.loaders.menus.load((name, locale))
    below: dict[str | None, list[Record]] = {}
    paths = {one.path for one in records if one.parent is not None}
    for one in records:
        above = [path for path in paths_above(one.path) if path in paths]
        below.setdefault(above[-1] if above else None, []).append(one)
    items = _items(info, below, None, 1, depth)
    return Menu(name=name, locale=Locale(locale), items=list(items))


def _items(
    info: Info, below: dict[str | None, list[Record]], above: Record | None, level: int, depth: int
) -> Iterator[Any]:
    if level > depth:
        return
    for one in below.get(above.path if above else None, []):
        yield MenuItem(
            uid=strawberry.ID(one.uid),
            parent_uid=strawberry.ID(above.uid) if above else None,
            level=level,
            label=one.title,
            path=one.path,
            url=info.context.url(one.path),
            record=one,
        )
        yield from _items(info, below, one, level + 1, depth)
