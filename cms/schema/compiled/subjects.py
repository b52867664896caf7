"""The root field with the subjects of the site: its tags, with their labels and numbers."""

from collections.abc import Callable, Mapping
from typing import Any

from cms.content import LOCALES
from cms.content.translated import localised
from cms.reading.subjects import carrying
from cms.reading.view import View
from cms.schema.compiled import marks
from cms.schema.compiled.common import LOCALE_NAMES
from cms.schema.compiled.objects import Objects
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.told import check
from cms.schema.compiled.views import view_of
from cms.schema.compiled.writing import Column, Finish, Part, Row, many_of
from cms.schema.content import label_of

_MARK = "'tag.' || c.key"
_FIELDS = ("key", "label", "labels", "totalCount")


def subjects(objects: Objects, one: Selected) -> Column:
    """The tags that something which the view serves carries: PostgreSQL finds and counts, Python sorts."""
    check(one, _FIELDS)
    view = view_of(one.arguments)
    objects.noticing.tags(view, None)
    counted = any(each.name == "totalCount" for each in one.concrete)
    source = _source(objects.writer.to(view), counted=counted)
    labels = ", ".join(f't.{localised("label", each)} AS "{each}"' for each in LOCALES)
    columns = f"{marks.hidden([_MARK])}, c.*, {labels}"
    return Column("", many_of(Row(columns), source), _sorted(one, view))


def _source(to: Part, *, counted: bool) -> str:
    number = ", count(DISTINCT p.uid) AS number" if counted else ""
    return (
        f"FROM (SELECT carried.key{number} {carrying(to)} GROUP BY carried.key) c"
        " LEFT JOIN tag t ON t.key = c.key"
    )


def _sorted(one: Selected, view: View) -> Finish:
    def finish(rows: Any, _variables: object) -> Any:
        for row in rows:
            row["labels"] = {each: row[each] for each in LOCALES if row[each]}
            row["label"] = label_of(row["key"], row["labels"], view)
        rows.sort(key=lambda row: (row["label"].casefold(), row["key"]))
        return [
            {each.key: _FINISHED[each.name](row, each) for each in one.concrete} for row in rows
        ]

    return finish


def _labels(row: Mapping[str, Any], one: Selected) -> list[Mapping[str, str]]:
    told = [
        {"locale": LOCALE_NAMES[locale], "text": text, TYPENAME: "TagLabel"}
        for locale, text in row["labels"].items()
    ]
    return [{each.key: label[each.name] for each in one.concrete} for label in told]


_FINISHED: Mapping[str, Callable[[Mapping[str, Any], Selected], Any]] = {
    TYPENAME: lambda _row, one: one.parent,
    "key": lambda row, _one: row["key"],
    "label": lambda row, _one: row["label"],
    "labels": _labels,
    "totalCount": lambda row, _one: row["number"],
}
