"""What a preview answers where a draft lacks something that is never empty in a publication.

The types stay true: a text says in words what is missing, other values have one nobody would type.
Each one that is answered is listed in ``extensions.incomplete``.
"""

import html
from collections.abc import Mapping
from typing import Any

from cms.content import Composite, Field
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.reading.records import Record
from cms.schema.columns import scalar_of
from cms.schema.context import Info
from cms.translation.interface.missing import missing_text


def stand_in(info: Info, record: Record, one: Field) -> Any:
    """The placeholder of a field that a draft lacks."""
    _note(info, record, one.name)
    return _value(record, one)


def rich_stand_in(info: Info, record: Record, one: Field) -> str:
    """The same for formatted text."""
    return f"<p>{html.escape(str(stand_in(info, record, one)))}</p>"


def composite_stand_in(info: Info, record: Record, one: Composite) -> Mapping[str, Any]:
    """The same for a whole that is never empty."""
    _note(info, record, one.name)
    first, *others = one.fields
    return {first.name: _value(record, first)} | {
        each.name: _value(record, each) for each in others if each.required
    }


def title_of(info: Info, record: Record) -> str:
    """An entry's title, or what stands in for it."""
    if record.title or not record.draft:
        return record.title
    return str(stand_in(info, record, installed()[record.content_type].field("title")))


def _value(record: Record, one: Field) -> Any:
    placeholder = scalar_of(one).placeholder
    if placeholder is not None:
        return placeholder
    return missing_text(installed()[record.content_type], one, record.locale)


def _note(info: Info, record: Record, name: str) -> None:
    info.context.incomplete.append(
        {
            "uid": record.uid,
            "locale": record.locale.upper(),
            "field": camel(name),
            "path": info.path.as_list(),
        }
    )
