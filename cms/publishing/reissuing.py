"""Giving the public back what it read before: the same publications, issued anew."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from cms.content import State, localised
from cms.database.engine import as_json, execute, fetch
from cms.editing import transitions, working_copy
from cms.errors import N_, CmsError
from cms.publishing.addresses import moved, standing, standing_below, taken

_ROWS = """
SELECT id, path, lower(valid) AS since, upper(valid) AS until FROM publication
WHERE uid = $1 AND locale = $2 AND NOT isempty(valid)
    AND (upper_inf(valid) OR upper(valid) > clock_timestamp())
ORDER BY lower(valid)
"""
_CLOSE = """
UPDATE publication
SET valid = tstzrange(lower(valid), greatest(lower(valid), $2::timestamptz)), ended_by = $3
WHERE id = ANY($1::bigint[])
"""
# What only moves along with an entry above it was published when it was, by whom it was.
_AGAIN = """
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at)
SELECT uid, content_type, locale, $2::text, parent_uid, position, title,
    data, texts, refs, fingerprints, search, revision,
    tstzrange(greatest(lower(valid), $3::timestamptz), $4::timestamptz), first_published_at,
    CASE WHEN $5::text IS NULL THEN published_at ELSE $3::timestamptz END,
    coalesce($5::text, published_by), updated_at
FROM publication WHERE id = $1
"""
_SOURCES = "SELECT id, published FROM source_text WHERE uid = $1 ORDER BY id"
_SOURCES_BACK = """
UPDATE source_text s SET published = was.value FROM jsonb_each_text($2::jsonb) was
WHERE s.uid = $1 AND s.id = was.key::int AND s.published <> was.value
"""


class Replaced(CmsError):
    """What the public reads is not what it read then."""

    code = "replaced"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("What the public reads changed since."))


@dataclass(frozen=True)
class Issue:
    """One publication that is or will be read: its row, address and time."""

    id: int
    path: str
    since: str
    until: str | None

    def covers(self, moment: datetime) -> bool:
        """Whether it is read at that moment."""
        ends = self.until is None or datetime.fromisoformat(self.until) > moment
        return ends and datetime.fromisoformat(self.since) <= moment


@dataclass(frozen=True)
class Public:
    """What the public reads and will read of an entry in one language, and its state there.

    ``sources`` are the texts that leave for translators, by row; they follow from the rest.
    """

    locale: str
    state: str
    issues: tuple[Issue, ...]
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """From JSON."""
        issues = tuple(Issue(**one) for one in written["issues"])
        return cls(written["locale"], written["state"], issues, written["sources"])

    def at(self, moment: datetime) -> Issue | None:
        """What is read at a moment."""
        return next((one for one in self.issues if one.covers(moment)), None)


async def public(uid: str, locale: str) -> Public:
    """What the public reads of an entry now, and what was planned; raises `NotFound`."""
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid)
    issues = [
        Issue(
            row["id"],
            row["path"],
            row["since"].isoformat(),
            row["until"].isoformat() if row["until"] else None,
        )
        for row in await fetch(_ROWS, uid, locale)
    ]
    is_source = locale == values["source_locale"]
    sources = await fetch(_SOURCES, uid) if is_source else []
    texts = {str(row["id"]): row["published"] for row in sources}
    return Public(locale, values[localised("state", locale)], tuple(issues), texts)


async def reissue(uid: str, before: Public, after: Public, *, actor: str) -> None:
    """Let the public read ``before`` again, if it still reads ``after``; history only grows.

    What stands below follows to its old address. Raises `Replaced` when anything is in the way.
    Call it inside `writing()`, and hold the publishing lock.
    """
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    if await public(uid, before.locale) != after:
        raise Replaced
    moment: datetime = (await fetch("SELECT clock_timestamp() AS moment"))[0]["moment"]
    await _move_below(uid, before, after, moment, actor)
    kept = set(before.issues) & set(after.issues)
    await execute(_CLOSE, [one.id for one in after.issues if one not in kept], moment, actor)
    for one in before.issues:
        if one not in kept:
            await _issue_again(uid, one, before.locale, moment, actor)
    if before.state != after.state or before.issues != after.issues:
        state = State(before.state)
        await transitions.record(values, before.locale, state, at=moment, actor=actor)
        await working_copy.set_state(content_type, uid, before.locale, state)
    await execute(_SOURCES_BACK, uid, as_json(before.sources))


async def _move_below(
    uid: str, before: Public, after: Public, moment: datetime, actor: str
) -> None:
    old, new = after.at(moment), before.at(moment)
    below = await standing_below(uid, before.locale) if old else []
    if not below or old is None or (new and new.path == old.path):
        return
    if new is None:
        raise Replaced
    moves = moved(below, old.path, new.path)
    ours = [uid, *(one.standing.uid for one in moves)]
    if await taken([one.path for one in moves], before.locale, ours):
        raise Replaced
    await execute(_CLOSE, [one.standing.id for one in moves], moment, actor)
    for one in moves:
        await execute(_AGAIN, one.standing.id, one.path, moment, None, None)


async def _issue_again(uid: str, one: Issue, locale: str, moment: datetime, actor: str) -> None:
    until = datetime.fromisoformat(one.until) if one.until else None
    if until and until <= moment:
        return
    row = (await fetch("SELECT parent_uid FROM publication WHERE id = $1", one.id))[0]
    if row["parent_uid"] and one.covers(moment):
        above = await standing(row["parent_uid"], locale)
        if above is None or above.path != one.path.rpartition("/")[0]:
            raise Replaced
    if await taken([one.path], locale, [uid]):
        raise Replaced
    await execute(_AGAIN, one.id, one.path, moment, until, actor)
