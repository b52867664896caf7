"""Menus: the entries that editors put in them, nested as they stand in the tree."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

import strawberry

from cms.content.base import Menu as MenuName
from cms.errors import N_
from cms.reading.records import Record
from cms.reading.view import View
from cms.schema.absences import Find
from cms.schema.connections import LARGEST_SIZE
from cms.schema.content import Content
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
    info.context.absences.note_list(info, view, _in_any_language(info, name))
    items = [_item(info, view, *found) for found in arranged(records, depth)]
    return Menu(name=name, locale=Locale(view.locale), items=items)


def _in_any_language(info: Info, name: str) -> Find:
    async def find(view: View) -> list[str]:
        keys = [(name, view.only(locale)) for locale in view.locales]
        found = await info.context.loaders.menus.load_many(keys)
        return [record.uid for records in found for record in records][:LARGEST_SIZE]

    return find


def _item(info: Info, view: View, one: Record, above: Record | None, level: int) -> MenuItem:
    return MenuItem(
        uid=strawberry.ID(one.uid),
        parent_uid=strawberry.ID(above.uid) if above else None,
        level=level,
        path=one.path,
        url=info.context.url(one.path),
        record=one,
        view=view,
    )


class Placed(Protocol):
    """What stands somewhere in the tree."""

    @property
    def path(self) -> str: ...

    @property
    def parent(self) -> str | None: ...


P = TypeVar("P", bound=Placed)


def arranged(entries: Sequence[P], depth: int) -> Iterator[tuple[P, P | None, int]]:
    """Entries in the order of a menu, each with the one it stands under and its level."""
    below: dict[str, list[P]] = {}
    paths = {one.path for one in entries if one.parent is not None}
    for one in entries:
        below.setdefault(_nearest(one.path, paths), []).append(one)
    yield from _arranged(below, None, depth, 1)


def _nearest(path: str, paths: Container[str]) -> str:
    """The nearest address above one that is among some; empty if none is."""
    above = path.rpartition("/")[0]
    while above and above not in paths:
        above = above.rpartition("/")[0]
    return above


def _arranged(
    below: Mapping[str, list[P]], above: P | None, depth: int, level: int
) -> Iterator[tuple[P, P | None, int]]:
    if level > depth:
        return
    for one in below.get(above.path if above else "", ()):
        yield one, above, level
        if one.path in below:
            yield from _arranged(below, one, depth, level + 1)
