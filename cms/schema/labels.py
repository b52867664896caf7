"""What content types, their fields and values are called, for a reader's interface."""

from collections.abc import Iterator
from typing import Any

import strawberry

from cms.content import Composite, Computed, ContentType, Field, Rows
from cms.content.declaration import camel, worded
from cms.content.discovery import installed
from cms.schema.enums import TypeName
from cms.translation.catalogues import gettext


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


@strawberry.type(description="One type of content.")
class ContentTypeInfo:
    name: TypeName
    type_name: str = strawberry.field(description="The name of its object type.")
    label: str
    plural: str
    help: str
    fields: list[FieldInfo]


def content_type_infos(locale: str) -> list[ContentTypeInfo]:
    """All content types with their labels in a language, in the order editors see them."""
    return [_info(one, locale) for one in installed().values()]


def _info(one: ContentType, locale: str) -> ContentTypeInfo:
    return ContentTypeInfo(
        name=TypeName(one.name),
        type_name=one.graphql_name,
        label=gettext(one.label, locale),
        plural=gettext(one.plural, locale),
        help=_help(one, locale),
        fields=[_field(field, locale) for field in _public(one)],
    )


HIDDEN = ("parent", "menus", "source_locale", "seo_title", "seo_description", "noindex")
"""Common fields that an entry shows under another name, or as part of another object."""


def _public(one: ContentType) -> Iterator[Any]:
    return (field for field in one.all_fields if field.name not in HIDDEN)


def _help(one: Any, locale: str) -> str:
    text = getattr(one, "help", "")
    return gettext(text, locale) if text else ""


def _field(one: Any, locale: str) -> FieldInfo:
    return FieldInfo(
        name=camel(one.name),
        label=gettext(one.label, locale),
        help=_help(one, locale),
        values=_values(one, locale),
        **_capabilities(one),
    )


def _capabilities(one: Any) -> dict[str, bool]:
    parts = [one] if isinstance(one, Field) else list(getattr(one, "fields", ()))
    plain = [each for part in parts for each in getattr(part, "fields", (part,))]
    leads = plain[0] if isinstance(one, Field | Composite) else None
    return {
        "translated": any(field.translated for field in plain),
        "required": leads.required if leads else False,
        "filterable": any(field.filter for field in plain)
        if leads
        else isinstance(one, Rows) and one.filter,
        "sortable": any(field.sort for field in plain)
        if leads
        else isinstance(one, Computed) and one.sort,
    }


def _values(one: Any, locale: str) -> list[ValueInfo]:
    if not isinstance(one, Field) or one.choices is None:
        return []
    return [
        ValueInfo(name=member.name, label=gettext(worded(str(member.value)), locale))
        for member in one.choices
    ]
