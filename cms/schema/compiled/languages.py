"""An entry in all its languages: PostgreSQL answers the last of each, Python how they stand."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from cms.content import DEFAULT_LOCALE, LOCALES, State
from cms.content.discovery import installed
from cms.editing.units import public_names
from cms.reading.languages import (
    TextState,
    Versions,
    Waiting,
    known_source,
    source_changes_sql,
    text_state,
    version_of,
    worst,
)
from cms.reading.view import View
from cms.reading.waiting import STATES, Stage, waiting_sql
from cms.schema.compiled import marks
from cms.schema.compiled.common import LOCALE_NAMES, entry
from cms.schema.compiled.objects import Objects, Place
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.told import check, told, told_field
from cms.schema.compiled.values import instant
from cms.schema.compiled.writing import Column, Finish
from cms.schema.content import localization
from cms.schema.enums import Locale
from cms.schema.parts import FieldText

_STANDING = ("requested", "served", "isFallback", "isStale", "complete", "fields")
_FIELD = ("name", "state", "source", "sourceChangedAt")
_TRANSLATION = ("locale", "state", "text", "path", "url", "isSource", "content")


def versions_json(objects: Objects, place: Place) -> str:
    """The last publication of the entry in each language, as `versions` reads it."""
    objects.mark(place, marks.of_uid(f"{place.alias}.uid", LOCALES))
    to, p = place.to, objects.writer.alias()
    state = f"{p}.state" if to.own else "'published'"
    found = (
        f"SELECT DISTINCT ON ({p}.locale) {p}.locale, {to.live(p)} AS live, {state} AS state,"
        f" {p}.path, {p}.fingerprints::text AS fingerprints FROM {to.table} {p}"
        f" WHERE {p}.uid = {place.alias}.uid AND lower({p}.valid) <= {to.now}"
        f" ORDER BY {p}.locale, lower({p}.valid) DESC, {p}.id DESC"
    )
    return f"(SELECT json_agg(v) FROM ({found}) v)"


def known_versions(rows: list[Mapping[str, Any]] | None) -> Versions:
    """The same as Python values."""
    return {row["locale"]: version_of(row) for row in rows or ()}


def standing(objects: Objects, one: Selected, place: Place) -> Column:
    """How the text of an entry stands in the language that is served."""
    check(one, _STANDING)
    for each in one.concrete:
        if each.name == "fields":
            check(each, _FIELD)
    asked = {inner.name for each in one.concrete if each.below for inner in each.concrete}
    changes = _changes(place) if "sourceChangedAt" in asked else "NULL"
    view = place.view

    def finish(value: Any, _variables: Variables) -> Any:
        record: Any = SimpleNamespace(locale=value["locale"], uid="")
        beside = _beside(value["beside"]).get(record.locale)
        found = localization(known_versions(value["versions"]), record, view, beside)
        changed = {(row["locale"], row["key"]): row["since"] for row in value["changes"] or ()}
        return {
            each.key: [_field(text, changed, each) for text in found.fields]
            if each.name == "fields"
            else told_field(found, each)
            for each in one.concrete
        }

    pairs = f"'locale', {place.alias}.locale, 'versions', {versions_json(objects, place)}"
    pairs += f", 'changes', {changes}, 'beside', {_waiting(place)}"
    return Column("", f"json_build_object({pairs})", finish)


def _changes(place: Place) -> str:
    """Since when the fields of the source say what they say, as `source_changes` reads it."""
    found = source_changes_sql(f"p.uid = {place.alias}.uid", place.to)
    made = f"SELECT c.locale, c.key, {instant('c.since')} AS since FROM ({found}) c"
    return f"(SELECT json_agg(r) FROM ({made}) r)"


def _field(
    text: FieldText, changed: Mapping[tuple[str, str], str], one: Selected
) -> Mapping[str, Any]:
    """As the object type tells it."""
    since = None
    if text.state is TextState.STALE and text.source:
        since = changed.get((text.source.value, text.key))
    return {
        each.key: since if each.name == "sourceChangedAt" else told_field(text, each)
        for each in one.concrete
    }


def translations(objects: Objects, one: Selected, place: Place) -> Column:
    """The entry in each language of the site."""
    return _translations(objects, one, place, every=True)


def alternates(objects: Objects, one: Selected, place: Place) -> Column:
    """The entry in each language in which it is published."""
    return _translations(objects, one, place, every=False)


def x_default(objects: Objects, one: Selected, place: Place) -> Column:
    """Its whole address in the site's default language."""
    objects.mark(place, marks.of_uid(f"{place.alias}.uid", LOCALES))
    to, p = objects.writer.to(place.view.only(DEFAULT_LOCALE)), objects.writer.alias()
    address = f"{objects.writer.bind(objects.public_url, 'text')} || {p}.path"
    source = f"FROM {to.table} {p} WHERE {p}.uid = {place.alias}.uid AND {to.served(p)}"
    return Column(one.key, f"(SELECT {address} {source})")


def _waiting(place: Place) -> str:
    """What waits beside the texts of a draft."""
    if not place.to.drafts:
        return "NULL"
    found = waiting_sql(f"ARRAY[{place.alias}.uid]")
    names = f"json_build_array({place.alias}.content_type, w.locale, w.field, w.stage)"
    return f"CASE WHEN {place.alias}.id < 0 THEN (SELECT json_agg({names}) FROM ({found}) w) END"


def _beside(rows: list[tuple[str, str, str, Stage]] | None) -> Mapping[str, Waiting]:
    """The same by language and field, as `waiting_of` tells it."""
    found: dict[str, list[tuple[str, TextState]]] = {}
    for content_type, locale, field, stage in rows or ():
        name = public_names(installed()[content_type])[field]
        found.setdefault(locale, []).append((name, STATES[stage]))
    return {locale: worst(some) for locale, some in found.items()}


def _translations(objects: Objects, one: Selected, place: Place, *, every: bool) -> Column:
    check(one, _TRANSLATION)
    pairs = [f"'versions', {versions_json(objects, place)}", f"'beside', {_waiting(place)}"]
    finishes: dict[str, Finish] = {}
    for number, each in enumerate(one.concrete):
        for locale in LOCALE_NAMES if each.name == "content" else ():
            made = entry(objects, each, place.view.only(locale), f"{place.alias}.uid")
            pairs.append(f"'{number} {locale}', {made.sql}")
            if made.finish:
                finishes[f"{number} {locale}"] = made.finish
    url, view = objects.public_url, place.view

    def finish(value: Any, variables: Variables) -> Any:
        for key, make in finishes.items():
            value[key] = make(value[key], variables)
        rows = [_Translation(value, url, view.only(locale.value)) for locale in Locale]
        return [row.told(one) for row in rows if every or row.path]

    return Column("", f"json_build_object({', '.join(pairs)})", finish)


class _Translation:
    """The entry in one language, with the fields of the object type."""

    def __init__(self, value: Mapping[str, Any], public_url: str, view: View) -> None:
        found = known_versions(value["versions"])
        own = found.get(view.locale)
        self.value, self.locale = value, Locale(view.locale)
        self.state = own.state if own else State.PRIVATE
        self.text = text_state(found, view.locale, _beside(value["beside"]).get(view.locale))
        self.path = own.path if own and own.live else None
        self.url = public_url + self.path if self.path else None
        source = next((one.source for one in found.values() if one.live), "")
        self.is_source = view.locale == known_source(found, source)

    def told(self, one: Selected) -> Mapping[str, Any]:
        """What is selected of it."""
        return {each.key: self._field(each, place) for place, each in enumerate(one.concrete)}

    def _field(self, one: Selected, place: int) -> Any:
        if one.name == "content":
            return self.value[f"{place} {self.locale.value}"]
        if one.name == TYPENAME:
            return one.parent
        return told(self.is_source if one.name == "isSource" else getattr(self, one.name), one)
