"""The history of an entry: its versions, the steps of its workflow and its publications, as one list."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.errors import N_, CmsError, NotFound

Kind = Literal["version", "transition", "publication"]
RANKS: Mapping[int, Kind] = {1: "version", 2: "transition", 3: "publication"}
MOST = 100

# A publication that goes on at the same address only has another place among others: no news.
_ITEMS = """
SELECT asked.uid, items.* FROM unnest($1::varchar[], $2::int[]) asked(uid, newest)
CROSS JOIN LATERAL (
WITH act AS (
    SELECT p.*, lower(p.valid) AS begins FROM publication p
    WHERE p.uid = asked.uid AND NOT isempty(p.valid)),
item AS (
    SELECT 1 AS rank, v.id::bigint, v.at, v.actor, v.note AS comment, '' AS locale, v.revision,
        v.operation, v.changed, v.minor, v.label, '' AS from_state, '' AS to_state, '' AS path,
        v.revision < asked.newest AS revertible, '' AS step, NULL::timestamptz AS since,
        NULL::timestamptz AS until
    FROM version v WHERE v.uid = asked.uid
    UNION ALL
    SELECT 2, t.id, t.at, t.actor, t.comment, t.locale, NULL, 'step', '[]', false, '',
        t.from_state, t.to_state, '', false, t.name, t.since, t.until
    FROM transition t WHERE t.uid = asked.uid AND NOT EXISTS (
        SELECT FROM act WHERE act.locale = t.locale AND act.begins = t.at)
    UNION ALL
    SELECT 3, act.id, act.begins, coalesce(t.actor, act.published_by), coalesce(t.comment, ''),
        act.locale, act.revision, CASE WHEN act.published_at = act.begins THEN 'publish' ELSE 'move' END,
        '[]', false, '', coalesce(t.from_state, ''), 'published', act.path,
        act.revision < asked.newest AND EXISTS (
            SELECT FROM version v WHERE v.uid = act.uid AND v.revision = act.revision),
        coalesce(t.name, ''), act.begins, upper(act.valid)
    FROM act LEFT JOIN transition t ON (t.uid, t.locale, t.at) = (act.uid, act.locale, act.begins)
    WHERE NOT EXISTS (
        SELECT FROM act b WHERE (b.locale, b.path, b.published_at, upper(b.valid))
            = (act.locale, act.path, act.published_at, act.begins)))
SELECT * FROM item WHERE $3::timestamptz IS NULL OR (at, rank, id) < ($3, $4::int, $5::bigint)
ORDER BY at DESC, rank DESC, id DESC LIMIT $6) items
ORDER BY items.at DESC, items.rank DESC, items.id DESC
"""

_CHANGED = """
SELECT p.id, ARRAY(
    SELECT new.key FROM jsonb_each(p.data || p.texts) new
    WHERE new.value IS DISTINCT FROM (before.data || before.texts) -> new.key) AS changed
FROM publication p CROSS JOIN LATERAL (
    SELECT b.data, b.texts FROM publication b
    WHERE b.uid = p.uid AND b.locale = p.locale AND lower(b.valid) < lower(p.valid)
    ORDER BY lower(b.valid) DESC LIMIT 1) before
WHERE p.id = ANY($1::bigint[])
"""


class BadCursor(CmsError):
    """A place in a history that no history gave out."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__(N_("This is no place in a history."))


@dataclass(frozen=True)
class Item:
    """One thing that happened to an entry.

    ``operation`` is how a version was made (create, save, revert, delete); ``publish`` or ``move``
    for a publication, which moves along with an entry above it; ``step`` for a transition that made
    none. ``changed`` are columns and lists of a version, and public names of a publication: what
    differs from the one before. ``revertible`` tells whether ``revision`` can be brought back.
    ``step`` is the name of a step of the workflow; ``since`` and ``until`` are what was planned with
    it, and of a publication when it is public: ``at`` may lie ahead.
    """

    kind: Kind
    operation: str
    at: datetime
    actor: str
    comment: str
    locale: str | None
    revision: int | None
    changed: tuple[str, ...]
    minor: bool
    label: str
    from_state: str
    to_state: str
    path: str
    revertible: bool
    cursor: str
    step: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class History:
    """A page of a history, newest first; ``next`` is the cursor of the following page.

    ``revision`` is that of the working copy, none when the entry was deleted.
    """

    uid: str
    content_type: str
    revision: int | None
    items: tuple[Item, ...]
    next: str | None


async def history(uid: str, *, first: int = 30, after: str = "") -> History:
    """What happened to an entry, also to one that was deleted.

    Raises `NotFound` for what never was, and `BadCursor`.
    """
    found = (await histories([uid], first=first, after=after)).get(uid)
    if found is None:
        raise NotFound(N_("There is no entry {uid}."), uid=uid)
    return found


async def histories(uids: Iterable[str], *, first: int = 30, after: str = "") -> dict[str, History]:
    """As `history`, of many entries at once; what never was is left out."""
    begin = place(after)
    newest = await _newest(uids)
    most = max(1, min(first, MOST))
    revisions = [revision for _, revision in newest.values()]
    rows = await fetch(_ITEMS, list(newest), revisions, *begin, most + 1)
    changed = await _changed([row["id"] for row in rows if RANKS[row["rank"]] == "publication"])
    made = {}
    for uid, (name, revision) in newest.items():
        own = [_item(row, _names(row, changed)) for row in rows if row["uid"] == uid]
        cursor = own[most - 1].cursor if len(own) > most else None
        made[uid] = History(uid, name, revision, tuple(own[:most]), cursor)
    return made


async def _newest(uids: Iterable[str]) -> dict[str, tuple[str, int | None]]:
    """The types' names, and the working copies' revisions where there is one."""
    found = await fetch(
        "SELECT DISTINCT ON (uid) uid, content_type, operation, revision FROM version"
        " WHERE uid = ANY($1::varchar[]) ORDER BY uid, revision DESC",
        list(uids),
    )
    return {
        row["uid"]: (
            row["content_type"],
            None if row["operation"] == "delete" else row["revision"],
        )
        for row in found
        if row["content_type"] in installed()
    }


async def _changed(publications: Sequence[int]) -> dict[int, list[str]]:
    if not publications:
        return {}
    rows = await fetch(_CHANGED, list(publications))
    return {row["id"]: row["changed"] for row in rows}


def _names(row: dict[str, Any], published: Mapping[int, list[str]]) -> list[str]:
    if RANKS[row["rank"]] == "publication":
        return published.get(row["id"], [])
    names: list[str] = json.loads(row["changed"])
    return names


def _item(row: dict[str, Any], changed: list[str]) -> Item:
    return Item(
        kind=RANKS[row["rank"]],
        operation=row["operation"],
        at=row["at"],
        actor=row["actor"],
        comment=row["comment"],
        locale=row["locale"] or None,
        revision=row["revision"],
        changed=tuple(changed),
        minor=row["minor"],
        label=row["label"],
        from_state=row["from_state"],
        to_state=row["to_state"],
        path=row["path"],
        revertible=bool(row["revertible"]),
        cursor=f"{row['at'].isoformat()}_{row['rank']}_{row['id']}",
        step=row["step"],
        since=row["since"],
        until=row["until"],
    )


_CURSOR = re.compile(r"([0-9T:.+-]{19,40})_([0-9])_([0-9]{1,18})", re.ASCII)


def place(cursor: str) -> tuple[datetime | None, int, int]:
    """After which moment, kind and row a page begins. Raises `BadCursor`."""
    if not cursor:
        return None, 0, 0
    found = _CURSOR.fullmatch(cursor)
    try:
        at = datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        at = None
    if found is None or at is None or at.tzinfo is None:
        raise BadCursor
    return at, int(found[2]), int(found[3])
