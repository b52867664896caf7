"""The entries of a menu."""

from cms.content.discovery import installed
from cms.reading.records import Record, record
from cms.reading.statement import Statement
from cms.reading.view import View


async def in_menu(name: str, view: View) -> list[Record]:
    """All entries of the view's language that editors put in a menu, among siblings in their order."""
    to = Statement(view)
    rows = await to.rows(
        f"SELECT {to.columns} FROM {to.table} p"
        f" WHERE p.locale = {to.bind(view.locale, 'text')} AND {to.live('p')}"
        f" AND jsonb_exists(p.data->'menus', {to.bind(name, 'text')})"
        f" AND p.content_type = ANY({to.bind(list(installed()), 'text[]')})"
        ' ORDER BY p.position, lower(unaccent(p.title)) COLLATE "C", p.uid COLLATE "C"'
    )
    return [record(row) for row in rows]
