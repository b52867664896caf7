"""What entries are called where the panel refers to them: in lists, pickers and messages."""

from collections.abc import Iterable
from typing import Any

from cms.content import DEFAULT_LOCALE, LOCALES, ContentType, localised
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.translation.catalogues import type_label

COLUMNS = ", ".join(localised("title", locale) for locale in LOCALES)


async def titles_of(uids: Iterable[str], locale: str) -> dict[str, str]:
    """The title of each entry that exists."""
    rows = await fetch(
        f"SELECT uid, {COLUMNS} FROM node WHERE uid = ANY($1)",  # noqa: S608 - our own columns
        list(uids),
    )
    return {row["uid"]: title_of(row, locale) for row in rows}


async def find(
    content_type: ContentType | None, text: str, locale: str, *, limit: int, offset: int
) -> dict[str, str]:
    """Entries by part of their title, in any language; of one type, or of all with the type's name."""
    conditions = " OR ".join(f"{localised('title', one)} ILIKE $2" for one in LOCALES)
    rows = await fetch(
        f"SELECT uid, content_type, {COLUMNS} FROM node"  # noqa: S608 - our own columns
        f" WHERE ($1::text IS NULL OR content_type = $1) AND ({conditions} OR uid = $3)"
        f" ORDER BY lower({localised('title', DEFAULT_LOCALE)}), uid LIMIT $4 OFFSET $5",
        content_type.name if content_type else None,
        f"%{_escaped(text)}%",
        text,
        limit,
        offset,
    )
    if content_type:
        return {row["uid"]: title_of(row, locale) for row in rows}
    return {row["uid"]: f"{title_of(row, locale)} · {_type(row, locale)}" for row in rows}


def _type(row: dict[str, Any], locale: str) -> str:
    content_type = installed().get(row["content_type"])
    return type_label(content_type, locale) if content_type else row["content_type"]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
