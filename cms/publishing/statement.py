"""An SQL statement in the making: its parameters, and names for the tables in it.

Values only ever become parameters. The names in a statement come from declarations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cms.publishing.view import View

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
    )
)
"""What a `Record` is made of, of the publication that is called ``p``. The long texts come later."""


def live(alias: str) -> str:
    """The one predicate of all that the public may read."""
    return f"{alias}.valid @> statement_timestamp()"


def live_or_planned(alias: str) -> str:
    """What the public may read, now or later on."""
    return f"{alias}.valid && tstzrange(statement_timestamp(), NULL)"


@dataclass
class Statement:
    """Collects parameters while the text is written."""

    view: View
    values: list[Any] = field(default_factory=list)
    aliases: int = 0

    def bind(self, value: Any, sql_type: str) -> str:
        """``$3::text``: the place of a new parameter."""
        self.values.append(value)
        return f"${len(self.values)}::{sql_type}"

    def alias(self) -> str:
        """A name for one more table."""
        self.aliases += 1
        return f"t{self.aliases}"

    def served(self, alias: str) -> str:
        """That ``alias`` is what the view serves: live, in the first of its languages that has it."""
        locales: Sequence[str] = self.view.locales
        if len(locales) == 1:
            return f"{alias}.locale = {self.bind(locales[0], 'text')} AND {live(alias)}"
        listed, better = self.bind(list(locales), "text[]"), self.alias()
        return (
            f"{alias}.locale = ANY({listed}) AND {live(alias)} AND NOT EXISTS ("
            f"SELECT FROM publication {better} WHERE {better}.uid = {alias}.uid AND {live(better)}"
            f" AND array_position({listed}, {better}.locale::text)"
            f" < array_position({listed}, {alias}.locale::text))"
        )
