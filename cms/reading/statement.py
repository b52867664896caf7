"""An SQL statement in the making: its parameters, and names for the tables in it.

Values only ever become parameters. The names in a statement come from declarations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from cms.content import DEFAULT_LOCALE
from cms.database.engine import read_rows
from cms.reading.sources import Source, source_of
from cms.reading.view import Perspective, View

COLUMNS = ", ".join(
    f"p.{name}"
    for name in (
        "id",
        "uid",
        "content_type",
        "locale",
        "path",
        "parent_uid",
        "position",
        "title",
        "data",
        "valid",
        "first_published_at",
        "updated_at",
        "revision",
    )
)
"""What a `Record` is made of, of the publication that is called ``p``. The long texts come later."""


def live(alias: str) -> str:
    """The one predicate of what the public reads now."""
    return f"{alias}.valid @> statement_timestamp()"


def live_or_planned(alias: str) -> str:
    """What the public may read, now or later on."""
    return f"{alias}.valid && tstzrange(statement_timestamp(), NULL)"


@dataclass
class Statement:
    """Collects parameters while the text is written.

    ``source`` is what the view looks at; every table of publications in the text is the source's.
    """

    view: View
    values: list[Any] = field(default_factory=list)
    aliases: int = 0
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.source = source_of(self.view.perspective, self.bind)

    @property
    def table(self) -> str:
        """What stands for the publications."""
        return self.source.table

    @property
    def columns(self) -> str:
        """What a `Record` is made of, of the publication that is called ``p``."""
        return COLUMNS + self.source.extra

    async def rows(self, sql: str) -> list[Mapping[str, Any]]:
        """Ask the database."""
        return await read_rows(self.source.prelude + sql, self.values)

    def bind(self, value: Any, sql_type: str = "") -> str:
        """``$3::text``: the place of a new parameter; without a type PostgreSQL infers it."""
        self.values.append(value)
        return f"${len(self.values)}::{sql_type}" if sql_type else f"${len(self.values)}"

    @cached_property
    def now(self) -> str:
        """The instant at which the view looks; a parameter once something asks for it."""
        now = self.source.now
        return self.bind(now, "timestamptz") if isinstance(now, datetime) else now

    def alias(self) -> str:
        """A name for one more table."""
        self.aliases += 1
        return f"t{self.aliases}"

    def live(self, alias: str) -> str:
        """That the view shows ``alias`` in its own language."""
        return f"{alias}.valid @> {self.now}"

    def served(self, alias: str) -> str:
        """That ``alias`` is what the view serves: the first of its languages that it shows."""
        locales: Sequence[str] = self.view.locales
        if len(locales) == 1:
            return f"{alias}.locale = {self.bind(locales[0], 'text')} AND {self.live(alias)}"
        listed, better = self.bind(list(locales), "text[]"), self.alias()
        return (
            f"{alias}.locale = ANY({listed}) AND {self.live(alias)} AND NOT EXISTS ("
            f"SELECT FROM {self.table} {better} WHERE {better}.uid = {alias}.uid"
            f" AND {self.live(better)}"
            f" AND array_position({listed}, {better}.locale::text)"
            f" < array_position({listed}, {alias}.locale::text))"
        )


def in_every_language(perspective: Perspective) -> Statement:
    """A statement about all languages at once."""
    return Statement(View(DEFAULT_LOCALE, perspective=perspective))
