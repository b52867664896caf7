"""Seeded reference data: pages in three levels, books, events, speakers and sessions, in two languages."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cms.content import LOCALES, ContentType, Values
from cms.content.discovery import installed
from cms.content.values import blank
from cms.database.engine import as_json, engine, execute
from cms.publishing.document import document

BOOKS, EVENTS, SPEAKERS, SESSIONS = 200, 2_000, 300, 500
LEVELS = (10, 99, 890)
_START = datetime(2015, 1, 1, 18, tzinfo=UTC)
_PUBLISHED = datetime(2020, 1, 1, tzinfo=UTC)
_LETTERS = "aeiou" * 3 + "bdfghklmnprstvwz"

_INSERT = """
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '{}',
    setweight(to_tsvector('simple', $7), 'A'), 1, tstzrange($11, NULL), $11, $11, 'bench', $11)
"""


class _Reference:
    def __init__(self, times: int) -> None:
        self.chance = random.Random(2009)  # noqa: S311 - the same data each time
        self.times = times

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
        yield from self.home()
        yield from self.pages()
        for number in range(BOOKS * self.times):
            isbn, free = f"978{number:010}", bool(number % 2)
            yield from self.entry("book", number, "home", "", isbn=isbn, free=free)
        for number in range(EVENTS * self.times):
            starts = _START + timedelta(hours=37 * number / self.times)
            yield from self.entry(
                "event", number, "home", "", starts_at=starts, ends_at=starts + timedelta(hours=2)
            )
        for number in range(SPEAKERS * self.times):
            name = self.words(2)
            yield from self.entry("speaker", number, "home", "", title=name, given_name=name)
        for number in range(SESSIONS * self.times):
            yield from self.session(number)

    def home(self) -> Iterator[Any]:
        for locale in LOCALES:
            yield (
                "home", "page", locale, f"/{locale}", None, 0, "Home", "{}", "{}", [], _PUBLISHED
            )  # fmt: skip

    def pages(self) -> Iterator[Any]:
        above: list[tuple[str, str]] = [("home", "")]  # the menu does not grow with the site
        number = 0
        for most in LEVELS:
            made = []
            for _ in range(most * self.times):
                parent, path = self.chance.choice(above)
                menus = ["main"] if number < LEVELS[0] else []
                yield from self.entry("page", number, parent, path, menus=menus)
                made.append((f"pa{number}", f"{path}/page-{number}"))
                number += 1
            above = made

    def session(self, number: int) -> Iterator[Any]:
        speakers = self.chance.sample(range(SPEAKERS * self.times), 4)
        yield from self.entry(
            "session",
            number,
            "home",
            "",
            starts_at=_START + timedelta(hours=97 * number / self.times),
            moderator=f"sp{speakers[0]}",
            interlocutors=[{"key": str(one), "speaker": f"sp{one}"} for one in speakers[1:]],
            event=f"ev{self.chance.randrange(EVENTS * self.times)}",
        )


async def load(times: int = 1) -> None:
    """Fill an empty, migrated database with publications."""
    connection = await engine.get_new_connection()
    try:
        await connection.executemany(_INSERT, [*_Reference(times).all()])
    finally:
        await connection.close()
    await execute("VACUUM ANALYZE publication")
