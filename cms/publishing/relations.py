"""What an entry's values refer to: which entries and files, and the values without some of them."""

from collections.abc import Collection, Iterable, Iterator

from cms.content import ContentType, Field, Rows, Values

PARENT = "parent"


def relation_columns(fields: Iterable[Field]) -> list[str]:
    """The columns that hold another entry, but for its place in the tree, or a file of the library."""
    return [
        one.column_name
        for one in fields
        if (one.references or one.asset) and one.column_name != PARENT
    ]


def targets(content_type: ContentType, values: Values) -> Iterator[str]:
    """The uids of the entries and files that the values refer to."""
    found = [values[column] for column in relation_columns(content_type.plain_fields)]
    for rows in content_type.rows:
        columns = relation_columns(rows.plain_fields)
        found += [row[column] for row in values[rows.name] for column in columns]
    return (uid for uid in found if uid is not None)


def without(
    content_type: ContentType, values: Values, gone: Collection[str]
) -> tuple[Values, list[str]]:
    """The values with no relation to what is ``gone``, and the names of the fields that changed."""
    made = dict(values)
    for column in relation_columns(content_type.plain_fields):
        if values[column] in gone:
            made[column] = None
    for rows in content_type.rows:
        made[rows.name] = _rows_without(rows, values[rows.name], gone)
    return made, [name for name in made if made[name] != values[name]]


def _rows_without(rows: Rows, stored: list[Values], gone: Collection[str]) -> list[Values]:
    """Of a list of related entries the row goes; another row stays, with its relation empty."""
    columns = relation_columns(rows.plain_fields)
    return [
        row | {column: None for column in columns if row[column] in gone and row[column]}
        for row in stored
        if not (rows.only_refers(row) and any(row[column] in gone for column in columns))
    ]
