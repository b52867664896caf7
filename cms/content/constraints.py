"""What the database itself enforces of the declarations: choices, uniqueness of slugs, one home;
and how it reads the words of each language.

Derived at each `cms migrate`, since Piccolo's migrations do not notice a changed CHECK.
"""

import hashlib
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from piccolo.columns import Array, Column
from piccolo.table import Table

from cms.content.base import Node
from cms.content.declaration import ContentType
from cms.content.dictionaries import dictionary_statements
from cms.content.locales import LOCALES, localised
from cms.content.words import index_statements

PREFIX = "declared_"
ONE_HOME = "one_home"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _values(choices: type[Enum]) -> str:
    return ", ".join(_quoted(str(one.value)) for one in choices)


def _condition(column: Column) -> str | None:
    choices: Any = column._meta.choices
    if not (isinstance(choices, type) and issubclass(choices, Enum)):
        return None
    name = f'"{column._meta.name}"'
    if isinstance(column, Array):
        return f"{name} <@ ARRAY[{_values(choices)}]::varchar[]"
    return f"{name} IN ({_values(choices)})"


def _conditions(table: type[Table]) -> Iterator[tuple[str, str]]:
    for column in table._meta.columns:
        condition = _condition(column)
        if condition:
            yield column._meta.name, condition
    if any(column._meta.name == "source_locale" for column in table._meta.columns):
        yield "source_locale", f"source_locale IN ({', '.join(map(_quoted, LOCALES))})"
    if {"starts_at", "ends_at"} <= {column._meta.name for column in table._meta.columns}:
        yield "ends_at", "ends_at IS NULL OR ends_at >= starts_at"


def _named(table: str, column: str, condition: str) -> str:
    digest = hashlib.sha256(condition.encode()).hexdigest()[:8]
    return f"{PREFIX}{table}_{column}"[:54] + f"_{digest}"


def _renewed(table: type[Table]) -> Iterator[str]:
    name = table._meta.tablename
    wanted = {_named(name, column, text): text for column, text in _conditions(table)}
    keep = ", ".join(_quoted(one) for one in wanted) or "''"
    yield (
        f"DO $$ DECLARE old text; BEGIN FOR old IN SELECT conname FROM pg_constraint"
        f" WHERE conrelid = '\"{name}\"'::regclass AND conname LIKE '{PREFIX}%'"
        f" AND conname NOT IN ({keep})"
        f" LOOP EXECUTE format('ALTER TABLE \"{name}\" DROP CONSTRAINT %I', old); END LOOP; END $$"
    )
    for constraint, condition in wanted.items():
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint"
            f" WHERE conrelid = '\"{name}\"'::regclass AND conname = '{constraint}')"
            f' THEN ALTER TABLE "{name}" ADD CONSTRAINT "{constraint}" CHECK ({condition});'
            f" END IF; END $$"
        )


def statements(content_types: Iterable[ContentType]) -> list[str]:
    """SQL that brings declared constraints and indexes up to date; running it twice changes nothing."""
    content_types = list(content_types)
    tables: list[type[Table]] = [Node]
    for one in content_types:
        tables += [one.table, *(rows.table for rows in one.rows)]
    slugs = [
        f"CREATE UNIQUE INDEX IF NOT EXISTS node_slug_{locale} ON node"
        f" (coalesce(parent, ''), {localised('slug', locale)})"
        f" WHERE {localised('slug', locale)} <> ''"
        for locale in LOCALES
    ]
    home = (
        f"CREATE UNIQUE INDEX IF NOT EXISTS node_{ONE_HOME} ON node ((true)) WHERE parent IS NULL"
    )
    return [
        *(sql for table in tables for sql in _renewed(table)),
        *slugs,
        home,
        *dictionary_statements(),
        *index_statements(content_types),
    ]
