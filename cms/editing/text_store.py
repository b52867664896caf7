"""The state of texts in the database: read and written an entry at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal, NamedTuple

from cms.database.engine import as_json, execute, fetch
from cms.editing.units import Place

Standing = Literal["ready", "review"]
STANDINGS: tuple[Standing, ...] = ("ready", "review")
WHOLE = ""
"""The ``seg`` of a row that speaks of a whole unit."""
MACHINE = "mt"
"""The ``origin`` of what a machine wrote."""
ADAPTED = "adapted"
"""The ``origin`` of a whole unit that was given a shape of its own on purpose: it keeps it."""


@dataclass(frozen=True)
class Source:
    """One segment of the source text; ``removed`` ones are kept for their translations."""

    field: str
    item: str
    seg: str
    kind: str
    text: str
    position: int
    published: str = ""
    removed: bool = False

    @property
    def place(self) -> Place:
        return Place(self.field, self.item)


class Slot(NamedTuple):
    """What tells one translation from another within an entry."""

    field: str
    item: str
    seg: str
    locale: str
    state: Standing


@dataclass(frozen=True)
class Translation:
    """One segment's text in another language, made from ``base``."""

    field: str
    item: str
    seg: str
    locale: str
    state: Standing
    text: str
    base: str
    origin: str
    actor: str

    @property
    def slot(self) -> Slot:
        return Slot(self.field, self.item, self.seg, self.locale, self.state)


@dataclass
class Texts:
    """All texts of one entry, as they were when they were read.

    ``conflicts`` are the texts that arrived in files while another was written here, by place,
    segment and locale; they are there only if `load_conflicts` read them.
    """

    sources: dict[tuple[Place, str], Source] = field(default_factory=dict)
    translations: dict[Slot, Translation] = field(default_factory=dict)
    conflicts: dict[tuple[Place, str, str], list[str]] = field(default_factory=dict)

    def live(self, place: Place) -> list[Source]:
        """The segments of a unit as it is now, in reading order."""
        found = [one for one in self._of(place) if not one.removed]
        return sorted(found, key=lambda one: one.position)

    def public(self, place: Place) -> list[Source]:
        """The segments that the public reads, in reading order, removed since or not."""
        found = [one for one in self._of(place) if one.published]
        return sorted(found, key=lambda one: (one.position, one.removed, one.seg))

    def removed(self, place: Place) -> list[Source]:
        """The segments a unit once had."""
        return [one for one in self._of(place) if one.removed]

    def _of(self, place: Place) -> list[Source]:
        return self._by_place.get(place, [])

    @cached_property
    def _by_place(self) -> dict[Place, list[Source]]:
        found: dict[Place, list[Source]] = {}
        for (place, _), one in self.sources.items():
            found.setdefault(place, []).append(one)
        return found

    def translation(
        self, place: Place, seg: str, locale: str, state: Standing = "ready"
    ) -> Translation | None:
        """What is known of one segment in ``locale``."""
        return self.translations.get(Slot(*place, seg, locale, state))


@dataclass
class Changes:
    """What a save makes of an entry's texts, written in one go."""

    uid: str
    sources: list[Source] = field(default_factory=list)
    translations: list[Translation] = field(default_factory=list)
    dropped: list[Slot] = field(default_factory=list)
    kept: list[dict[str, str]] = field(default_factory=list)
    settled: list[dict[str, str]] = field(default_factory=list)

    def drop(self, translation: Translation, why: str) -> None:
        """Take a translation away; its text is kept aside."""
        self.dropped.append(translation.slot)
        self.keep(translation, why)

    def keep(self, translation: Translation, why: str) -> None:
        """Keep a text that is replaced, refused or in conflict."""
        kept = vars(translation) | {"why": why}
        self.kept.append({name: kept[name] for name in _KEPT})

    def settle(self, translation: Translation, texts: Iterable[str]) -> None:
        """Somebody saw these texts in conflict and chose ``translation``."""
        kept = vars(translation)
        self.settled += [{name: kept[name] for name in _PLACE} | {"text": one} for one in texts]

    def all_refused(self) -> "Changes":
        """What is left to write when none of it may be done: the new texts, kept aside."""
        refused = Changes(self.uid, kept=[one for one in self.kept if one["why"] != "replaced"])
        for translation in self.translations:
            refused.keep(translation, "refused")
        return refused


_SOURCE = tuple(one.name for one in fields(Source))
_TRANSLATION = tuple(one.name for one in fields(Translation))
_SLOT = Slot._fields
_PLACE = ("field", "item", "seg", "locale")
_KEPT = ("field", "item", "seg", "locale", "text", "base", "why", "actor")


async def load(uid: str) -> Texts:
    """All texts of the entry ``uid``."""
    return (await load_all([uid]))[uid]


async def load_all(uids: Sequence[str]) -> dict[str, Texts]:
    """The texts of each of these entries, in two statements."""
    found = {uid: Texts() for uid in uids}
    for row in await fetch(_of("source_text", _SOURCE), list(uids)):
        uid = row.pop("uid")
        source = Source(**row)
        found[uid].sources[source.place, source.seg] = source
    for row in await fetch(_of("translated_text", _TRANSLATION), list(uids)):
        uid = row.pop("uid")
        made = Translation(**row)
        found[uid].translations[made.slot] = made
    return found


def _of(table: str, names: Sequence[str]) -> str:
    return f"SELECT uid, {', '.join(names)} FROM {table} WHERE uid = ANY($1::text[])"  # noqa: S608 - see `_records`


async def load_conflicts(texts: Mapping[str, Texts]) -> None:
    """Add to the texts of each entry the open conflicts, in the order in which they arose."""
    for row in await fetch(
        "SELECT uid, field, item, seg, locale, text FROM kept_text"
        " WHERE uid = ANY($1::text[]) AND why = 'conflict' ORDER BY id",
        list(texts),
    ):
        slot = (Place(row["field"], row["item"]), row["seg"], row["locale"])
        texts[row["uid"]].conflicts.setdefault(slot, []).append(row["text"])


async def write(changes: Changes) -> None:
    """Write what changed, in at most five statements."""
    if changes.sources:
        await _upsert("source_text", _SOURCE, _SOURCE[:3], changes.uid, map(vars, changes.sources))
    if changes.dropped:
        await _delete(changes.uid, changes.dropped)
    if changes.translations:
        rows = map(vars, changes.translations)
        await _upsert("translated_text", _TRANSLATION, _SLOT, changes.uid, rows)
    if changes.settled:
        await _settle(changes.uid, changes.settled)
    if changes.kept:
        await _keep(changes.uid, changes.kept)


def _records(table: str, names: Sequence[str]) -> str:
    listed = ", ".join(names)
    return (
        f"INSERT INTO {table} (uid, {listed})"  # noqa: S608 - names are those of our own classes
        f" SELECT $1::varchar, {listed} FROM jsonb_populate_recordset(NULL::{table}, $2::jsonb)"
    )


_MOMENTS = {
    "source_text": ", removed_at ="
    " CASE WHEN EXCLUDED.removed THEN coalesce(source_text.removed_at, now()) END",
    "translated_text": ", at = EXCLUDED.at",
}
_REOPENED = """
UPDATE kept_text old SET why = 'conflict', actor = new.actor, base = new.base, at = now()
FROM jsonb_populate_recordset(NULL::kept_text, $2::jsonb) new
WHERE old.uid = $1 AND new.why = 'conflict' AND old.why NOT IN ('conflict', 'settled')
    AND (old.field, old.item, old.seg, old.locale, old.text)
    = (new.field, new.item, new.seg, new.locale, new.text)
"""
_UNLESS_KEPT = (
    " AS new WHERE NOT EXISTS (SELECT 1 FROM kept_text old"
    " WHERE old.uid = $1 AND (old.field, old.item, old.seg, old.locale, old.text)"
    " = (new.field, new.item, new.seg, new.locale, new.text))"
)


async def _keep(uid: str, rows: Iterable[dict[str, str]]) -> None:
    """Keep texts aside, each once: a file with an open conflict is imported again and again.

    One that was kept for another reason, and is in conflict now, must be chosen from all the same.
    """
    listed = list(rows)
    kept = as_json(listed)
    if any(one["why"] == "conflict" for one in listed):
        await execute(_REOPENED, uid, kept)
    await execute(_records("kept_text", _KEPT) + _UNLESS_KEPT, uid, kept)


async def _settle(uid: str, rows: Iterable[dict[str, str]]) -> None:
    await execute(
        "UPDATE kept_text old SET why = 'settled'"
        " FROM jsonb_populate_recordset(NULL::kept_text, $2::jsonb) new"
        " WHERE old.uid = $1 AND old.why = 'conflict'"
        " AND (old.field, old.item, old.seg, old.locale, old.text)"
        " = (new.field, new.item, new.seg, new.locale, new.text)",
        uid,
        as_json(list(rows)),
    )


async def _upsert(
    table: str,
    names: Sequence[str],
    unique: Sequence[str],
    uid: str,
    rows: Iterable[dict[str, Any]],
) -> None:
    replaced = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name not in unique)
    conflict = f" ON CONFLICT (uid, {', '.join(unique)}) DO UPDATE SET {replaced}"
    conflict += _MOMENTS[table]
    await execute(_records(table, names) + conflict, uid, as_json(list(rows)))


async def _delete(uid: str, slots: Sequence[Slot]) -> None:
    await execute(
        "DELETE FROM translated_text t USING"
        " jsonb_populate_recordset(NULL::translated_text, $2::jsonb) gone"
        " WHERE t.uid = $1 AND (t.field, t.item, t.seg, t.locale, t.state)"
        " = (gone.field, gone.item, gone.seg, gone.locale, gone.state)",
        uid,
        as_json([slot._asdict() for slot in slots]),
    )


async def publish(uid: str) -> None:
    """Note that the public now reads the source text as it is."""
    await execute(
        "UPDATE source_text SET published = CASE WHEN removed THEN '' ELSE text END"
        " WHERE uid = $1 AND published IS DISTINCT FROM CASE WHEN removed THEN '' ELSE text END",
        uid,
    )


async def end_offer(uid: str) -> None:
    """Nothing is on offer that the public does not read: it reads all of it by now."""
    await execute("DELETE FROM offered_text WHERE uid = $1", uid)
