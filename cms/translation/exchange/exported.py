"""What our files said, export by export: the base of the three-way comparison at import."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property

from cms.database.engine import as_json, engine, execute, fetch
from cms.translation.po.content_files import ContentFile, number
from cms.translation.po.po import Catalogue, Entry

LOCK = 0x65786368  # "exch"


@dataclass(frozen=True, slots=True)
class Said:
    """What a message said from export ``first`` until export ``until``, or until now."""

    msgid: str
    msgstr: str
    fuzzy: bool
    first: int
    until: int | None

    def is_said_by(self, entry: Entry) -> bool:
        return (self.msgid, self.msgstr, self.fuzzy) == (entry.msgid, entry.msgstr, entry.fuzzy)


@dataclass(frozen=True)
class Exports:
    """All that one file ever said, by message."""

    said: Mapping[str, tuple[Said, ...]]

    @cached_property
    def number(self) -> int:
        """The newest export's."""
        every = (one for listed in self.said.values() for one in listed)
        return max((max(one.first, one.until or 0) for one in every), default=0)

    def now(self, key: str) -> Said | None:
        """What the message says in the newest export."""
        return next((one for one in self.of(key) if one.until is None), None)

    def at(self, key: str, export: int) -> Said | None:
        """What the message said in export ``export``."""
        for one in self.of(key):
            if one.first <= export and (one.until is None or export < one.until):
                return one
        return None

    def absent(self, keys: Collection[str]) -> int:
        """How many messages of the newest export are not among these."""
        return sum(key not in keys and self.now(key) is not None for key in self.said)

    def of(self, key: str) -> tuple[Said, ...]:
        return self.said.get(key, ())

    def origin(self, catalogue: Catalogue) -> int | None:
        """The export that a copy was made from; none if the copy does not say so.

        Not newer than its header says, nor than the oldest text in it that we once exported: whoever
        pastes messages from an old copy into a new one has not seen what came between. What differs
        from that export by its fuzzy mark alone was approved as it stands, whatever it said before.
        """
        named = number(catalogue)
        if named < 0:
            return None
        newest = self.number
        found = [named]
        for entry in catalogue.live():
            shown = self.at(entry.msgctxt or "", named)
            if shown and (shown.msgid, shown.msgstr) == (entry.msgid, entry.msgstr):
                continue
            same = [one for one in self.of(entry.msgctxt or "") if one.is_said_by(entry)]
            if same:
                found.append(max(newest if one.until is None else one.until - 1 for one in same))
        return min(found)


@asynccontextmanager
async def alone(file: ContentFile) -> AsyncIterator[None]:
    """While the block runs nobody else exports or imports ``file``.

    The lock is on a connection of its own, since it outlasts the transaction: what a file says is
    committed before the file is written. Take it before anything is read.
    """
    connection = await engine.get_new_connection()
    try:
        await connection.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        await connection.execute("SELECT pg_advisory_lock($1, hashtext($2))", LOCK, file.name)
        yield
    finally:
        await connection.close()


async def load(file: ContentFile) -> Exports:
    """What ``file`` said so far. Call it inside `alone`."""
    said: dict[str, list[Said]] = {}
    for row in await fetch(
        "SELECT key, msgid, msgstr, fuzzy, first, until FROM exported_text"
        " WHERE file = $1 ORDER BY first",
        file.name,
    ):
        said.setdefault(row.pop("key"), []).append(Said(**row))
    return Exports({key: tuple(listed) for key, listed in said.items()})


async def remember(file: ContentFile, entries: Iterable[Entry], exports: Exports) -> int:
    """Note what the file says from now on; the number of this export.

    The number goes up only when a message says something else than before.
    """
    saying = {entry.msgctxt or "": entry for entry in entries if not entry.obsolete}
    new = {key: one for key, one in saying.items() if not _says(exports.now(key), one)}
    silent = [key for key in exports.said if exports.now(key) and key not in saying]
    if not new and not silent:
        return exports.number
    next_number = exports.number + 1
    await execute(
        "UPDATE exported_text SET until = $3 WHERE file = $1 AND until IS NULL AND key = ANY($2)",
        *(file.name, [*new, *silent], next_number),
    )
    rows = [
        {"key": key, "msgid": one.msgid, "msgstr": one.msgstr, "fuzzy": one.fuzzy}
        for key, one in new.items()
    ]
    await execute(
        "INSERT INTO exported_text (file, key, msgid, msgstr, fuzzy, first)"
        " SELECT $1, key, msgid, msgstr, fuzzy, $3"
        " FROM jsonb_populate_recordset(NULL::exported_text, $2::jsonb)",
        *(file.name, as_json(rows), next_number),
    )
    return next_number


def _says(said: Said | None, entry: Entry) -> bool:
    return said is not None and said.is_said_by(entry)
