"""The entries of a menu."""

from cms.content.base import Menu
from cms.content.discovery import installed
from cms.reading.ordering import folded_title
from cms.reading.records import Record, record
from cms.reading.statement import Statement
from cms.reading.view import View


def is_in_menu(alias: str, menu: Menu) -> str:
    """That editors put an entry in a menu, in the form that an index knows."""
    return f"""{alias}.data @> '{{"menus": ["{menu.value}"]}}'"""


def menu_order(alias: str) -> str:
    """The order of the entries of a menu, before they are nested."""
    return f'{alias}.position, {folded_title(alias)} COLLATE "C", {alias}.uid COLLATE "C"'


async def in_menu(name: str, view: View) -> list[Record]:
    """All entries of the view's language that editors put in a menu, among siblings in their order."""
    to = Statement(view)
    rows = await to.rows(
        f"SELECT {to.columns} FROM {to.table} p"
        f" WHERE p.locale = {to.bind(view.locale, 'text')} AND {to.live('p')}"
        f" AND {is_in_menu('p', Menu(name))}"
        f" AND p.content_type = ANY({to.bind(list(installed()), 'text[]')})"
        f" ORDER BY {menu_order('p')}"
    )
    return [record(row) for row in rows]
