"""The gate: what must hold before the public may read an entry in one language."""

from collections.abc import Iterable, Iterator

from cms.content import Blocks, ContentType, Field, Rows, Values
from cms.content.blocks import held_in
from cms.content.labels import label_of
from cms.content.values import empty
from cms.errors import N_, Message, Problem


def missing(content_type: ContentType, values: Values, locale: str) -> list[Problem]:
    """The required fields that are empty in ``locale``. None missing makes GraphQL's non-null true."""
    found = [
        _problem(content_type, one, column)
        for one, column in _empty_places(content_type, values, locale)
    ]
    return found + [one for rows in content_type.rows for one in _too_few(rows, values)]


def _too_few(rows: Rows, values: Values) -> Iterator[Problem]:
    """The blocks that hold fewer than makes sense."""
    if not isinstance(rows, Blocks):
        return
    shown = rows.shown(values[rows.name])
    lying = held_in(shown)
    for row in shown:
        holds = rows.kinds[row["kind"]].holds
        if holds and len(lying.get(row["key"], ())) < holds.fewest:
            index = next(n for n, one in enumerate(values[rows.name]) if one is row)
            text = Message(N_("There must be at least {fewest} rows."), {"fewest": holds.fewest})
            yield Problem("too_few", text, f"{rows.name}.{index}.kind")


def missing_texts(content_type: ContentType, values: Values, locale: str) -> list[Problem]:
    """Those of them that a translator into ``locale`` can fill in."""
    return [
        _problem(content_type, one, column)
        for one, column in _empty_places(content_type, values, locale)
        if one.translated
    ]


def _empty_places(
    content_type: ContentType, values: Values, locale: str
) -> Iterator[tuple[Field, str]]:
    for one in _empty(content_type.plain_fields, values, locale):
        yield one, one.column_in(locale)
    for rows in content_type.rows:
        yield from _empty_in_rows(rows, values, locale)


def _empty_in_rows(rows: Rows, values: Values, locale: str) -> Iterator[tuple[Field, str]]:
    shown = {id(row) for row in rows.shown(values[rows.name])}
    for index, row in enumerate(values[rows.name]):
        if id(row) in shown:
            for one in _empty(rows.fields_of(row), row, locale):
                yield one, f"{rows.name}.{index}.{one.column_in(locale)}"


def _empty(fields: Iterable[Field], values: Values, locale: str) -> Iterator[Field]:
    return (one for one in fields if one.required and empty(values[one.column_in(locale)]))


def _problem(content_type: ContentType, one: Field, place: str) -> Problem:
    text = N_("{label} is needed before this can be published.")
    return Problem(
        "required_to_publish", Message(text, {"label": label_of(content_type, one)}), place
    )
