"""What content types, their fields and values are called, for a reader's interface."""

import strawberry

from cms.content import (
    Blocks,
    BlockType,
    Composite,
    Computed,
    ContentType,
    Declared,
    Field,
    Reverse,
    Rows,
)
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.schema.enums import TypeName
from cms.translation.interface.catalogues import (
    choice_label,
    help_of,
    label,
    type_help,
    type_label,
    type_plural,
)


@strawberry.type(description="One value of an enumeration.")
class ValueInfo:
    name: str = strawberry.field(description="As GraphQL spells it.")
    label: str


@strawberry.type(description="One public field.")
class FieldInfo:
    name: str = strawberry.field(description="As GraphQL spells it.")
    label: str
    help: str
    translated: bool
    required: bool = strawberry.field(description="Whether it must be filled in to be published.")
    filterable: bool
    sortable: bool
    values: list[ValueInfo] = strawberry.field(description="The values it may take, if listed.")


@strawberry.type(description="One kind of block, or of what lies in one.")
class BlockTypeInfo:
    name: str = strawberry.field(description="As it is stored, and as inputs call it.")
    type_name: str = strawberry.field(description="The name of its object type.")
    label: str
    help: str
    part: bool = strawberry.field(description="Whether it stands only in a block that holds it.")
    holds: str | None = strawberry.field(
        description="The field with what lies in it, if it holds any."
    )
    of: list[str] = strawberry.field(description="The kinds of what may lie in it.")
    fewest: int = strawberry.field(description="How many must lie in it to be published.")
    most: int = strawberry.field(description="How many may lie in it.")
    fields: list[FieldInfo] = strawberry.field(description="What is filled in of it.")


@strawberry.type(description="One type of content.")
class ContentTypeInfo:
    name: TypeName
    type_name: str = strawberry.field(description="The name of its object type.")
    label: str
    plural: str
    help: str
    fields: list[FieldInfo]
    blocks: list[BlockTypeInfo] = strawberry.field(
        description="The kinds of blocks that its entries are put together from, if they are."
    )


def content_type_infos(locale: str) -> list[ContentTypeInfo]:
    """All content types with their labels in a language, in the order editors see them."""
    return [_info(one, locale) for one in installed().values()]


def _info(one: ContentType, locale: str) -> ContentTypeInfo:
    return ContentTypeInfo(
        name=TypeName(one.name),
        type_name=one.graphql_name,
        label=type_label(one, locale),
        plural=type_plural(one, locale),
        help=type_help(one, locale),
        fields=[_field(one, field, locale) for field in one.all_fields if field.name not in HIDDEN],
        blocks=[
            _block(one, rows, kind, locale)
            for rows in one.rows
            if isinstance(rows, Blocks)
            for kind in rows.types
        ],
    )


def _block(
    content_type: ContentType, blocks: Blocks, kind: BlockType, locale: str
) -> BlockTypeInfo:
    holds = kind.holds
    return BlockTypeInfo(
        name=kind.name,
        type_name=kind.graphql_name,
        label=label(content_type, kind, locale),
        help=help_of(content_type, kind, locale),
        part=kind.part,
        holds=camel(holds.name) if holds else None,
        of=[name for name in blocks.kinds if name in blocks.holdable(kind.name)],
        fewest=holds.fewest if holds else 0,
        most=holds.most if holds else 0,
        fields=[_field(content_type, one, locale) for one in blocks.own_fields(kind.name)],
    )


HIDDEN = ("parent", "menus", "source_locale", "seo_title", "seo_description", "noindex")
"""Common fields that an entry shows under another name, or as part of another object."""


def _field(content_type: ContentType, one: Declared, locale: str) -> FieldInfo:
    return FieldInfo(
        name=camel(one.name),
        label=label(content_type, one, locale),
        help=help_of(content_type, one, locale),
        values=_values(content_type, one, locale),
        **_capabilities(one),
    )


def _capabilities(one: Declared) -> dict[str, bool]:
    """A composite can do what any of its fields can; a list of rows is filtered as a whole."""
    plain = _plain(one)
    whole = isinstance(one, Field | Composite)
    return {
        "translated": any(field.translated for field in plain),
        "required": whole and plain[0].required,
        "filterable": one.filter if isinstance(one, Rows) else any(each.filter for each in plain),
        "sortable": one.sort
        if isinstance(one, Computed)
        else whole and any(each.sort for each in plain),
    }


def _plain(one: Declared) -> tuple[Field, ...]:
    if isinstance(one, Rows):
        return one.plain_fields
    if isinstance(one, Reverse | Computed):
        return ()
    return one.fields if isinstance(one, Composite) else (one,)


def _values(content_type: ContentType, one: Declared, locale: str) -> list[ValueInfo]:
    if not isinstance(one, Field) or one.choices is None:
        return []
    return [
        ValueInfo(
            name=member.name, label=choice_label(content_type, one, str(member.value), locale)
        )
        for member in one.choices
    ]
