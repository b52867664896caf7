"""Working copies of every type as one table, for statements about all of them."""

from collections.abc import Mapping

from cms.content import LOCALES, Field, localised
from cms.content.discovery import installed
from cms.content.words import has_words, tables, words_sql

EACH_LANGUAGE = "(VALUES {}) l (locale, title, state)".format(
    ", ".join(
        f"('{locale}', n.{localised('title', locale)}, n.{localised('state', locale)})"
        for locale in LOCALES
    )
)
"""A row for each language of the node called ``n``."""


def working_copies() -> str:
    """What each entry's own row knows and its node does not."""
    return " UNION ALL ".join(
        f'SELECT uid, revision, source_locale, updated_by, updated_at FROM "{one.name}"'
        for one in installed().values()
    )


def nodes_with(conditions: Mapping[str, str]) -> str:
    """The uids of the entries that have words, in their own row or in a related one.

    ``conditions`` say it for each language: a condition with ``{words}`` for the search document.
    """
    return " UNION ".join(
        f'SELECT {"uid" if table is one.table else "owner"} AS uid FROM "{table._meta.tablename}"'
        f" WHERE {_any(fields, conditions)}"
        for one in installed().values()
        for table, fields in tables(one)
        if has_words(fields)
    )


def _any(fields: tuple[Field, ...], conditions: Mapping[str, str]) -> str:
    return " OR ".join(
        condition.format(words=words_sql(fields, locale))
        for locale, condition in conditions.items()
    )
