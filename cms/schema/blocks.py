"""Blocks: an object type for each kind, and what a viewer sees of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from cms.content import Blocks, BlockType, Field
from cms.content.blocks import MOST_LISTED
from cms.content.declaration import BadDeclaration, camel
from cms.errors import N_
from cms.reading.publications import Slice
from cms.reading.records import Record
from cms.reading.stored_queries import listing_of
from cms.reading.view import View
from cms.schema.composites import Part
from cms.schema.connections import Connection, Paging, list_connection, listed_by, size_of
from cms.schema.content import Content
from cms.schema.context import Info
from cms.schema.derive import (
    Output,
    Types,
    fill,
    formatted_fields,
    key_field,
    output_of,
    part_class,
    target_of,
)
from cms.schema.directives import Cost
from cms.schema.editing.stored_blocks import stored_blocks
from cms.schema.editing.viewing import viewer_can
from cms.schema.held import holds_picture


@strawberry.interface(description="A part of a page. There is an object type for each kind.")
class Block:
    values: strawberry.Private[Mapping[str, Any]]
    view: strawberry.Private[View]
    record: strawberry.Private[Record]

    @property
    def served(self) -> str:
        """The language it is in."""
        return self.record.locale

    async def long_text(self, _info: Info, name: str) -> str | None:
        """Texts of blocks are not kept apart."""
        text: str | None = self.values.get(name)
        return text

    @strawberry.field(description="Names the block for as long as it exists.")
    def key(self) -> strawberry.ID:
        return strawberry.ID(self.values["key"])

    @strawberry.field(description="Its id in the page; null if it has none.")
    def anchor(self) -> str | None:
        found: str | None = self.values.get("anchor")
        return found


@dataclass(frozen=True)
class Kind:
    """A kind of block, its object type, and the relations and files without which it is nothing."""

    of: BlockType
    cls: type
    needs: tuple[Field, ...]


def blocks_output(blocks: Blocks, types: Types) -> Output:
    """The type of a field with blocks, and its resolver. The types of the kinds come with it."""
    for kind in blocks.types:
        if not kind.part:
            _add(kind, blocks, types)

    async def resolve(self: Any, info: Info) -> Any:
        tree: Any = await self.long_text(info, blocks.name)
        return await _visible(info, types.kinds, tree or [], self)

    return list[Block], resolve


def stored_field(blocks: Blocks) -> Any:
    """The field beside them for those who save them."""

    async def resolve(self: Any, info: Info) -> JSON | None:
        can = await viewer_can(info, self.record.uid, self.record.locale, None)
        if not (can.view and self.record.draft):
            return None
        key = self.record.uid, (self.record.content_type, blocks.name)
        rows = await info.context.loaders.rows.load(key)
        return JSON(stored_blocks(blocks, rows or []))

    return strawberry.field(
        resolver=resolve,
        name=camel(f"{blocks.name}_stored"),
        description=(
            "All of them as they are stored, hidden ones too: what `blocks` of `savePage` and the"
            " others takes. Of working copies only, and for who may view them."
        ),
    )


def _add(kind: BlockType, blocks: Blocks, types: Types) -> None:
    """Content types share a kind, if they mean the same by its name."""
    known = types.kinds.get(kind.name)
    if known is None:
        cls = _class_of(kind, blocks, types, Block)
        types.kinds[kind.name] = Kind(kind, cls, needs(blocks, kind.name))
    elif known.of is not kind:
        raise BadDeclaration(
            N_("Two declarations mean different things by {kind}."), kind=kind.graphql_name
        )


def needs(blocks: Blocks, kind: str) -> tuple[Field, ...]:
    """The relations and files without which a block of the kind is nothing."""
    own = blocks.own_fields(kind)
    return tuple(one for one in own if isinstance(one, Field) and _is_needed(one))


def _is_needed(one: Any) -> bool:
    return isinstance(one, Field) and one.required and bool(one.asset or one.references)


async def _visible(info: Info, kinds: Mapping[str, Kind], tree: Any, within: Any) -> list[Any]:
    """The objects of a list of blocks. One that needs what its view does not show is left out."""
    known = [(one, kinds[one["kind"]]) for one in tree if one["kind"] in kinds]
    entries = [
        (one.get(each.name), within.view)
        for one, kind in known
        for each in kind.needs
        if each.references and one.get(each.name)
    ]
    files = [
        one.get(each.name)
        for one, kind in known
        for each in kind.needs
        if each.asset and one.get(each.name)
    ]
    loaders = info.context.loaders
    records = await loaders.entries.load_many(entries)
    kept = await loaders.files.load_many(files)
    there = {uid for (uid, _), found in zip(entries, records, strict=True) if found}
    pictures = {uid for uid, found in zip(files, kept, strict=True) if found and found.is_picture}
    there |= {uid for uid, found in zip(files, kept, strict=True) if found}
    info.context.absences.note(info, within.view, *({uid for uid, _ in entries} - there))
    return [
        kind.cls(values=one, view=within.view, record=within.record)
        for one, kind in known
        if all(
            one.get(each.name) in (pictures if each.asset and holds_picture(each) else there)
            for each in kind.needs
        )
    ]


def _class_of(kind: BlockType, blocks: Blocks, types: Types, base: type) -> type:
    own: tuple[Any, ...] = (*blocks.own_fields(kind.name), *kind.computed)
    read = [one for one in own if one.name not in kind.asks]
    fields = {one.name: _field(one, *_output(one, types)) for one in read}
    fields |= formatted_fields(read)
    if kind.holds:
        fields[kind.holds.name] = _held(kind, blocks, types)
    if kind.listed:
        fields[kind.listed] = _items(kind)
    if base is Part:
        fields = {"key": key_field(), **fields}
    cls = type(kind.graphql_name, (base,), {})
    fill(cls, fields, _sentence(kind))
    return cls


def _output(one: Any, types: Types) -> Output:
    output, resolve = output_of(one, types)
    return (get_args(output)[0] if _is_needed(one) else output), resolve


def _sentence(one: Any) -> str:
    """What something is, in so many words."""
    return f"{(getattr(one, 'help', '') or one.label).rstrip('.')}."


def _field(one: Any, output: Any, resolve: Callable[..., Any]) -> Any:
    return strawberry.field(
        resolver=resolve,
        name=camel(one.name),
        description=_sentence(one),
        graphql_type=output,
    )


def _held(kind: BlockType, blocks: Blocks, types: Types) -> Any:
    """What lies in a block: blocks, parts of it, or the entries that it relates."""
    assert kind.holds
    name = kind.holds.name
    output: Any
    resolve: Callable[..., Any]
    part = blocks.kinds.get(kind.holds.kind)
    if part is None:
        output, resolve = list[Block], _lying(name, types)
    elif kind.holds.relation:
        target = target_of(blocks.relation_of(part), types)
        output, resolve = list[target], _related(kind)  # type: ignore[valid-type]
    else:
        cls = _part(part, blocks, types)
        output, resolve = list[cls], _parts(name, cls)  # type: ignore[valid-type]
    return strawberry.field(
        resolver=resolve,
        name=camel(name),
        description=_sentence(kind),
        graphql_type=output,
    )


def _part(kind: BlockType, blocks: Blocks, types: Types) -> type:
    """The type of a part, which rows of an entry may share."""
    if kind.holds is None:
        own: Any = blocks.own_fields(kind.name)
        return part_class(kind.graphql_name, own, types, keyed=True)
    if kind.graphql_name not in types.parts:
        types.parts[kind.graphql_name] = _class_of(kind, blocks, types, Part)
    return types.parts[kind.graphql_name]


def _lying(name: str, types: Types) -> Callable[..., Any]:
    async def resolve(self: Any, info: Info) -> Any:
        return await _visible(info, types.kinds, self.values.get(name) or [], self)

    return resolve


def _parts(name: str, cls: Any) -> Callable[..., Any]:
    def resolve(self: Any) -> Any:
        rows = self.values.get(name) or []
        return [cls(values=row, view=self.view, record=self.record) for row in rows]

    return resolve


def _related(kind: BlockType) -> Callable[..., Any]:
    """The entries that somebody chose, or those that its query finds."""
    assert kind.holds
    name, query = kind.holds.name, kind.query

    async def resolve(self: Any, info: Info) -> Any:
        asked = query(self.values) if query else None
        if asked is None:
            return await info.context.entries(self.values.get(name) or [], self.view, info)
        listing, context = listing_of(asked, self.view), info.context
        part = await context.loaders.lists.load((listing, Slice(asked.most)))
        context.absences.note_list(info, self.view, listed_by(context, listing))
        return [context.content(record, self.view) for record, _ in part.records]

    return resolve


def _items(kind: BlockType) -> Any:
    query = kind.query

    async def resolve(
        self: Any,
        info: Info,
        first: Annotated[
            int | None,
            strawberry.argument(description="How many at most; never more than the block shows."),
        ] = UNSET,
        after: str | None = UNSET,
    ) -> Connection[Content]:
        asked = query(self.values) if query else None
        assert asked
        listing = listing_of(asked, self.view)
        most = (
            asked.most
            if first is None or first is UNSET
            else min(size_of("first", first), asked.most)
        )
        info.context.absences.note_list(info, self.view, listed_by(info.context, listing))
        found: Connection[Content] = await list_connection(
            info.context, listing, Paging(first=most, after=after or None)
        )
        return found

    return strawberry.field(
        resolver=resolve,
        name=camel(kind.listed),
        description=_sentence(kind),
        directives=[Cost(weight=20, per_item=True, most=MOST_LISTED)],
    )
