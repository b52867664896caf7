"""The one serialiser: an entry in one language, as the public reads it. Preview uses it too."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cms.content import Blocks, Composite, ContentType, Field, Rows, Values
from cms.content.blocks import held_in
from cms.content.richtext import parse, pictures, references, to_text
from cms.content.values import empty, encode, held, shown
from cms.publishing.relations import targets
from cms.recurrence import Schedule


@dataclass(frozen=True)
class Document:
    """An entry in one language.

    ``data`` holds the short fields and ``texts`` the long ones, by the declaration's names; related
    entries and files are uids. ``refs`` are all uids it refers to, in texts too. ``search`` maps a weight to
    the words found under it. ``schedule`` says when it takes place, if it does.
    """

    title: str
    data: dict[str, Any]
    texts: dict[str, Any]
    refs: tuple[str, ...]
    search: dict[str, str]
    schedule: Schedule | None = None


def document(content_type: ContentType, values: Values, locale: str) -> Document:
    """What the public reads of ``values`` in ``locale``. Pure: no database, no clock."""
    values = shown(content_type, values)
    data: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    for one in content_type.all_fields:
        if isinstance(one, Field):
            (texts if one.long else data)[one.name] = _value(one, values, locale)
        elif isinstance(one, Composite):
            data[one.name] = _composite(one, values, locale)
        elif isinstance(one, Blocks):
            texts[one.name] = _blocks(one, values[one.name], locale)
        elif isinstance(one, Rows):
            data[one.name] = _rows(one, values[one.name], locale)
    for computed in content_type.computed:
        data[computed.name] = computed.function(values, locale)
    return Document(
        title=data["title"] or "",
        data=data,
        texts=texts,
        refs=_references(content_type, values, locale),
        search=_search(content_type, values, locale),
        schedule=content_type.schedule(values) if content_type.schedule else None,
    )


def _value(one: Field, values: Values, locale: str) -> Any:
    value = values[one.column_in(locale)]
    if isinstance(value, str) and value == "":
        return None
    return encode(value)


def _composite(composite: Composite, values: Values, locale: str) -> dict[str, Any] | None:
    first = composite.fields[0]
    if empty(values[first.column_in(locale)]):
        return None
    return {one.name: _value(one, values, locale) for one in composite.fields}


def _rows(rows: Rows, stored: list[Values], locale: str) -> list[Any]:
    if rows.relation:
        column = rows.target.column_name
        return [row[column] for row in stored if row[column] is not None]
    return [{"key": row["key"]} | _row(rows.fields, row, locale) for row in stored]


def _blocks(blocks: Blocks, stored: list[Values], locale: str) -> list[Any]:
    """Blocks as a tree: what a block holds stands in it, under the name that readers know it by."""
    lying = held_in(stored)

    def written(row: Values) -> dict[str, Any]:
        kind = blocks.kinds[row["kind"]]
        made = {"key": row["key"], "kind": kind.name}
        if not kind.part:
            made["anchor"] = row["anchor"] or None
        made |= _row(blocks.own_fields(kind.name), row, locale)
        made |= {one.name: one.function(row, locale) for one in kind.computed}
        if kind.holds:
            made[kind.holds.name] = within(lying.get(row["key"], []), kind.holds.relation)
        return made

    def within(rows: list[Values], relation: bool) -> list[Any]:
        if not relation:
            return [written(row) for row in rows]
        return [uid for row in rows for uid in blocks.related(row)]

    return within(lying.get("", []), relation=False)


def _row(fields: Iterable[Field | Composite], row: Values, locale: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for one in fields:
        made[one.name] = (
            _composite(one, row, locale) if isinstance(one, Composite) else _value(one, row, locale)
        )
    return made


def _references(content_type: ContentType, values: Values, locale: str) -> tuple[str, ...]:
    found = list(targets(content_type, values))
    for one in held(content_type, values):
        for field in one.fields:
            if field.rich:
                text = parse(one.values[field.column_in(locale)] or "")
                found += (*references(text), *pictures(text))
    return tuple(dict.fromkeys(uid for uid in found if uid))


def _search(content_type: ContentType, values: Values, locale: str) -> dict[str, str]:
    words: dict[str, list[str]] = {"A": [], "B": [], "C": [], "D": []}
    for _, fields, row in held(content_type, values):
        for one in fields:
            if one.search:
                words[one.search].append(_words(one, row[one.column_in(locale)]))
    return {weight: " ".join(filter(None, texts)) for weight, texts in words.items()}


def _words(one: Field, value: Any) -> str:
    if one.rich:
        return to_text(parse(value or ""))
    return value if isinstance(value, str) else ""
