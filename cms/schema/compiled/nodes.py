"""What ids name, each in the view that it names: which views these are is part of the plan."""

from dataclasses import replace
from typing import Any

from cms.reading.view import View
from cms.schema.compiled.common import entry
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.objects import Objects
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.slots import Later, Variables, given
from cms.schema.compiled.values import NULL
from cms.schema.compiled.variables import named
from cms.schema.compiled.writing import OBJECT, Column, Row, one_of

MOST_IDS = 100


def node(objects: Objects, one: Selected) -> Column:
    """What an id names; null for that of another preview."""
    ids = _Ids(objects, one.arguments["id"])
    (found,) = ids.views
    if found is None:
        return Column("", NULL)
    uid = objects.writer.bind(Later(lambda variables: ids.uids(found, variables)[0]), "text")
    ids.note(found)
    return entry(objects, _of_entries(objects, one), found, uid)


def nodes(objects: Objects, one: Selected) -> Column:
    """What ids name, in their order. What is wrong with one of them the executor says."""
    ids = _Ids(objects, one.arguments["ids"])
    if len(ids.views) > MOST_IDS:
        raise Uncompiled("over_limit")
    views = list(dict.fromkeys(view for view in ids.views if view))
    asked = _of_entries(objects, one)
    made = [_listed(objects, asked, ids, view) for view in views]
    order = [views.index(view) if view else None for view in ids.views]

    def finish(value: Any, variables: Variables) -> Any:
        lists = [
            iter(each.finish(found, variables) if each.finish else found)
            for each, found in zip(made, value, strict=True)
        ]
        return [None if number is None else next(lists[number]) for number in order]

    return Column("", f"json_build_array({', '.join(each.sql for each in made)})", finish)


def _of_entries(objects: Objects, one: Selected) -> Selected:
    """What is selected of entries; ids of other things are the executor's."""
    names = {each.graphql_name for each in objects.built.content_types.values()}
    return replace(one, below={name: some for name, some in one.below.items() if name in names})


class _Ids:
    """An argument with one id, or with many."""

    def __init__(self, objects: Objects, asked: Any) -> None:
        self.objects, self.asked = objects, asked
        self.perspective = objects.asker.perspective
        self.views = [one and one[1] for one in self.read(objects.variables)]

    def read(self, variables: Variables) -> list[tuple[str, View] | None]:
        """The entry and the view that each of them names."""
        some = given(self.asked, variables)
        many = some if isinstance(some, list) else [some]
        return [named(given(one, variables), self.perspective) for one in many]

    def uids(self, view: View, variables: Variables) -> list[str]:
        """The entries that are named in a view, in their order."""
        return [one[0] for one in self.read(variables) if one and one[1] == view]

    def note(self, view: View) -> None:
        """Note that they were asked."""

        def note(reads: Any, variables: Variables) -> None:
            for uid in self.uids(view, variables):
                reads.entry(uid, view.locales)

        self.objects.notes.append(note)


def _listed(objects: Objects, one: Selected, ids: _Ids, view: View) -> Column:
    """The entries of one view, null for each that it does not serve."""
    to, alias = objects.writer.to(view), objects.writer.alias()
    listed = objects.writer.alias()
    row = objects.entry(one, to, alias)
    uids = objects.writer.bind(Later(lambda variables: ids.uids(view, variables)), "text[]")
    ids.note(view)
    source = (
        f"FROM unnest({uids}) WITH ORDINALITY {listed} (uid, place)"
        f" LEFT JOIN LATERAL (SELECT * FROM {to.table} {alias} WHERE {alias}.uid = {listed}.uid"
        f" AND {to.served(alias)} AND {objects.known(alias)} LIMIT 1) {alias} ON true"
        f" ORDER BY {listed}.place"
    )
    there = f"CASE WHEN {alias}.uid IS NOT NULL THEN {one_of(row, '')} END AS o"
    return objects.many(Row(there, f"{OBJECT}.o", f"{OBJECT}.o", row.finish), source)
