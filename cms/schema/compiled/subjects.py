"""The subjects of the site: PostgreSQL answers its tags, Python what they are called."""

from collections.abc import Mapping
from typing import Any

from cms.content import LOCALES, localised
from cms.reading.subjects import tags_sql
from cms.schema.compiled.objects import Objects
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.told import check, told_field
from cms.schema.compiled.views import view_of
from cms.schema.compiled.writing import Column, Row, many_of
from cms.schema.subjects import by_label, subject


def subjects(objects: Objects, one: Selected) -> Column:
    """The tags that something which the view serves carries, by what they are called."""
    check(one, ("key", "label", "labels", "totalCount"))
    view = view_of(one.arguments)
    objects.noticing.tags(view, None)
    labels = ", ".join(f"t.{localised('label', each)} AS {each}" for each in LOCALES)
    counted = any(each.name == "totalCount" for each in one.concrete)
    carried = tags_sql(objects.writer.to(view), counted=counted)
    found = f"FROM ({carried}) n LEFT JOIN tag t ON t.key = n.key"
    hidden = objects.hidden(["'tag.' || n.key"])
    row = Row(", ".join([*hidden, "n.*", labels]))

    def finish(value: Any, _variables: Variables) -> Any:
        rows = {each["key"]: each for each in value}
        made = [subject(key, _labels(each), view) for key, each in rows.items()]
        return [
            {
                each.key: rows[tag.key]["number"]
                if each.name == "totalCount"
                else told_field(tag, each)
                for each in one.concrete
            }
            for tag in by_label(made)
        ]

    return Column("", many_of(row, found), finish)


def _labels(row: Mapping[str, Any]) -> Mapping[str, str]:
    return {locale: row[locale] for locale in LOCALES if row[locale]}
