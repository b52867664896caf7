"""Forgetting old versions: never the newest, nor one that has a name or that anything else goes by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cms.access import audit
from cms.database.engine import fetch, writing
from cms.editing.undo import LIFETIME
from cms.reading.statement import live_or_planned

AT_ONCE = 5_000
"""So many versions are removed at most in one transaction, and about as many are looked at."""

_NEXT = """
SELECT uid FROM (SELECT uid FROM version WHERE uid > $1 ORDER BY uid, revision LIMIT $2) following
GROUP BY uid ORDER BY uid
"""

# A version is as old as the one that replaced it: until then it was what the entry is; as long as what
# replaced it can be undone it stays. The list of what changed since its publication reads which fields each
# version changed: the last change of each stays. Whether a translation is behind goes by the minor ones.
_PRUNE = f"""
WITH placed AS (
    SELECT id, uid, revision, label, changed, minor, row_number() OVER newer AS place,
        lag(at) OVER newer AS replaced_at
    FROM version WHERE uid = ANY($1::varchar[])
    WINDOW newer AS (PARTITION BY uid ORDER BY revision DESC)),
changes AS (
    SELECT uid, max(revision) AS revision
    FROM placed, jsonb_array_elements_text(changed) one (name) GROUP BY uid, name),
published AS (SELECT uid, revision FROM publication WHERE uid = ANY($1::varchar[])),
needed AS (
    SELECT uid, revision FROM autosave WHERE uid = ANY($1::varchar[])
    UNION ALL SELECT uid, revision FROM offered_text WHERE uid = ANY($1::varchar[])
    UNION ALL SELECT c.uid, c.revision FROM changes c JOIN publication p ON p.uid = c.uid
        WHERE p.revision < c.revision AND {live_or_planned("p")}),
judged AS (
    SELECT id, CASE
        WHEN place = 1 THEN 'newest'
        WHEN (uid, revision) IN (SELECT uid, revision FROM published) THEN 'published'
        WHEN label <> '' THEN 'labelled'
        WHEN place <= $2::int OR replaced_at >= statement_timestamp()
            - greatest(make_interval(days => $3::int), interval '{LIFETIME}') THEN 'recent'
        WHEN minor OR (uid, revision) IN (SELECT uid, revision FROM needed) THEN 'needed'
        ELSE 'removed' END AS fate
    FROM placed),
gone AS (
    DELETE FROM version WHERE NOT $4::boolean AND label = ''
        AND id IN (SELECT id FROM judged WHERE fate = 'removed' LIMIT $5::int)
    RETURNING id)
SELECT fate, count(*) AS number, (SELECT count(*) FROM gone) AS gone FROM judged GROUP BY fate
"""  # noqa: S608 - our own text


@dataclass(frozen=True)
class Pruned:
    """How many versions went, and how many stayed for which reason; each is counted once.

    Something else goes by those that are ``needed``: what somebody typed and did not save yet, what
    translators were offered, what is told of changes that were not published, or minor changes, which
    tell that translations are not behind.
    """

    removed: int = 0
    newest: int = 0
    published: int = 0
    labelled: int = 0
    recent: int = 0
    needed: int = 0


async def prune(by: str, *, keep_last: int, keep_days: int, dry_run: bool = False) -> Pruned:
    """Remove versions beyond the last ``keep_last`` of their entry, replaced ``keep_days`` ago or longer.

    Of a deleted entry the last version stays too. ``dry_run`` only counts. Each batch has a transaction
    of its own, with a line in the audit log that names ``by``: do not call it inside `writing()`.
    """
    done: Counter[str] = Counter()
    last = ""
    while found := await fetch(_NEXT, last, AT_ONCE):
        uids = [row["uid"] for row in found]
        done += await _prune_some(by, uids, keep_last, keep_days, dry_run=dry_run)
        last = uids[-1]
    return Pruned(**done)


async def _prune_some(
    by: str, uids: Sequence[str], keep_last: int, keep_days: int, *, dry_run: bool
) -> Counter[str]:
    """The same of these entries, of which one may have more versions than are removed at once."""
    removed = 0
    while True:
        async with writing():
            found = await fetch(_PRUNE, uids, keep_last, keep_days, dry_run, AT_ONCE)
            gone = found[0]["gone"] if found else 0
            if gone:
                await audit.note(by, "prune", "", versions=gone)
        removed += gone
        if gone < AT_ONCE:
            counted = Counter({row["fate"]: row["number"] for row in found})
            if not dry_run:
                counted["removed"] = removed
            return counted
