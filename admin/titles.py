"""What entries are called where the panel refers to them: in lists, pickers and messages."""

from collections.abc import Iterable
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import visible_filter
from cms.content import DEFAULT_LOCALE, LOCALES, ContentType, Tag, localised
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.translation.interface.catalogues import type_label

COLUMNS = ", ".join(localised("title", locale) for locale in LOCALES)


async def titles_of(actor: Actor, uids: Iterable[str], locale: str) -> dict[str, str]:
    """The title of each entry that exists and that the actor may view."""
    seen = visible_filter(actor)
    rows = await fetch(
        f"SELECT uid, {COLUMNS} FROM node"  # noqa: S608 - our own columns
        f" WHERE uid = ANY($1) AND {seen.numbered(2)}",
        list(uids),
        *seen.values,
    )
    return {row["uid"]: title_of(row, locale) for row in rows}


async def with_titles(
    actor: Actor, content_type: ContentType, rows: Iterable[dict[str, Any]], locale: str
) -> None:
    """Add to forms what the entries are called that they refer to."""
    rows = list(rows)
    relations = [one.column_name for one in content_type.plain_fields if one.references]
    uids = {row[name] for row in rows for name in relations if row.get(name)}
    named = await titles_of(actor, uids, locale) if uids else {}
    for row in rows:
        for name in relations:
            if name in row:
                row[f"{name}_readable"] = named.get(row[name], "")


async def find(
    actor: Actor,
    content_type: ContentType | None,
    text: str,
    locale: str,
    *,
    limit: int,
    offset: int,
) -> dict[str, str]:
    """Entries that the actor may view, by part of their title in any language.

    Of one type, or of all with the type's name.
    """
    seen = visible_filter(actor)
    conditions = " OR ".join(f"{localised('title', one)} ILIKE $2" for one in LOCALES)
    rows = await fetch(
        f"SELECT uid, content_type, {COLUMNS} FROM node"  # noqa: S608 - our own columns
        f" WHERE ($1::text IS NULL OR content_type = $1) AND ({conditions} OR uid = $3)"
        f" AND {seen.numbered(6)}"
        f" ORDER BY lower({localised('title', DEFAULT_LOCALE)}), uid LIMIT $4 OFFSET $5",
        content_type.name if content_type else None,
        f"%{_escaped(text)}%",
        text,
        limit,
        offset,
        *seen.values,
    )
    if content_type:
        return {row["uid"]: title_of(row, locale) for row in rows}
    return {row["uid"]: f"{title_of(row, locale)} · {_type(row, locale)}" for row in rows}


def _type(row: dict[str, Any], locale: str) -> str:
    content_type = installed().get(row["content_type"])
    return type_label(content_type, locale) if content_type else row["content_type"]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def tag_labels(locale: str) -> dict[str, str]:
    """The vocabulary by key, in the panel's language, in its order."""
    column = localised("label", locale if locale in LOCALES else LOCALES[0])
    found = {row["key"]: row[column] or row["key"] for row in await Tag.select()}
    return dict(sorted(found.items(), key=lambda one: one[1].lower()))
