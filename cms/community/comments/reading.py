"""The comments that the public reads: what is published, as far as all that it answers is."""

from collections import defaultdict
from collections.abc import Sequence

from cms.community.comments.comment import Comment
from cms.database.engine import read_rows

After = tuple[int, ...]
"""The place after which to go on; empty at the beginning."""

_READABLE = """
WITH standing AS (
    SELECT c.number, c.id, c.uid, c.place, c.locale, c.name, c.text, c.state, c.posted_at
    FROM comment c
    WHERE c.uid {of} AND c.state IN ('published', 'withdrawn') AND NOT EXISTS (
        SELECT FROM comment a WHERE a.number = ANY(c.place)
            AND a.state NOT IN ('published', 'withdrawn'))),
readable AS (
    SELECT s.* FROM standing s WHERE s.state = 'published' OR EXISTS (
        SELECT FROM standing r WHERE r.uid = s.uid AND r.state = 'published'
            AND r.place[:cardinality(s.place)] = s.place))
"""


def readable_sql(of: str) -> str:
    """``readable``, the comments that the public reads; ``of`` is the SQL of of which entries.

    What was withdrawn keeps its place as long as something public answers it.
    """
    return _READABLE.format(of=of)


PARENT = "(SELECT a.id FROM comment a WHERE a.number = {0}.place[cardinality({0}.place) - 1])"
"""The comment that another answers, which is called as is filled in."""
_OF_MANY = "= ANY($1::text[])"
_PART = f"""{readable_sql(_OF_MANY)}
SELECT id, uid, place, locale, name, text, state = 'withdrawn' AS withdrawn, posted_at,
    {PARENT.format("found")} AS parent
FROM (
    SELECT *, row_number() OVER (PARTITION BY uid ORDER BY place) AS nth
    FROM readable WHERE place > $2::bigint[]) found
WHERE nth <= $3 ORDER BY uid, place
"""  # noqa: S608 - our own text
_NUMBERS = f"""{readable_sql(_OF_MANY)}
SELECT uid, count(*) AS number FROM readable WHERE state = 'published' GROUP BY uid
"""  # noqa: S608 - our own text


async def parts(uids: Sequence[str], first: int, after: After) -> dict[str, list[Comment]]:
    """The comments to each entry, thread by thread: at most one more than ``first``."""
    rows = await read_rows(_PART, [list(uids), list(after), first + 1])
    found: dict[str, list[Comment]] = defaultdict(list)
    for row in rows:
        found[row["uid"]].append(Comment(**{**row, "place": tuple(row["place"])}))
    return found


async def numbers(uids: Sequence[str]) -> list[int]:
    """How many comments to each entry the public reads."""
    rows = await read_rows(_NUMBERS, [list(uids)])
    found = {row["uid"]: int(row["number"]) for row in rows}
    return [found.get(uid, 0) for uid in uids]
