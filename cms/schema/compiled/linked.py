"""Linked data: PostgreSQL answers what is around an entry, and Python says it in schema.org's words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cms.content import LOCALES, localised
from cms.reading.records import Record
from cms.representations.linked_data import Around, linked_data, script_safe, tag_fields
from cms.schema.compiled import marks
from cms.schema.compiled.common import way_up
from cms.schema.compiled.images import file_json, files_in
from cms.schema.compiled.languages import known_versions, versions_json
from cms.schema.compiled.objects import Objects, Place
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.writing import Column

_OWN = (
    "uid",
    "content_type",
    "locale",
    "path",
    "title",
    "data",
    "first_published_at",
    "updated_at",
)
_OTHERS = ("uid", "content_type", "path", "title", "data")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def json_ld(objects: Objects, _one: Selected, place: Place) -> Column:
    """What programs are told of an entry."""
    pairs = {
        "own": _object(place.alias, _OWN),
        "others": _others(objects, place),
        "above": _above(objects, place),
        "versions": versions_json(objects, place),
        "labels": _labels(objects, place),
        "image": file_json(objects, place, "image"),
    }
    types, site = objects.built.content_types, objects.public_url

    def finish(value: Any, _variables: Variables) -> Any:
        own = record_of(value["own"])
        live = {one.locale: one for one in known_versions(value["versions"]).values() if one.live}
        labels = {key: found.get(own.locale) for key, found in (value["labels"] or {}).items()}
        around = Around(
            site=site,
            records={one["uid"]: record_of(one) for one in value["others"] or ()},
            above=[record_of(one) for one in value["above"] or ()],
            paths={locale: one.path for locale, one in live.items()},
            source=next((one.source for one in live.values()), ""),
            labels={key: label for key, label in labels.items() if label},
            files=files_in([value["image"]] if value["image"] else ()),
        )
        return script_safe(linked_data(types[own.content_type], own, around))

    return Column("", f"json_build_object({_pairs(pairs)})", finish)


def _others(objects: Objects, place: Place) -> str:
    """All to which it refers, as far as the view serves that."""
    to, other = place.to, objects.writer.alias()
    objects.mark(place, marks.of_refs(place.alias, to.view.locales))
    return (
        f"(SELECT json_agg({_object(other, _OTHERS)}) FROM {to.table} {other}"
        f" WHERE {other}.uid = ANY({place.alias}.refs) AND {to.served(other)}"
        f" AND {objects.known(other)})"
    )


def _above(objects: Objects, place: Place) -> str:
    """The way up, from the home page; each step and the one that would follow are marked."""
    to, one, step = place.to, objects.writer.alias(), objects.writer.alias()
    keys = " || ' ' || ".join(marks.of_uid(f"{step}.uid", place.view.locales))
    read = (
        f"(WITH RECURSIVE {step} AS (SELECT {place.alias}.parent_uid AS uid"
        f" UNION SELECT {one}.parent_uid FROM {step} JOIN {to.table} {one}"
        f" ON {one}.uid = {step}.uid AND {to.served(one)}) SELECT string_agg({keys}, ' ') FROM {step})"
    )
    objects.mark(place, [read])
    walk, up = way_up(objects, place)
    made = _object(up, ("uid", "path", "title"))
    return f"({walk} SELECT json_agg({made} ORDER BY {up}.steps DESC) FROM {up})"


def _labels(objects: Objects, place: Place) -> str:
    """What its tags are called, by key and language."""
    types = objects.built.content_types.values()
    names = dict.fromkeys(name for one in types for name in tag_fields(one))
    found = []
    for name in names:
        listed = f"{place.alias}.data->'{name}'"
        listed = f"CASE jsonb_typeof({listed}) WHEN 'array' THEN {listed} END"
        objects.mark(place, marks.of_tags(listed))
        found.append(f"SELECT jsonb_array_elements_text({listed})")
    tag = objects.writer.alias()
    labels = _pairs({one: f"{tag}.{localised('label', one)}" for one in LOCALES})
    return (
        f"(SELECT json_object_agg({tag}.key, json_build_object({labels})) FROM tag {tag}"
        f" WHERE {tag}.key IN ({' UNION ALL '.join(found)}))"
    )


def _object(alias: str, names: tuple[str, ...]) -> str:
    return f"json_build_object({_pairs({name: f'{alias}.{name}' for name in names})})"


def _pairs(pairs: Mapping[str, str]) -> str:
    return ", ".join(f"'{key}', {sql}" for key, sql in pairs.items())


def record_of(row: Mapping[str, Any]) -> Record:
    """As much of a record as was read."""
    published, updated = row.get("first_published_at"), row.get("updated_at")
    return Record(
        id=0,
        uid=row["uid"],
        content_type=row.get("content_type", ""),
        locale=row.get("locale", ""),
        path=row["path"],
        parent=None,
        position=0,
        title=row["title"],
        data=row.get("data") or {},
        since=None,
        until=None,
        first_published_at=published and datetime.fromisoformat(published),
        updated_at=datetime.fromisoformat(updated) if updated else _LONG_AGO,
        revision=0,
    )
