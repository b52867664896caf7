"""Content types → object types. Every column's line in a declaration becomes a field here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import strawberry
from piccolo.columns import Array

from cms.content import Blocks, Composite, Computed, ContentType, Field, Reverse, Rows
from cms.content.declaration import BadDeclaration, camel, common_fields
from cms.content.discovery import content_type_of
from cms.content.values import default_of
from cms.errors import N_
from cms.schema.columns import never_empty, scalar_of
from cms.schema.community import reports, seats
from cms.schema.composites import EXTRAS, Part
from cms.schema.content import Content, tags_of
from cms.schema.context import Info
from cms.schema.copying import copy_field
from cms.schema.directives import Cost, Sunset
from cms.schema.filters import Filters
from cms.schema.formatted import formatted, period, without_clock
from cms.schema.held import asset_output
from cms.schema.narrowing import connection_class
from cms.schema.occurrences import occurrence_class, occurring
from cms.schema.ordering import Orders
from cms.schema.parts import Tag
from cms.schema.placeholders import composite_stand_in, rich_stand_in, stand_in
from cms.schema.resolvers import mostly
from cms.schema.reverse import reverse_output
from cms.schema.richtext import RichText

Resolver = Callable[..., Any]
Output = tuple[Any, Resolver]
"""The type of a field, and how it is made."""
Extras = Mapping[str, tuple[Resolver, Any, str]]


@dataclass
class Types:
    """The object types in the making: of content types by name, and of composites and rows by kind.

    ``occurrence`` is that of the times at which entries take place, if those of any type do.
    ``of_blocks`` makes the types of blocks, which are in ``kinds``, and ``stored`` the field with them
    as they are stored.
    """

    content: Mapping[str, type[Content]]
    filters: Filters
    orders: Orders
    of_blocks: Callable[[Blocks, "Types"], Output]
    stored: Callable[[Blocks], Any]
    parts: dict[str, type[Part]] = field(default_factory=dict)
    kinds: dict[str, Any] = field(default_factory=dict)
    shapes: dict[str, Any] = field(default_factory=dict)
    occurrence: type | None = None


def object_types(
    content_types: Mapping[str, ContentType],
    filters: Filters,
    orders: Orders,
    of_blocks: tuple[Callable[[Blocks, Types], Output], Callable[[Blocks], Any]],
) -> Types:
    """The object types of content types. They name each other, so all are named first."""
    named: dict[str, type[Content]] = {
        name: type(one.graphql_name, (Content,), {}) for name, one in content_types.items()
    }
    for name, one in content_types.items():
        named[name].connection = connection_class(one, named[name])
    types = Types(named, filters, orders, *of_blocks)
    types.occurrence = _occurrence(types, content_types)
    for name, one in content_types.items():
        listed = own_fields(one)
        fields = {each.name: _field(each, types, content_types) for each in listed}
        fields |= formatted_fields(listed)
        fields |= {
            f"{each.name}_stored": types.stored(each) for each in listed if isinstance(each, Blocks)
        }
        if one.whole:
            fields["copy"] = copy_field(one)
        if one.schedule and types.occurrence:
            fields |= occurring(types.occurrence, one)
        for beside in (seats.OF_TYPES, reports.OF_TYPES):
            fields |= _beside(beside.get(name, {}))
        fill(named[name], fields, summary(one))
    return types


def _occurrence(types: Types, content_types: Mapping[str, ContentType]) -> type | None:
    """The type of occurrences, whose places are those of the entries."""
    places = (
        each
        for one in content_types.values()
        if one.schedule
        for each in one.all_fields
        if isinstance(each, Composite) and each.name == "place"
    )
    first = next(places, None)
    return occurrence_class(_composite_class(first, types)) if first else None


def summary(content_type: ContentType) -> str:
    """What a type is, as the first line of its table says."""
    return (content_type.table.__doc__ or content_type.label).strip().splitlines()[0]


def own_fields(content_type: ContentType) -> list[Any]:
    """What a type has beside the fields of every entry."""
    common = {one.name for one in common_fields(content_type.table)}
    taken = {one.name for one in Content.__strawberry_definition__.fields}  # type: ignore[attr-defined]
    found = [one for one in content_type.all_fields if one.name not in common]
    for one in found:
        if one.name in taken:
            raise BadDeclaration(
                N_("{type}: every entry has a field {field} of its own already."),
                type=content_type.name,
                field=one.name,
            )
    return found


def fill(cls: type, fields: Mapping[str, Any], description: str | None = None) -> None:
    """Make an object type of a class."""
    cls.__annotations__ = {}
    for name, one in fields.items():
        setattr(cls, f"field_{name}", one)  # apart from the attributes that resolvers use
    strawberry.type(cls, description=description)


def formatted_fields(listed: Iterable[Any]) -> dict[str, Any]:
    """Values that readers write in their own way, as they write them."""
    plain = [one for one in listed if isinstance(one, Field)]
    every = [*map(formatted, plain), period({one.name for one in plain})]
    return {
        name: strawberry.field(
            resolver=resolve, name=camel(name), description=description, graphql_type=str | None
        )
        for name, resolve, description in filter(None, every)
    }


def _beside(extras: Extras) -> dict[str, Any]:
    return {
        name: strawberry.field(
            resolver=resolve, name=name, description=description, graphql_type=output
        )
        for name, (resolve, output, description) in extras.items()
    }


def _field(one: Any, types: Types, content_types: Mapping[str, ContentType]) -> Any:
    description = getattr(one, "help", "") or one.label
    if isinstance(one, Reverse):
        output, resolve = reverse_output(
            one, content_types, types.content, types.filters, types.orders
        )
    else:
        output, resolve = output_of(one, types)
    directives: list[Any] = []
    if isinstance(one, Reverse) and one.paged:
        directives.append(Cost(per_item=True))
    if one.ending:
        directives.append(Sunset(on=one.ending.on, use=one.ending.use))
    return strawberry.field(
        resolver=resolve,
        name=camel(one.name),
        description=description,
        graphql_type=output,
        directives=directives,
        deprecation_reason=f"Use `{one.ending.use}`." if one.ending else None,
    )


def output_of(one: Any, types: Types) -> Output:
    """The type of a declared field, and how it is made."""
    if isinstance(one, Field):
        return _field_output(one, types)
    if isinstance(one, Composite):
        return _composite_output(one, types)
    if isinstance(one, Blocks):
        return types.of_blocks(one, types)
    if isinstance(one, Rows):
        return _rows_output(one, types)
    assert isinstance(one, Computed)
    return one.returns | None, _plain(one.name)


def _field_output(one: Field, types: Types) -> Output:
    if one.asset or one.references:
        return _linked_output(one, types)
    if one.rich:
        return RichText, _rich(one)
    if issubclass(one.kind, Array):
        return _array_output(one)
    scalar = scalar_of(one)
    if one.long:
        return _nullable(one, scalar.output), _long(one)
    if one.choices:
        return _nullable(one, scalar.output), _choice(one)
    return _nullable(one, scalar.output), _short(one)


def _linked_output(one: Field, types: Types) -> Output:
    if one.asset:
        return asset_output(one)
    return target_of(one, types) | None, _relation(one.name)


def _nullable(one: Field, output: Any) -> Any:
    return output if never_empty(one) else output | None


def target_of(one: Field, types: Types) -> Any:
    assert one.references
    found = content_type_of(one.references)
    return types.content.get(found.name, Content) if found else Content


def _array_output(one: Field) -> Output:
    if one.choices:
        choices = one.choices
        return list[scalar_of(one).output], _listed(one.name, choices)  # type: ignore[misc]
    return list[Tag], _tags(one.name)


def _composite_output(one: Composite, types: Types) -> Output:
    cls = _composite_class(one, types)

    def read(self: Any) -> Any:
        values = self.values.get(one.name)
        return cls(values=values, view=self.view, record=self.record) if values else None

    @mostly(read)
    def resolve(self: Any, info: Info) -> Any:
        found = read(self)
        if found or not self.record.draft:
            return found
        values = composite_stand_in(info, self.record, one)
        return cls(values=values, view=self.view, record=self.record)

    return (cls, resolve) if never_empty(one.fields[0]) else (cls | None, read)


def _composite_class(one: Composite, types: Types) -> type[Part]:
    first = replace(one.fields[0], required=True)  # the whole is null when it is empty
    return part_class(one.kind, (first, *one.fields[1:]), types)


def _rows_output(one: Rows, types: Types) -> Output:
    if one.relation:
        return list[target_of(one.target, types)], _relations(one.name)  # type: ignore[misc]
    cls = part_class(one.kind, one.fields, types, keyed=True)

    def resolve(self: Any) -> Any:
        rows = self.values.get(one.name) or []
        return [cls(values=row, view=self.view, record=self.record) for row in rows]

    return list[cls], resolve  # type: ignore[valid-type]


def part_class(
    kind: str, fields: Iterable[Field | Composite], types: Types, *, keyed: bool = False
) -> type[Part]:
    """The type of a composite or a row. Types may share a kind if they mean the same by it."""
    outputs = {one.name: output_of(one, types) for one in fields}
    shape = {name: output for name, (output, _) in outputs.items()}
    if kind in types.parts:
        if types.shapes[kind] != shape:
            raise BadDeclaration(N_("Two declarations mean different things by {kind}."), kind=kind)
        return types.parts[kind]
    labels = {one.name: getattr(one, "help", "") or one.label for one in fields}
    made = {
        name: strawberry.field(
            resolver=resolve, name=camel(name), description=labels[name], graphql_type=output
        )
        for name, (output, resolve) in outputs.items()
    }
    made |= {} if kind in EXTRAS else formatted_fields(without_clock(fields))
    if keyed:
        made = {"key": key_field(), **made}
    made |= _beside(EXTRAS.get(kind, {}))
    cls = type(kind, (Part,), {})
    fill(cls, made)
    types.parts[kind], types.shapes[kind] = cls, shape
    return cls


def key_field() -> Any:
    return strawberry.field(
        resolver=_plain("key"),
        name="key",
        description="Names the row for as long as it exists.",
        graphql_type=strawberry.ID,
    )


def _plain(name: str, default: Any = None) -> Resolver:
    def resolve(self: Any) -> Any:
        value = self.values.get(name)
        return default if value is None else value

    return resolve


def _short(one: Field) -> Resolver:
    default = default_of(one) if never_empty(one) else None
    if not one.required:
        return _plain(one.name, default)

    name = one.name

    @mostly(lambda self: self.values.get(name))
    def resolve(self: Any, info: Info) -> Any:
        value = self.values.get(name)
        if value is None:
            return stand_in(info, self.record, one) if self.record.draft else default
        return value

    return resolve


def _choice(one: Field) -> Resolver:
    assert one.choices
    name, choices = one.name, one.choices
    default = default_of(one) if never_empty(one) else None

    def read(self: Any) -> Any:
        value = self.values.get(name) or default
        return choices(value) if value else None

    @mostly(read)
    def resolve(self: Any, info: Info) -> Any:
        found = read(self)
        if found is None and self.record.draft:
            return choices(stand_in(info, self.record, one))
        return found

    return resolve if one.required else read


def _listed(name: str, choices: Any) -> Resolver:
    def resolve(self: Any) -> Any:
        return [choices(one) for one in self.values.get(name) or []]

    return resolve


def _long(one: Field) -> Resolver:
    async def resolve(self: Any, info: Info) -> Any:
        text = await self.long_text(info, one.name)
        if text is None and one.required:
            return stand_in(info, self.record, one) if self.record.draft else ""
        return text

    return resolve


def _rich(one: Field) -> Resolver:
    async def resolve(self: Any, info: Info) -> Any:
        text = await self.long_text(info, one.name)
        if not text and one.required and self.record.draft:
            text = rich_stand_in(info, self.record, one)
        site = info.context.public_url
        return RichText(source=text or "", view=self.view, served=self.served, site=site)

    return resolve


def _tags(name: str) -> Resolver:
    async def resolve(self: Any, info: Info) -> Any:
        return await tags_of(info, self.values.get(name), self.view)

    return resolve


def _relation(name: str) -> Resolver:
    async def resolve(self: Any, info: Info) -> Any:
        return await info.context.entry(self.values.get(name), self.view, info)

    return resolve


def _relations(name: str) -> Resolver:
    async def resolve(self: Any, info: Info) -> Any:
        return await info.context.entries(self.values.get(name) or [], self.view, info)

    return resolve
