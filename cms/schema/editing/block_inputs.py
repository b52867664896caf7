"""Blocks as a client types them: each kind an input of its own, what it holds within it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry
from strawberry import UNSET

from cms.content import Blocks, BlockType, Composite, Field, Values
from cms.content.blocks import held_in
from cms.content.declaration import camel
from cms.content.identity import mint_key
from cms.editing.input import KEY_COLUMN
from cms.schema.editing.shapes import Shapes, attribute

NAME = "BlockInput"
STRUCTURE: Mapping[str, tuple[Any, str]] = {
    KEY_COLUMN: (strawberry.ID, "Of the block to change; without it a new one is made."),
}
OF_BLOCKS: Mapping[str, tuple[Any, str]] = {
    **STRUCTURE,
    "anchor": (str, "Its id in the page: small letters, digits and single hyphens."),
    "hidden": (bool, "Whether it stays on the working side."),
}
Members = Callable[[Iterable[Field | Composite]], Iterable[tuple[str, tuple[Any, str]]]]
Read = Callable[[Iterable[Field | Composite], Any], dict[str, Any]]
Flat = Iterator[tuple[str, dict[str, Any]]]
"""A block's place in an input, and its row."""


def block_input(blocks: Blocks, shapes: Shapes, members: Members) -> Any:
    """The type of a list of blocks: inputs of which one kind is filled in."""
    if NAME not in shapes.made:
        one: Any = type(NAME, (), {})
        shapes.made[NAME] = one  # columns hold what they are named in
        kinds = [kind for kind in blocks.types if not kind.part]
        inputs = {kind.name: _kind_input(kind, blocks, shapes, members) for kind in kinds}
        one.__annotations__ = {attribute(name): found | None for name, found in inputs.items()}
        for kind in kinds:
            text = kind.help or kind.label
            setattr(one, attribute(kind.name), _field(kind.name, text))
        strawberry.input(one, one_of=True, description="A block of one kind.")
    return _list_of(shapes)


def _list_of(shapes: Shapes) -> Any:
    block: Any = shapes.made[NAME]
    return list[block]


def _field(name: str, text: str) -> Any:
    return strawberry.field(name=name, default=UNSET, description=text.rstrip(".") + ".")


def _kind_input(kind: BlockType, blocks: Blocks, shapes: Shapes, members: Members) -> type:
    found = dict(STRUCTURE if kind.part else OF_BLOCKS)
    found |= dict(members(blocks.own_fields(kind.name)))
    if kind.holds:
        text = f"{kind.label}: a whole list; what is left out of it goes."
        found[kind.holds.name] = _held_input(kind, blocks, shapes, members), text
    text = "A row of “{}”." if kind.part else "A block of the kind “{}”."
    return shapes.input(f"{kind.graphql_name}Input", found, text.format(kind.label))


def _held_input(kind: BlockType, blocks: Blocks, shapes: Shapes, members: Members) -> Any:
    assert kind.holds
    if kind.holds.relation:
        return list[strawberry.ID]
    part = blocks.kinds.get(kind.holds.kind)
    if part is None:
        return _list_of(shapes)
    return list[_kind_input(part, blocks, shapes, members)]  # type: ignore[misc]


def flattened(blocks: Blocks, given: list[Any], read: Read, before: list[Values]) -> Flat:
    """The rows of blocks as a client filled them in.

    What a block holds stays as it was ``before``, unless the client said what it holds.
    """
    reading = _Reading(blocks, read, held_in(before))
    yield from reading.blocks_of(given, "", "")
    for key in reading.kept:
        yield from (("", row) for row in reading.below(key))


@dataclass
class _Reading:
    """Reading blocks. ``kept`` are the keys of those that hold what they held."""

    blocks: Blocks
    read: Read
    held: Mapping[str, list[Values]]
    kept: list[str] = field(default_factory=list)

    def blocks_of(self, given: list[Any], within: str, above: str) -> Flat:
        """Those of one list: of each the kind that is filled in."""
        for index, one in enumerate(given):
            for kind in self.blocks.types:
                value = getattr(one, attribute(kind.name), None)
                if value is not None and value is not UNSET:
                    yield from self.row(kind, value, within, f"{above}{index}.{kind.name}")

    def row(self, kind: BlockType, given: Any, within: str, place: str) -> Flat:
        """One block with what it holds."""
        key = getattr(given, attribute(KEY_COLUMN)) or mint_key()
        row = {KEY_COLUMN: key, "kind": kind.name, "within": within}
        for name in ("anchor", "hidden"):
            value = getattr(given, attribute(name), UNSET)
            if value is not UNSET:
                row[name] = value
        yield place, row | self.read(self.blocks.own_fields(kind.name), given)
        if kind.holds is None:
            return
        listed = getattr(given, attribute(kind.holds.name))
        if listed is UNSET:
            self.kept.append(key)
        else:
            yield from self.held_by(kind, listed or [], key, f"{place}.{camel(kind.holds.name)}.")

    def held_by(self, kind: BlockType, given: list[Any], key: str, above: str) -> Flat:
        """What a client says that a block holds."""
        assert kind.holds
        part = self.blocks.kinds.get(kind.holds.kind)
        if part is None:
            yield from self.blocks_of(given, key, above)
        elif kind.holds.relation:
            yield from self.related(part, given, key, above)
        else:
            for index, one in enumerate(given):
                yield from self.row(part, one, key, f"{above}{index}")

    def related(self, part: BlockType, given: list[Any], within: str, above: str) -> Flat:
        """Rows that are nothing but an entry; those that stay keep their keys."""
        column = self.blocks.relation_of(part).column_name
        keys: dict[str, list[str]] = {}
        for row in self.held.get(within, []):
            keys.setdefault(row[column], []).append(row[KEY_COLUMN])
        for index, uid in enumerate(given):
            key = keys[uid].pop(0) if keys.get(uid) else mint_key()
            row = {KEY_COLUMN: key, "kind": part.name, "within": within, column: uid}
            yield f"{above}{index}", row

    def below(self, key: str) -> Iterator[dict[str, Any]]:
        """The rows that lay in a block, as they were."""
        for row in self.held.get(key, []):
            yield {KEY_COLUMN: row[KEY_COLUMN], "kind": row["kind"], "within": key}
            yield from self.below(row[KEY_COLUMN])
