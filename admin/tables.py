"""Which tables the panel shows: one for each content type, and the tags."""

from piccolo.columns import Column, Timestamptz
from piccolo.table import Table
from piccolo_admin.endpoints import TableConfig
from piccolo_api.crud.endpoints import OrderBy

from admin.groups import CONTENT, SETTINGS
from cms.content import DEFAULT_LOCALE, LOCALES, ContentType, Node, Tag, localised
from cms.content.discovery import installed

MINUTE = 60


def table_configs() -> list[TableConfig]:
    """A table for each installed content type and for the tags; `Node` for the picker of parents."""
    return [
        *(_content(one) for one in installed().values()),
        TableConfig(
            Tag,
            menu_group=SETTINGS,
            link_column=Tag.key,
            order_by=[OrderBy(Tag.key)],
        ),
        TableConfig(Node),
    ]


def list_columns(content_type: ContentType) -> list[str]:
    """Both titles, what the declaration wants in lists, the state in each language, the date."""
    titles = [localised("title", locale) for locale in LOCALES]
    others = [
        one.column_in(DEFAULT_LOCALE)
        for one in content_type.plain_fields
        if one.in_list and one.column_name != "title"
    ]
    return [*titles, *others, *(localised("state", locale) for locale in LOCALES), "updated_at"]


def _filters(content_type: ContentType) -> list[str]:
    titles = [localised("title", locale) for locale in LOCALES]
    states = [localised("state", locale) for locale in LOCALES]
    chosen = [
        one.column_name for one in content_type.plain_fields if one.filter and not one.translated
    ]
    return [*titles, *states, "parent", *chosen]


def _content(content_type: ContentType) -> TableConfig:
    table = content_type.table
    return TableConfig(
        table,
        menu_group=CONTENT,
        visible_columns=_columns(table, list_columns(content_type)),
        visible_filters=_columns(table, _filters(content_type)),
        link_column=getattr(table, localised("title", DEFAULT_LOCALE)),
        order_by=[OrderBy(table._meta.get_column_by_name("updated_at"), ascending=False)],
        time_resolution={
            column: MINUTE for column in table._meta.columns if isinstance(column, Timestamptz)
        },
    )


def _columns(table: type[Table], names: list[str]) -> list[Column]:
    return [table._meta.get_column_by_name(name) for name in names]
