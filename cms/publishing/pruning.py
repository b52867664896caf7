"""Forgetting old versions: never one that the public read, that has a name, or that is the newest."""

from dataclasses import dataclass

from cms.database.engine import fetch

_PRUNE = """
WITH placed AS (
    SELECT id, uid, revision, at, label,
        row_number() OVER (PARTITION BY uid ORDER BY revision DESC) AS place
    FROM version),
judged AS (
    SELECT id, CASE
        WHEN place = 1 THEN 'newest'
        WHEN EXISTS (
            SELECT FROM publication p WHERE p.uid = placed.uid AND p.revision = placed.revision)
            THEN 'published'
        WHEN label <> '' THEN 'labelled'
        WHEN place <= $1::int OR at >= statement_timestamp() - make_interval(days => $2::int)
            THEN 'recent'
        ELSE 'removed' END AS fate
    FROM placed),
gone AS (
    DELETE FROM version WHERE $3::boolean AND label = ''
        AND id IN (SELECT id FROM judged WHERE fate = 'removed'))
SELECT fate, count(*) AS number FROM judged GROUP BY fate
"""


@dataclass(frozen=True)
class Pruned:
    """How many versions went, and how many stayed for which reason; each is counted once."""

    removed: int = 0
    newest: int = 0
    published: int = 0
    labelled: int = 0
    recent: int = 0


async def prune(*, keep_last: int, keep_days: int, dry_run: bool = False) -> Pruned:
    """Remove versions beyond the last ``keep_last`` of their entry that are older than ``keep_days``.

    Of a deleted entry the last version stays too. ``dry_run`` only counts. Call it inside
    `writing()`.
    """
    found = await fetch(_PRUNE, keep_last, keep_days, not dry_run)
    return Pruned(**{row["fate"]: row["number"] for row in found})
