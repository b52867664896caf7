"""Finding files: by words in both languages, by kind, folder and tag, and those that nobody uses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cms.content import LOCALES, Values, localised
from cms.database.engine import fetch
from cms.publishing.library.rows import SELECTED, values_of
from cms.publishing.library.using import held

LONGEST_SEARCH = 200
MOST_WORDS = 10
MOST_AT_ONCE = 200
Sort = Literal["newest", "oldest", "name", "size"]
_ORDER: dict[str, str] = {
    "newest": "a.created_at DESC, a.uid",
    "oldest": "a.created_at, a.uid",
    "name": "lower(a.name), a.uid",
    "size": "a.size DESC, a.uid",
}
_ALT = [f"a.{localised('alt', locale)}" for locale in LOCALES]
_SAID = ["a.name", *_ALT, "a.credit", "a.folder", "array_to_string(a.tags, ' ')"]
_WORDS = f"lower(unaccent(concat_ws(' ', {', '.join(_SAID)})))"


@dataclass(frozen=True)
class Wanted:
    """Which files; what is empty leaves them all.

    ``folder`` is one folder, the top with ``""``; with ``below`` those in it too. ``unused`` leaves
    those that no working copy and no publication uses, ``without_alt`` the pictures that lack their
    text in a language. ``text`` is words or their beginnings, with or without accents.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    folder: str | None = None
    below: bool = False
    tag: str = ""
    unused: bool = False
    without_alt: bool = False
    sort: Sort = "newest"


@dataclass(frozen=True)
class Listing:
    """A page of files, and how many there are in all."""

    total: int
    assets: list[Values]


@dataclass(frozen=True)
class Beyond:
    """A file's place among the newest."""

    created_at: datetime
    uid: str


async def listing(wanted: Wanted, *, first: int, offset: int) -> Listing:
    """A page of the files that are wanted: at most `MOST_AT_ONCE`."""
    where, values = _conditions(wanted)
    place, order = len(values), _ORDER[wanted.sort]
    rows = await fetch(
        f"SELECT {SELECTED}, found.total FROM (SELECT a.uid, count(*) OVER () AS total FROM asset a"
        f" WHERE {where} ORDER BY {order} LIMIT ${place + 1} OFFSET ${place + 2}) found"
        f" JOIN asset a ON a.uid = found.uid ORDER BY {order}",
        *values,
        max(0, min(first, MOST_AT_ONCE)),
        max(0, offset),
    )
    # No row says how many there are: beyond the last page, or when none was asked for.
    total = rows[0]["total"] if rows else await number(wanted)
    return Listing(total, [values_of(row) for row in rows])


async def newest(wanted: Wanted, *, first: int, beyond: Beyond | None = None) -> list[Values]:
    """The newest files that are wanted, or those after a place: at most `MOST_AT_ONCE`.

    However many lie before that place, none of them is read.
    """
    where, values = _conditions(wanted)
    place = len(values) + 1
    if beyond:
        at, uid = f"${place + 1}", f"${place + 2}"
        where += f" AND a.created_at <= {at} AND (a.created_at < {at} OR a.uid > {uid})"
        values += [beyond.created_at, beyond.uid]
    values.insert(place - 1, max(0, min(first, MOST_AT_ONCE)))
    rows = await fetch(
        f"SELECT {SELECTED} FROM asset a WHERE {where} ORDER BY {_ORDER['newest']} LIMIT ${place}",
        *values,
    )
    return [values_of(row) for row in rows]


async def number(wanted: Wanted) -> int:
    """How many files are wanted."""
    where, values = _conditions(wanted)
    counted = await fetch(f"SELECT count(*) AS total FROM asset a WHERE {where}", *values)
    return int(counted[0]["total"])


async def folders() -> list[tuple[str, int]]:
    """The folders that have files right in them, and how many."""
    return await _counted("SELECT folder AS name FROM asset")


async def tags() -> list[tuple[str, int]]:
    """The tags that files have, and how many have each."""
    return await _counted("SELECT unnest(tags) AS name FROM asset")


async def _counted(names: str) -> list[tuple[str, int]]:
    rows = await fetch(
        f"SELECT name, count(*) AS number FROM ({names}) named GROUP BY name ORDER BY name"
    )
    return [(row["name"], row["number"]) for row in rows]


def _conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    values: list[Any] = []

    def bound(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    made = [
        f"{_WORDS} LIKE '%' || {_escaped(bound(word))} || '%'"
        for word in wanted.text[:LONGEST_SEARCH].replace("\0", " ").split()[:MOST_WORDS]
    ]
    if wanted.kinds:
        made.append(f"a.kind = ANY({bound(list(wanted.kinds))}::varchar[])")
    if wanted.folder is not None:
        folder = bound(wanted.folder)
        inside = (
            f" OR starts_with(a.folder, {folder}::text || '/')" if wanted.folder else " OR true"
        )
        made.append(f"(a.folder = {folder}{inside if wanted.below else ''})")
    if wanted.tag:
        made.append(f"a.tags @> ARRAY[{bound(wanted.tag)}]::varchar[]")
    if wanted.unused:
        made.append(f"a.uid NOT IN (SELECT file FROM ({held()}) held WHERE file IS NOT NULL)")
    if wanted.without_alt:
        lacking = " OR ".join(f"{one} = ''" for one in _ALT)
        made.append(f"a.kind <> 'file' AND ({lacking})")
    return " AND ".join(made) or "true", values


def _escaped(parameter: str) -> str:
    """A word as a pattern has it: its own % and _ stand for themselves."""
    word = f"lower(unaccent({parameter}::text))"
    for sign in ("\\", "%", "_"):
        word = f"replace({word}, '{sign}', '\\{sign}')"
    return word
