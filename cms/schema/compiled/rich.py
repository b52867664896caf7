"""Rich text: PostgreSQL answers what is stored, and the executor's own functions tell it."""

from collections.abc import Coroutine, Mapping
from inspect import iscoroutine, signature
from typing import Any

from strawberry import UNSET

from cms.content.richtext import references
from cms.schema.compiled import marks
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.told import told
from cms.schema.compiled.writing import Column, Finish, one_of
from cms.schema.context import Info
from cms.schema.richtext import RichText

_LINKED = frozenset({"html", "ast", "markdown"})
_KNOWN = frozenset(
    {"text", "toc", "words", "minutes", "locale", "stored", "references", TYPENAME, *_LINKED}
)


class _Stored(RichText):
    """A text of which it is known already where its links lead."""

    known: Mapping[str, str]

    async def paths(self, _info: Info) -> dict[str, str]:
        return dict(self.known)


def rich(name: str, *, required: bool) -> Write:
    """Who writes a field of rich text."""

    def write(objects: Objects, one: Selected, place: Place) -> Column:
        _check(one)
        text = place.needed(f"nullif({place.long_text(name)}, '')", required=required)
        made = {
            "text": text,
            "locale": f"{place.alias}.locale",
        }
        if any(each.name in _LINKED for each in one.concrete):
            made["paths"] = _paths(objects, place)
        finishes: dict[str, Finish] = {}
        for number, each in enumerate(one.concrete):
            if each.name == "references":
                found = _entries(objects, each, place)
                made[str(number)] = found.sql
                if found.finish:
                    finishes[str(number)] = found.finish
        pairs = ", ".join(f"'{key}', {sql}" for key, sql in made.items())
        return Column("", f"json_build_object({pairs})", _finish(one, place, finishes))

    return write


def _check(one: Selected) -> None:
    """What is wrong with arguments the executor says."""
    for each in one.concrete:
        base, most = each.arguments.get("heading_base", 2), each.arguments.get("most", UNSET)
        wrong = not 1 <= base <= 6 or (most is not UNSET and most is not None and most < 0)
        if wrong or each.name not in _KNOWN:
            raise Uncompiled(f"RichText.{each.name}")


def _linked(objects: Objects, place: Place, alias: str) -> str:
    to = place.to
    objects.mark(place, marks.of_refs(place.alias, to.view.locales))
    return (
        f"FROM {to.table} {alias} WHERE {alias}.uid = ANY({place.alias}.refs)"
        f" AND {to.served(alias)} AND {objects.known(alias)}"
    )


def _paths(objects: Objects, place: Place) -> str:
    """The addresses of what the entry refers to, by uid."""
    alias = objects.writer.alias()
    return f"(SELECT json_object_agg({alias}.uid, {alias}.path) {_linked(objects, place, alias)})"


def _entries(objects: Objects, one: Selected, place: Place) -> Column:
    """What the entry refers to, by uid; which of it is in this text Python sees."""
    alias = objects.writer.alias()
    row = objects.entry(one, place.to, alias)
    pairs = f"json_object_agg({alias}.uid, {one_of(row, '')})"
    return Column("", f"(SELECT {pairs} {_linked(objects, place, alias)})", row.finish)


def _finish(one: Selected, place: Place, finishes: Mapping[str, Finish]) -> Finish:
    view = place.view

    def finish(value: Any, variables: Variables) -> Any:
        for key, make in finishes.items():
            found = value[key] or {}
            value[key] = {uid: make(entry, variables) for uid, entry in found.items()}
        text = _Stored(source=value["text"] or "", view=view, served=value["locale"])
        text.known = value.get("paths") or {}
        return {
            each.key: _references(text, value[str(number)])
            if each.name == "references"
            else _field(text, each)
            for number, each in enumerate(one.concrete)
        }

    return finish


def _field(text: _Stored, one: Selected) -> Any:
    if one.name == TYPENAME:
        return one.parent
    arguments = dict(one.arguments)
    if "info" in signature(one.resolver).parameters:
        arguments["info"] = None
    found = one.resolver(text, **arguments)
    return told(_awaited(found) if iscoroutine(found) else found, one)


def _awaited(running: Coroutine[Any, None, Any]) -> Any:
    """What a coroutine returns that waits for nothing."""
    try:
        running.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("It waits for something.")


def _references(text: _Stored, found: Mapping[str, Any] | None) -> list[Any]:
    """The entries that this text leads to, in the order of the text."""
    uids = references(text.document)
    return [found[uid] for uid in uids if found and uid in found]
