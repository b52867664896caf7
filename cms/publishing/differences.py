"""What a moment changes for the public: what was read until then beside what is read from then on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.publishing.changes import Change, Kind

MOST_PATHS = 60
PLACES = frozenset({"position", "title", "parent", "path"})
"""What the order of siblings, of what refers to something, and the shape of menus follow from."""

_COLUMNS = (
    "title", "path", "position", "search", "fingerprints", "refs", "first_published_at", "updated_at",
    "series",
)  # fmt: skip

_DIFFERENCES = f"""
WITH act AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
        a (kind, uid, locale, at)),
pair AS (
    SELECT a.*,
        coalesce(n.content_type, o.content_type,
            (SELECT e.content_type FROM publication e WHERE e.uid = a.uid LIMIT 1)) AS content_type,
        o.path AS old, n.path, o.parent_uid AS old_parent, n.parent_uid AS parent,
        o.refs AS old_refs, n.refs,
        o.data->'menus' AS old_menus, n.data->'menus' AS menus,
        o.data || o.texts AS was, n.data || n.texts AS now,
        ARRAY(SELECT name FROM (VALUES
            {", ".join(f"('{one}', o.{one} IS DISTINCT FROM n.{one})" for one in _COLUMNS)}
            ) c (name, differs) WHERE differs) AS columns
    FROM act a
    LEFT JOIN publication o ON o.uid = a.uid AND o.locale = a.locale AND upper(o.valid) = a.at
    LEFT JOIN publication n ON n.uid = a.uid AND n.locale = a.locale AND lower(n.valid) = a.at)
SELECT kind, uid, locale, at, content_type, old, path, old_parent, parent, old_refs,
    refs, columns, coalesce(jsonb_array_length(old_menus), 0) + coalesce(jsonb_array_length(menus), 0)
        > 0 AS in_menus,
    ARRAY(SELECT k FROM jsonb_object_keys(coalesce(was, '{{}}') || coalesce(now, '{{}}')) k
        WHERE was->k IS DISTINCT FROM now->k) AS names,
    CASE WHEN old IS DISTINCT FROM path THEN ARRAY(
        SELECT DISTINCT e.path FROM publication e WHERE e.uid = pair.uid LIMIT {MOST_PATHS + 1})
    END AS paths
FROM pair
"""

Act = tuple[Kind, str, str, datetime]
"""What kind of thing happens to which entry in which language, and when."""


async def differences(acts: Iterable[Act]) -> list[Change]:
    """What each of these acts changes, also if its moment is to come, or the act was just done."""
    columns = [list(one) for one in zip(*acts, strict=True)]
    rows = await fetch(_DIFFERENCES, *columns) if columns else []
    return [_change(row) for row in rows]


def _change(row: Mapping[str, Any]) -> Change:
    names = {*row["names"], *row["columns"]}
    elsewhere = row["old"] != row["path"]
    placed = elsewhere or bool(names & PLACES)
    paths = row["paths"] or []
    return Change(
        kind=row["kind"],
        uid=row["uid"],
        content_type=row["content_type"] or "",
        locale=row["locale"],
        at=row["at"],
        path=row["path"],
        old=row["old"],
        fields=sorted(names),
        place=elsewhere,
        parents=sorted({row["old_parent"] or "", row["parent"] or ""}) if placed else (),
        paths=None if len(paths) > MOST_PATHS else sorted(paths),
        refs=_refs(row) if placed or names & _relations(row["content_type"]) else (),
        menus=row["in_menus"] and (placed or "menus" in names),
    )


def _refs(row: Mapping[str, Any]) -> list[str]:
    return sorted({*(row["old_refs"] or ()), *(row["refs"] or ())})


def _relations(content_type: str | None) -> set[str]:
    """The names whose change makes the entry belong to others."""
    found = installed().get(content_type or "")
    if found is None:
        return {"refs"}
    fields = {one.name for one in found.plain_fields if one.references}
    rows = {one.name for one in found.rows if any(each.references for each in one.plain_fields)}
    return {"refs"} | fields | rows
