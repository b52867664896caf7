"""What the bin keeps of a branch: a snapshot of each entry, its place and its local roles."""

from collections.abc import Mapping, Sequence
from typing import Any

from cms.access.actors import Actor
from cms.content import DEFAULT_LOCALE, LOCALES, ContentType, State, Values, localised
from cms.database.engine import as_json, fetch
from cms.editing import versions
from cms.publishing.tables import BinnedBranch, BinnedEntry

_ABOVE = """
WITH RECURSIVE above AS (
    SELECT uid, parent, 1 AS depth FROM node WHERE uid = $1
    UNION ALL SELECT n.uid, n.parent, a.depth + 1 FROM node n JOIN above a ON n.uid = a.parent)
SELECT a.uid, n.{slug} AS slug FROM above a JOIN node n USING (uid) ORDER BY depth
""".format(slug=localised("slug", DEFAULT_LOCALE))

_GRANTS = """
SELECT uid, user_id, group_name, role, locale, granted_by, granted_at
FROM role_grant WHERE uid = ANY($1::varchar[]) ORDER BY id
"""

GRANT_COLUMNS = ("user_id", "group_name", "role", "locale", "granted_by", "granted_at")


async def keep(
    actor: Actor, branch: Sequence[tuple[ContentType, Values]], unlinked: Mapping[str, int]
) -> int:
    """Put a branch into the bin, the entry on top first; the number it gets there.

    ``unlinked`` are the entries in which relations were emptied, with the revision that this made.
    """
    uids = [values["uid"] for _, values in branch]
    grants = await _grants(uids)
    blocked = await _blocked(uids)
    made = await _keep_branch(actor, branch, unlinked, blocked=bool(blocked))
    for content_type, values in branch:
        uid = values["uid"]
        await BinnedEntry.insert(
            BinnedEntry(
                branch=made,
                uid=uid,
                content_type=content_type.name,
                snapshot=as_json(versions.snapshot(content_type, values)),
                owned=as_json(_owned(values)),
                grants=as_json(grants.get(uid, [])),
                blocked_by=blocked.get(uid),
            )
        )
    return made


def _owned(values: Values) -> dict[str, str]:
    states = {name: values[name] for name in (localised("state", one) for one in LOCALES)}
    made = {"created_at": values["created_at"].isoformat(), "created_by": values["created_by"]}
    return states | made


async def _keep_branch(
    actor: Actor,
    branch: Sequence[tuple[ContentType, Values]],
    unlinked: Mapping[str, int],
    *,
    blocked: bool,
) -> int:
    content_type, top = branch[0]
    above = await fetch(_ABOVE, top["parent"])
    slugs = [row["slug"] for row in reversed(above)] + [top[localised("slug", DEFAULT_LOCALE)]]
    states = {values[localised("state", one)] for _, values in branch for one in LOCALES}
    alone = all(values["created_by"] == top["created_by"] for _, values in branch)
    rows = await BinnedBranch.insert(
        BinnedBranch(
            uid=top["uid"],
            content_type=content_type.name,
            path="/".join(["", DEFAULT_LOCALE, *filter(None, slugs)]),
            above=as_json([row["uid"] for row in above]),
            created_by=top["created_by"],
            own_draft=alone and states == {State.PRIVATE.value},
            blocked=blocked,
            entries=len(branch),
            unlinked=as_json(dict(unlinked)),
            deleted_by=actor.name,
            **{name: top[name] for name in (localised("title", one) for one in LOCALES)},
        )
    )
    return int(rows[0]["id"])


async def _grants(uids: list[str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in await fetch(_GRANTS, uids):
        kept = {name: row[name] for name in GRANT_COLUMNS}
        kept["granted_at"] = row["granted_at"].isoformat()
        found.setdefault(row["uid"], []).append(kept)
    return found


async def _blocked(uids: list[str]) -> dict[str, str]:
    rows = await fetch(
        "SELECT uid, blocked_by FROM blocked_branch WHERE uid = ANY($1::varchar[])", uids
    )
    return {row["uid"]: row["blocked_by"] for row in rows}
