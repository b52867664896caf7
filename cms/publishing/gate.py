"""The gate: what must hold before the public may read an entry in one language."""

from collections.abc import Iterator

from cms.content import ContentType, Field, Rows, Values
from cms.content.values import empty
from cms.errors import N_, Message, Problem


def missing(content_type: ContentType, values: Values, locale: str) -> list[Problem]:
    """The required fields that are empty in ``locale``. None missing makes GraphQL's non-null true."""
    own = _missing(content_type.plain_fields, values, locale, "")
    related = (
        problem for rows in content_type.rows for problem in _missing_in_rows(rows, values, locale)
    )
    return [*own, *related]


def _missing_in_rows(rows: Rows, values: Values, locale: str) -> Iterator[Problem]:
    for index, row in enumerate(values[rows.name]):
        yield from _missing(rows.plain_fields, row, locale, f"{rows.name}.{index}.")


def _missing(
    fields: tuple[Field, ...], values: Values, locale: str, place: str
) -> Iterator[Problem]:
    for one in fields:
        column = one.column_in(locale)
        if one.required and empty(values[column]):
            text = Message(
                N_("{label} is needed before this can be published."), {"label": one.label}
            )
            yield Problem("required_to_publish", text, f"{place}{column}")
