"""The form of a content type, derived from its declaration: what the panel draws, and in what order."""

from collections.abc import Iterator, Mapping
from typing import Any

from piccolo.columns import Array, Boolean, Date, Integer, Text, Timestamptz

from admin.form_blocks import kinds_of
from admin.language import language_name
from cms.content import LOCALES, Blocks, Composite, ContentType, Field, Rows, State, localised
from cms.content.declaration import Group
from cms.content.discovery import installed
from cms.content.values import default_of
from cms.editing.checks import TAG_COLUMNS
from cms.errors import N_
from cms.translation.interface.catalogues import (
    choice_label,
    gettext,
    help_of,
    label,
    state_label,
    type_plural,
)

GROUPS: Mapping[Group, str] = {
    "content": N_("Content"),
    "details": N_("Details"),
    "column": N_("Column"),
    "placement": N_("Place in the site"),
    "seo": N_("Search engines"),
}
UPDATED = N_("Changed")
STATE = N_("State")

Property = dict[str, Any]
Choices = dict[str, dict[str, Any]]


def properties(
    content_type: ContentType, locale: str, tags: Mapping[str, str]
) -> dict[str, Property]:
    """The form's fields by column name, as a JSON schema that the panel understands.

    They stand in the order of the groups and within them in the declaration's; the languages of a
    translated field are neighbours. ``tags`` are the vocabulary's keys with their labels.
    """
    found: dict[str, Property] = {}
    for group in GROUPS:
        for one in _of_group(content_type, group):
            if isinstance(one, Rows):
                found[one.name] = _rows(content_type, one, locale, tags)
            else:
                found |= _field(content_type, one, locale, tags)
    return found | _server_owned(locale)


def groups(content_type: ContentType, locale: str) -> list[dict[str, str]]:
    """The tabs that have something in them."""
    return [
        {"key": group, "label": gettext(text, locale)}
        for group, text in GROUPS.items()
        if any(_of_group(content_type, group))
    ]


def _of_group(content_type: ContentType, group: Group) -> Iterator[Field | Rows]:
    for one in content_type.all_fields:
        parts = one.fields if isinstance(one, Composite) else (one,)
        for part in parts:
            if isinstance(part, Field | Rows) and part.group == group:
                yield part


def _field(
    content_type: ContentType, one: Field, locale: str, tags: Mapping[str, str]
) -> dict[str, Property]:
    title = label(content_type, one, locale)
    made = {}
    for column, language in _columns(one):
        shown = f"{title} ({language.upper()})" if language else title
        made[column] = {
            "title": shown,
            **_kind(one),
            "extra": {
                **_extra(one, language),
                "label": title,
                "help_text": help_of(content_type, one, locale) or None,
                "choices": _choices(content_type, one, locale, tags),
                "group": one.group,
            },
        }
    return made


def _columns(one: Field) -> list[tuple[str, str]]:
    if one.translated:
        return [(one.column_in(language), language) for language in LOCALES]
    return [(one.column_name, "")]


def _kind(one: Field) -> Property:
    if issubclass(one.kind, Array):
        return {"type": "array", "items": {"type": "string"}}
    if issubclass(one.kind, Boolean):
        return {"type": "boolean"}
    if issubclass(one.kind, Integer):
        return {"type": "integer"}
    if issubclass(one.kind, Timestamptz):
        return {"type": "string", "format": "date-time"}
    if issubclass(one.kind, Date):
        return {"type": "string", "format": "date"}
    return {"type": "string"}


def _extra(one: Field, language: str) -> Property:
    extra: Property = {
        "name": one.column_name,
        "language": language,
        "required_to_publish": one.required,
        "nullable": _nullable(one),
        "unique": False,
        "most": one.length,
        "rich": one.rich,
    }
    if issubclass(one.kind, Text):
        extra["widget"] = "text-area"
    elif issubclass(one.kind, Timestamptz):
        extra["widget"] = "timestamptz"
    elif issubclass(one.kind, Array):
        extra["dimensions"] = 1
    if one.asset:
        extra["asset"] = [str(kind) for kind in one.accepts]
    if one.references:
        extra["foreign_key"] = {"to": one.references._meta.tablename, "target_column": "uid"}
    return extra


def _nullable(one: Field) -> bool:
    return not one.translated and bool(one.column._meta.null)  # type: ignore[union-attr]


def _choices(
    content_type: ContentType, one: Field, locale: str, tags: Mapping[str, str]
) -> Choices | None:
    if one.column_name in TAG_COLUMNS:
        return _listed(tags)
    if one.column_name == "source_locale":
        return _listed({code: language_name(code, locale) for code in LOCALES})
    if one.column_name == "types":
        return _listed({name: type_plural(each, locale) for name, each in installed().items()})
    if one.choices is None:
        return None
    return _listed(
        {
            str(member.value): choice_label(content_type, one, member.value, locale)
            for member in one.choices
        }
    )


def _listed(named: Mapping[str, str]) -> Choices:
    return {value: {"display_name": text, "value": value} for value, text in named.items()}


def _rows(content_type: ContentType, rows: Rows, locale: str, tags: Mapping[str, str]) -> Property:
    columns: dict[str, Property] = {}
    for one in rows.plain_fields:
        made = _field(content_type, one, locale, tags)
        for column in made.values():
            column["extra"]["default"] = default_of(one)
        columns |= made
    title = label(content_type, rows, locale)
    blocks = None
    if isinstance(rows, Blocks):
        blocks = kinds_of(
            content_type, rows, locale, lambda one: _field(content_type, one, locale, tags)
        )
    return {
        "title": title,
        "type": "string",
        "extra": {
            "widget": "json",
            "rows": columns,
            "blocks": blocks,
            "label": title,
            "name": rows.name,
            "language": "",
            "help_text": help_of(content_type, rows, locale) or None,
            "group": rows.group,
            "nullable": False,
            "unique": False,
        },
    }


def _server_owned(locale: str) -> dict[str, Property]:
    """What the list shows and the form carries, and nobody types."""
    owned: dict[str, Property] = {"revision": {"title": "revision", "type": "integer"}}
    for language in LOCALES:
        owned[localised("state", language)] = {
            "title": f"{gettext(STATE, locale)} ({language.upper()})",
            "type": "string",
            "choices": _listed({one.value: state_label(one.value, locale) for one in State}),
        }
    owned["updated_at"] = {"title": gettext(UPDATED, locale), "type": "string"}
    return {
        name: {
            "title": one["title"],
            "type": one["type"],
            "extra": {
                "choices": one.get("choices"),
                "help_text": None,
                "nullable": False,
                "unique": True,  # keeps the panel from offering it for bulk changes
                "server_owned": True,
            },
        }
        for name, one in owned.items()
    }
