"""An address that something here has already: which it is, and how what is brought in gets another."""

from collections.abc import Collection
from dataclasses import replace

from cms.content import LOCALES, localised
from cms.database.engine import fetch
from cms.errors import N_, InvalidInput, Message, Problem

_ADDRESS = """
WITH RECURSIVE up AS (
    SELECT parent, {slug} AS slug, 1 AS level FROM node
    WHERE parent = $1 AND {slug} = $2 AND uid <> ALL($3::varchar[])
    UNION ALL SELECT n.parent, n.{slug}, u.level + 1 FROM node n JOIN up u ON n.uid = u.parent)
SELECT string_agg(slug, '/' ORDER BY level DESC) AS path FROM up WHERE slug <> ''
"""


async def with_way_out(
    error: InvalidInput, under: str | None, ours: Collection[str]
) -> InvalidInput:
    """The error of a new entry below ``under``, where it fell over what is here and none of ``ours``.

    An import that stands below something else meets nobody. Nothing may have gone wrong in the
    database: it is asked.
    """
    return InvalidInput([await _told(one, under, ours) for one in error.problems])


async def _told(problem: Problem, under: str | None, ours: Collection[str]) -> Problem:
    columns = {localised("slug", locale): locale for locale in LOCALES}
    locale = columns.get(problem.field or "")
    if problem.code != "slug_taken" or locale is None:
        return problem
    sql = _ADDRESS.format(slug=problem.field)
    rows = await fetch(sql, under, problem.message.params["slug"], [*ours])
    if rows[0]["path"] is None:
        return problem
    text = N_(
        "{path} is the address of something that is here already. Let what you bring in stand below"
        " another entry (--under), or give one of the two another short name."
    )
    return replace(problem, message=Message(text, {"path": f"/{locale}/{rows[0]['path']}"}))
