"""Seeded reference data: pages in three levels, books, events, speakers and sessions, in two languages."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cms.content import LOCALES, ContentType, Values, localised
from cms.content.discovery import installed
from cms.content.values import blank
from cms.database.engine import as_json, engine, execute, writing
from cms.database.roles import Role, acting_as
from cms.editing import saving
from cms.publishing.document import document
from cms.publishing.publishing import publish
from cms.publishing.series import upkeep

BOOKS, EVENTS, SPEAKERS, SESSIONS = 200, 2_000, 300, 500
LEVELS = (10, 99, 890)
_START = datetime(2015, 1, 1, 18, tzinfo=UTC)
_PUBLISHED = datetime(2020, 1, 1, tzinfo=UTC)
_LETTERS = "aeiou" * 3 + "bdfghklmnprstvwz"

INSERT = """
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '{}',
    setweight(to_tsvector('simple', $7), 'A'), 1, tstzrange($11, NULL), $11, $11, 'bench', $11)
"""


class Reference:
    """Makes the rows of publications; ``share`` one in so many."""

    def __init__(self, home: str, share: int) -> None:
        self.home = home
        self.chance = random.Random(2009)  # noqa: S311 - the same data each time
        self.share = share

    def words(self, number: int) -> str:
        made = (
            "".join(self.chance.choices(_LETTERS, k=self.chance.randint(3, 9)))
            for _ in range(number)
        )
        return " ".join(made).capitalize()

    def entry(self, name: str, number: int, parent: str, path: str, **own: Any) -> Iterator[Any]:
        content_type: ContentType = installed()[name]
        values: Values = blank(content_type) | {"uid": f"{name[:2]}{number}"} | own
        for locale in LOCALES:
            values |= {f"title_{locale}": own.get("title") or self.words(4)}
            values |= {f"slug_{locale}": f"{name}-{number}", f"summary_{locale}": self.words(18)}
            if f"body_{locale}" in values:
                values[f"body_{locale}"] = f"<p>{self.words(150)}.</p><h2>{self.words(3)}</h2>"
            made = document(content_type, values, locale)
            yield (
                values["uid"], name, locale, f"/{locale}{path}/{name}-{number}", parent,
                self.chance.randint(0, 20), made.title, as_json(made.data), as_json(made.texts),
                list(made.refs), _PUBLISHED,
            )  # fmt: skip

    def all(self) -> Iterator[Any]:
        yield from self.pages()
        for number in range(BOOKS // self.share):
            isbn, free = f"978{number:010}", bool(number % 2)
            yield from self.entry("book", number, self.home, "", isbn=isbn, free=free)
        for number in range(EVENTS // self.share):
            starts = _START + timedelta(hours=37 * number)
            yield from self.entry(
                "event",
                number,
                self.home,
                "",
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
            )
        for number in range(SPEAKERS // self.share):
            name = self.words(2)
            yield from self.entry("speaker", number, self.home, "", title=name, given_name=name)
        for number in range(SESSIONS // self.share):
            yield from self.session(number)

    def pages(self) -> Iterator[Any]:
        above: list[tuple[str, str]] = [(self.home, "")]
        number = 0
        for most in LEVELS:
            made = []
            for _ in range(-(-most // self.share)):
                parent, path = self.chance.choice(above)
                menus = ["main"] if most < LEVELS[-1] else []
                yield from self.entry("page", number, parent, path, menus=menus)
                made.append((f"pa{number}", f"{path}/page-{number}"))
                number += 1
            above = made

    def session(self, number: int) -> Iterator[Any]:
        speakers = self.chance.sample(range(SPEAKERS // self.share), 4)
        yield from self.entry(
            "session",
            number,
            self.home,
            "",
            starts_at=_START + timedelta(hours=97 * number),
            moderator=f"sp{speakers[0]}",
            interlocutors=[{"key": str(one), "speaker": f"sp{one}"} for one in speakers[1:]],
            event=f"ev{self.chance.randrange(EVENTS // self.share)}",
        )


async def _home() -> str:
    """The home page, with a working copy: entries that are made later stand under it."""
    page = installed()["page"]
    titles = {localised("title", locale): "Home" for locale in LOCALES}
    async with writing():
        saved = await saving.create(page, titles, actor="bench")
        for locale in LOCALES:
            await publish(page, saved.uid, locale, actor="bench")
    return saved.uid


async def load(share: int = 1) -> None:
    """Fill an empty, migrated database with publications; or with one in so many of them, to try it."""
    home = await _home()
    connection = await engine.get_new_connection()
    try:
        await connection.executemany(INSERT, [*Reference(home, share).all()])
    finally:
        await connection.close()
    await _date()
    with acting_as(Role.OWNER):
        await execute("VACUUM ANALYZE publication")
        await execute("VACUUM ANALYZE occurrence")


async def _date() -> None:
    """Have all that takes place in the calendar."""
    whole = False
    while not whole:
        async with writing():
            whole = (await upkeep.renew()).whole


_COPIES = """
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at, series)
SELECT p.uid || c.x, content_type, locale, regexp_replace(path, '(-[0-9]+)', '\\1' || c.x, 'g'),
    CASE parent_uid WHEN home.uid THEN home.uid ELSE parent_uid || c.x END, position, title || ' ' || c.n,
    data.data || CASE WHEN data.data ? 'starts_at' THEN jsonb_build_object(
        'starts_at', to_char((data.data->>'starts_at')::timestamptz + c.later, $2),
        'ends_at', to_char((data.data->>'ends_at')::timestamptz + c.later, $2)) ELSE '{}' END
        || '{"menus": []}',
    texts, ARRAY(SELECT one || c.x FROM unnest(refs) one), fingerprints, search, revision, valid,
    first_published_at, published_at, published_by, updated_at, ''
FROM publication p,
    (SELECT DISTINCT uid FROM publication WHERE parent_uid IS NULL) home,
    LATERAL (SELECT n, 'x' || n AS x, n * interval '37 minutes' AS later
        FROM generate_series(2, $1::int) n) c,
    LATERAL (SELECT regexp_replace(p.data::text,
        '"((?:pa|bo|ev|sp|se|page-|book-|event-|speaker-|session-)[0-9]+)"', '"\\1' || c.x || '"', 'g'
        )::jsonb AS data) data
WHERE p.uid <> home.uid
"""
_INDEXES = """
SELECT conname AS name, pg_get_constraintdef(oid) AS definition, true AS constraint
    FROM pg_constraint WHERE conrelid = 'publication'::regclass AND contype = 'x'
UNION ALL SELECT i.relname, pg_get_indexdef(i.oid), false FROM pg_index JOIN pg_class i ON i.oid = indexrelid
    WHERE indrelid = 'publication'::regclass
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
_STAMP = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'


async def multiply(connection: Any, times: int) -> None:
    """Make so many times as much of a loaded database; the menu stays as it is.

    Copies stand between what they were copied from, in the same years. Indexes are made afterwards.
    """
    await connection.execute("SET timezone = 'UTC'")
    indexes = await connection.fetch(_INDEXES)
    for one in indexes:
        drop = "ALTER TABLE publication DROP CONSTRAINT" if one["constraint"] else "DROP INDEX"
        await connection.execute(f"{drop} {one['name']}")
    await connection.execute(_COPIES, times, _STAMP)
    for one in indexes:
        add = f"ALTER TABLE publication ADD CONSTRAINT {one['name']} " if one["constraint"] else ""
        await connection.execute(f"{add}{one['definition']}")
    await connection.execute("VACUUM ANALYZE publication")
