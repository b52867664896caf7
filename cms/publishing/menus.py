"""The entries of a menu."""

from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.publishing.records import Record, record
from cms.publishing.statement import COLUMNS, live


async def in_menu(name: str, locale: str) -> list[Record]:
    """All published entries that editors put in a menu, among siblings in their order."""
    rows = await fetch(
        f"SELECT {COLUMNS} FROM publication p WHERE p.locale = $1 AND {live('p')}"
        " AND jsonb_exists(p.data->'menus', $2) AND p.content_type = ANY($3::text[])"
        ' ORDER BY p.position, lower(unaccent(p.title)) COLLATE "C", p.uid COLLATE "C"',
        locale,
        name,
        list(installed()),
    )
    return [record(row) for row in rows]
