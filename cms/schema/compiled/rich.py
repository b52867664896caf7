"""Rich text: PostgreSQL answers what is stored, and the executor's own functions tell it."""

from collections.abc import Callable, Coroutine, Hashable, Mapping
from functools import partial
from inspect import iscoroutine, signature
from typing import Any

import orjson
from strawberry import UNSET

from cms.content.richtext import pictures, references
from cms.representations.leads import Leads
from cms.schema.compiled import marks
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.images import check as check_image
from cms.schema.compiled.images import files_in, files_json, image
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.told import told
from cms.schema.compiled.writing import Column, Finish, one_of
from cms.schema.context import Info
from cms.schema.kept import Kept
from cms.schema.richtext import RichText

_LINKED = frozenset({"html", "ast", "markdown"})
_SEEN = frozenset({"images", *_LINKED})
_KNOWN = frozenset(
    {"text", "toc", "words", "minutes", "locale", "stored", "references", TYPENAME, *_SEEN}
)
_WRITTEN = frozenset({"html", "markdown", "text"})
_WEIGHT = 500
_written: Kept[Hashable, str] = Kept(4_000_000)
"""Texts as they were written out. A new version of the software begins with none."""


class _Stored(RichText):
    """A text of which it is known already where its links lead."""

    known: Leads

    async def leads(self, _info: Info) -> Leads:
        return self.known


Tell = Callable[[_Stored, Mapping[str, Any]], Any]
"""Makes a field of a text, beside which stands what else PostgreSQL answered of it."""


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
            made["paths"] = paths_json(objects, place)
        if any(each.name in _SEEN for each in one.concrete):
            images = [each for each in one.concrete if each.name == "images"]
            made["files"] = files_json(objects, place, images)
        finishes: dict[str, Finish] = {}
        for number, each in enumerate(one.concrete):
            if each.name == "references":
                found = _entries(objects, each, place)
                made[str(number)] = found.sql
                if found.finish:
                    finishes[str(number)] = found.finish
        pairs = ", ".join(f"'{key}', {sql}" for key, sql in made.items())
        site = objects.public_url
        return Column("", f"json_build_object({pairs})", _finish(one, place, site, finishes))

    return write


def _check(one: Selected) -> None:
    """What is wrong with arguments the executor says."""
    for each in one.concrete:
        base, most = each.arguments.get("heading_base", 2), each.arguments.get("most", UNSET)
        wrong = not 1 <= base <= 6 or (most is not UNSET and most is not None and most < 0)
        if wrong or each.name not in _KNOWN:
            raise Uncompiled(f"RichText.{each.name}")
        if each.name == "images":
            check_image(each)


def _linked(objects: Objects, place: Place, alias: str) -> str:
    to = place.to
    objects.mark(place, marks.of_refs(place.alias, to.view.locales))
    return (
        f"FROM {to.table} {alias} WHERE {alias}.uid = ANY({place.alias}.refs)"
        f" AND {to.served(alias)} AND {objects.known(alias)}"
    )


def paths_json(objects: Objects, place: Place) -> str:
    """The addresses of what the entry refers to, by uid."""
    alias = objects.writer.alias()
    return f"(SELECT json_object_agg({alias}.uid, {alias}.path) {_linked(objects, place, alias)})"


def _entries(objects: Objects, one: Selected, place: Place) -> Column:
    """What the entry refers to, by uid; which of it is in this text Python sees."""
    alias = objects.writer.alias()
    row = objects.entry(one, place.to, alias)
    pairs = f"json_object_agg({alias}.uid, {one_of(row, '')})"
    return Column("", f"(SELECT {pairs} {_linked(objects, place, alias)})", row.finish)


def _finish(one: Selected, place: Place, site: str, finishes: Mapping[str, Finish]) -> Finish:
    view = place.view
    fields = [(each.key, _teller(number, each)) for number, each in enumerate(one.concrete)]

    def finish(value: Any, variables: Variables) -> Any:
        for key, make in finishes.items():
            found = value[key] or {}
            value[key] = {uid: make(entry, variables) for uid, entry in found.items()}
        text = _Stored(source=value["text"] or "", view=view, served=value["locale"], site=site)
        text.known = text.leading(value.get("paths") or {}, files_in(value.get("files")))
        return {key: tell(text, value) for key, tell in fields}

    return finish


def _teller(number: int, one: Selected) -> Tell:
    if one.name == "references":
        return partial(_references, number=str(number))
    return partial(_images, one=one) if one.name == "images" else _field(one)


def _field(one: Selected) -> Tell:
    """Who tells a field. What is written once is remembered: it follows from the text and its links."""
    if one.name == TYPENAME:
        return lambda _text, _value: one.parent
    arguments = dict(one.arguments)
    if "info" in signature(one.resolver).parameters:
        arguments["info"] = None
    how = one.name, orjson.dumps(one.arguments)

    def tell(text: _Stored, _value: Mapping[str, Any]) -> Any:
        known = (*text.known.paths.items(), *text.known.files.values())
        key = *how, text.source, text.served, text.view.locales, known
        found = _written.get(key) if one.name in _WRITTEN else None
        if found is None:
            found = one.resolver(text, **arguments)
            found = told(_awaited(found) if iscoroutine(found) else found, one)
            if one.name in _WRITTEN:
                _written.put(key, found, _WEIGHT + len(text.source) + len(found))
        return found

    return tell


def _awaited(running: Coroutine[Any, None, Any]) -> Any:
    """What a coroutine returns that waits for nothing."""
    try:
        running.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("It waits for something.")


def _images(text: _Stored, _value: Mapping[str, Any], one: Selected) -> list[Any]:
    """The pictures in this text, in the order of the text."""
    files = (text.known.files.get(uid) for uid in pictures(text.document))
    return [image(each, text.view, text.site, one) for each in files if each and each.is_picture]


def _references(text: _Stored, value: Mapping[str, Any], number: str) -> list[Any]:
    """The entries that this text leads to, in the order of the text."""
    found = value[number]
    return [found[uid] for uid in references(text.document) if found and uid in found]
