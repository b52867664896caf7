"""The words of working copies, as the database's index of them knows them."""

import hashlib
from collections.abc import Iterable, Iterator

from piccolo.columns import Text, Varchar
from piccolo.table import Table

from cms.content.declaration import ContentType, Field
from cms.content.locales import LOCALES

PREFIX = "words_"
MOST_CHARACTERS = 200_000  # a search document that is larger is refused


def tables(one: ContentType) -> Iterator[tuple[type[Table], tuple[Field, ...]]]:
    """The table of a type and those of its related rows, each with its declared fields."""
    yield one.table, one.plain_fields
    for rows in one.rows:
        yield rows.table, rows.texts


def has_words(fields: Iterable[Field]) -> bool:
    """Whether there is any text among the fields."""
    return any(True for _ in _columns(fields, LOCALES[0]))


def words_sql(fields: Iterable[Field], locale: str) -> str:
    """The search document of a row in one language. HTML’s tags are no words to PostgreSQL."""
    texts = " || ' ' || ".join(f"coalesce({column}, '')" for column in _columns(fields, locale))
    return f"to_tsvector('cms_{locale}', left({texts}, {MOST_CHARACTERS}))"


def _columns(fields: Iterable[Field], locale: str) -> Iterator[str]:
    for one in fields:
        column = one.column if isinstance(one.column, Text | Varchar) else None
        if one.translated or (column is not None and not one.choices):
            yield one.column_in(locale)


def index_statements(content_types: Iterable[ContentType]) -> Iterator[str]:
    """SQL that makes the indexes the declarations ask for and drops those they no longer do."""
    for one in content_types:
        for table, fields in tables(one):
            if has_words(fields):
                yield from _renewed(table._meta.tablename, fields)


def _renewed(table: str, fields: tuple[Field, ...]) -> Iterator[str]:
    wanted = {_name(table, words): words for words in (words_sql(fields, one) for one in LOCALES)}
    keep = ", ".join(f"'{name}'" for name in wanted)
    yield (
        f"DO $$ DECLARE old text; BEGIN FOR old IN SELECT indexname FROM pg_indexes"
        f" WHERE schemaname = current_schema() AND tablename = '{table}'"
        f" AND starts_with(indexname, '{PREFIX}') AND indexname NOT IN ({keep})"
        f" LOOP EXECUTE format('DROP INDEX %I', old); END LOOP; END $$"
    )
    for name, words in wanted.items():
        yield f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" USING gin ({words})'


def _name(table: str, words: str) -> str:
    digest = hashlib.sha256(words.encode()).hexdigest()[:8]
    return f"{PREFIX}{table}"[:54] + f"_{digest}"
