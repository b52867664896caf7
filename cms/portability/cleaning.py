"""Formatted texts of a file, sanitised as those that somebody types are."""

from typing import Any

from cms.content import ContentType, Values
from cms.content.declaration import Field
from cms.content.richtext import clean


def cleaned(content_type: ContentType, values: Values) -> Values:
    """The values, or a part of them, with every formatted text sanitised. Raises `InvalidInput`."""
    made = _part(content_type.plain_fields, values)
    for rows in content_type.rows:
        if isinstance(made.get(rows.name), list):
            made[rows.name] = [
                _part(rows.plain_fields, row) if isinstance(row, dict) else row
                for row in made[rows.name]
            ]
    return made


def _part(fields: tuple[Field, ...], values: Values) -> dict[str, Any]:
    rich = {column for one in fields if one.rich for column in one.columns()}
    return {
        name: clean(value) if name in rich and isinstance(value, str) else value
        for name, value in values.items()
    }
