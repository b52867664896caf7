"""Comments to an entry, and whether one can comment: PostgreSQL finds them, Python tells the rest."""

from collections.abc import Callable, Mapping
from typing import Any

from cms.community.comments.markup import as_html
from cms.community.comments.reading import PARENT, readable_sql
from cms.community.comments.rules import NOWHERE, rule_of, rules_sql
from cms.errors import CmsError
from cms.schema.community.comments import commenting_by, place_of
from cms.schema.compiled.common import locale_name, plain
from cms.schema.compiled.fallback import Unanswered
from cms.schema.compiled.lists import unplanned
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Later, Slot, Variables, given
from cms.schema.compiled.told import check, told
from cms.schema.compiled.values import instant
from cms.schema.compiled.writing import Column, Finish, Row, many_of, one_of, row_of
from cms.schema.connections import size_of
from cms.schema.cursors import packed

PLACE = "~place"
"""Beside what is selected of a comment: where it stands."""
Read = Callable[[Variables], Any]


def comments(objects: Objects, one: Selected, place: Place) -> Column:
    """A part of the comments, with one more than it has, and their number."""
    check(one, ("nodes", "pageInfo", "totalCount"))
    objects.mark(place, [f"'comments.' || {place.alias}.uid"])
    names = {each.name for each in one.concrete}
    readable = readable_sql(f"= {place.alias}.uid")
    size, rows, number = _argument(one, "first", _size), Row(""), "NULL"
    found = "'[]'::json"
    if names & {"nodes", "pageInfo"}:
        rows, source = _part(objects, one, place, readable, size)
        found = many_of(rows, source)
    if "totalCount" in names:
        number = f"({readable} SELECT count(*) FROM readable WHERE state = 'published')"
    finish = _connection(one, rows.finish, size)
    return Column("", f"json_build_object('rows', {found}, 'number', {number})", finish)


def _part(
    objects: Objects, one: Selected, place: Place, readable: str, size: Read
) -> tuple[Row, str]:
    """A comment as each ``nodes`` shows it, and where they come from."""
    alias = objects.writer.alias()
    inner = Place(place.to, alias, "NULL")
    columns = [Column(PLACE, f"{alias}.place")]
    for each in one.concrete:
        if each.name == "nodes":
            made = objects.row(each.concrete, inner)
            columns.append(Column(each.key, one_of(made, ""), made.finish))
    after = _parameter(objects, one, "after", _argument(one, "after", _after))
    most = _parameter(objects, one, "first", lambda variables: size(variables) + 1)
    source = (
        f"FROM ({readable} SELECT * FROM readable"
        f" WHERE place > {objects.writer.bind(after, 'bigint[]')}"
        f" ORDER BY place LIMIT {unplanned(objects, most)}) {alias} ORDER BY {alias}.place"
    )
    return row_of(columns), source


def _size(asked: int | None) -> int:
    return size_of("first", asked)


def _after(cursor: str | None) -> list[int]:
    return list(place_of(cursor)) if cursor else []


def _argument(one: Selected, name: str, read: Callable[[Any], Any]) -> Read:
    """What an argument of a request asks for; what is wrong with it the executor says."""

    def found(variables: Variables) -> Any:
        try:
            return read(given(one.arguments.get(name), variables))
        except CmsError as error:
            raise Unanswered(error.code) from error

    return found


def _parameter(objects: Objects, one: Selected, name: str, read: Read) -> Any:
    """The same as a parameter; what is no variable is known beforehand."""
    found = read(objects.variables)
    return Later(read) if isinstance(one.arguments.get(name), Slot) else found


def _connection(one: Selected, row: Finish | None, size: Read) -> Finish:
    def finish(value: Any, variables: Variables) -> Any:
        most, rows = size(variables), value["rows"]
        nodes = [row(each, variables) if row else each for each in rows[:most]]
        info = {
            "hasNextPage": len(rows) > most,
            "endCursor": packed(nodes[-1][PLACE]) if nodes else None,
        }
        return {each.key: _field(each, nodes, info, value["number"]) for each in one.concrete}

    return finish


def _field(
    one: Selected, nodes: list[Mapping[str, Any]], info: Mapping[str, Any], number: int | None
) -> Any:
    match one.name:
        case "nodes":
            return [each[one.key] for each in nodes]
        case "pageInfo":
            known = {**info, TYPENAME: next(iter(one.below))}
            return {each.key: known[each.name] for each in one.concrete}
        case "totalCount":
            return number
    return one.parent


def _html(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", f"{place.alias}.text", lambda text, _variables: as_html(text))


COMMENT: Mapping[str, Write] = {
    "id": plain("{p}.id"),
    "parent": plain(PARENT.format("{p}")),
    "depth": plain("cardinality({p}.place) - 1"),
    "locale": locale_name,
    "name": plain("{p}.name"),
    "text": plain("{p}.text"),
    "html": _html,
    "withdrawn": plain("{p}.state = 'withdrawn'"),
    "postedAt": plain(instant("{p}.posted_at")),
}


def commenting(objects: Objects, one: Selected, place: Place) -> Column:
    """Whether one can comment: the rule that holds, of which the executor's function tells."""
    objects.reads.commenting()
    locale = place.view.locale

    def finish(value: Any, _variables: Variables) -> Any:
        return told(commenting_by(rule_of(value) if value else NOWHERE, locale), one)

    rule = rules_sql(f"= {place.alias}.uid")
    return Column("", f"(SELECT row_to_json(r) FROM ({rule}) r)", finish)
