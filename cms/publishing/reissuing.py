"""Giving the public back what it read before: the same publications, issued anew."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from cms.access.permissions import not_found
from cms.content import LOCALES, State, localised
from cms.content.discovery import installed
from cms.database.engine import as_json, execute, fetch
from cms.editing import transitions, working_copy
from cms.editing.transitions import Step
from cms.errors import N_, CmsError
from cms.publishing import outbox, plans
from cms.publishing.changes import Kind
from cms.publishing.timeline import FOREVER, Piece

Key = tuple[str, str]
"""An entry in a language."""

_ISSUES = """
SELECT uid, locale, id, lower(valid) AS since, upper(valid) AS until FROM publication
WHERE uid = ANY($1::varchar[]) AND NOT isempty(valid)
    AND (upper_inf(valid) OR upper(valid) > clock_timestamp())
ORDER BY lower(valid)
"""
_PIECE = """
SELECT uid, published_at, parent_uid, coalesce(data->>'slug', '') AS slug, position, title, path
FROM publication WHERE id = $1
"""
_SOURCES = "SELECT uid, id, published FROM source_text WHERE uid = ANY($1::varchar[]) ORDER BY id"
_TYPES = "SELECT uid, content_type FROM node WHERE uid = ANY($1::varchar[])"
_SOURCES_BACK = """
UPDATE source_text s SET published = was.value FROM jsonb_each_text($2::jsonb) was
WHERE s.uid = $1 AND s.id = was.key::int AND s.published <> was.value
"""


class Replaced(CmsError):
    """What the public reads is not what it read then, or cannot be what it was."""

    code = "replaced"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("What the public reads changed since."))


@dataclass(frozen=True)
class Issue:
    """One publication that is read or planned: its row and its time."""

    id: int
    since: str
    until: str | None


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

    def is_live(self, now: datetime) -> bool:
        """Whether the public reads something at that moment."""
        begun = (one for one in self.issues if datetime.fromisoformat(one.since) <= now)
        return any(one.until is None or datetime.fromisoformat(one.until) > now for one in begun)


async def public(uid: str, locale: str) -> Public:
    """What the public reads of an entry now, and what was planned; raises `NotFound`."""
    found = await publics([(uid, locale)])
    if not found:
        raise not_found(uid)
    return found[uid, locale]


async def publics(keys: Iterable[Key]) -> dict[Key, Public]:
    """The same of many at once, in few queries; what is not there is absent."""
    wanted = dict.fromkeys(keys)
    rows = await _rows({uid for uid, _ in wanted})
    issues: dict[Key, list[Issue]] = {}
    for row in await fetch(_ISSUES, list(rows)):
        until = row["until"] and row["until"].isoformat()
        made = Issue(row["id"], row["since"].isoformat(), until)
        issues.setdefault((row["uid"], row["locale"]), []).append(made)
    sources: dict[str, dict[str, str]] = {}
    for row in await fetch(_SOURCES, list(rows)):
        sources.setdefault(row["uid"], {})[str(row["id"])] = row["published"]
    return {
        (uid, locale): Public(
            locale,
            rows[uid][localised("state", locale)],
            tuple(issues.get((uid, locale), ())),
            sources.get(uid, {}) if locale == rows[uid]["source_locale"] else {},
        )
        for uid, locale in wanted
        if uid in rows
    }


async def _rows(uids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The working copies' states and source languages, by uid."""
    types: dict[str, list[str]] = {}
    for row in await fetch(_TYPES, list(uids)):
        types.setdefault(row["content_type"], []).append(row["uid"])
    states = ", ".join(localised("state", locale) for locale in LOCALES)
    found = {}
    for name, ours in types.items():
        table = installed()[name].table._meta.tablename
        rows = await fetch(
            f'SELECT uid, source_locale, {states} FROM "{table}" WHERE uid = ANY($1::varchar[])',
            ours,
        )
        found.update({row["uid"]: row for row in rows})
    return found


async def reissue(uid: str, before: Public, after: Public, *, actor: str) -> None:
    """Let the public read ``before`` again, if it still reads ``after``; history only grows.

    What stands below follows to its old address. Raises `Replaced` when anything is in the way.
    Call it inside `writing()`.
    """
    now, locale = await plans.one_at_a_time(), before.locale
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid, lock=True)
    if await public(uid, locale) != after:
        raise Replaced
    wanted = [await _piece(one) for one in before.issues]
    known = await plans.load(uid, locale, now, [one.parent for one in wanted])
    made = await plans.plan(known, wanted)
    if made.problems or made.below:
        raise Replaced
    await plans.end(made, actor)
    await plans.apply(made, actor=actor, noted=True)
    step = Step("undo", State(before.state))
    await transitions.record(values, locale, step, at=now, actor=actor)
    await working_copy.set_state(content_type, uid, locale, step.to)
    await execute(_SOURCES_BACK, uid, as_json(before.sources))
    kind = _kind(before.is_live(now), after.is_live(now))
    if kind:
        await outbox.note(kind, uid, locale, now, actor)


def _kind(is_read: bool, was_read: bool) -> Kind | None:
    if is_read:
        return "changed" if was_read else "published"
    return "retracted" if was_read else None


async def _piece(issue: Issue) -> Piece:
    row = (await fetch(_PIECE, issue.id))[0]
    return Piece(
        row=issue.id,
        uid=row["uid"],
        act=row["published_at"],
        parent=row["parent_uid"],
        slug=row["slug"],
        position=row["position"],
        title=row["title"],
        since=datetime.fromisoformat(issue.since),
        until=datetime.fromisoformat(issue.until) if issue.until else FOREVER,
        path=row["path"],
    )
