"""Objects within an entry: composites such as a place, and rows such as the printings of a book."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import strawberry

from cms.reading.records import Record
from cms.reading.view import View
from cms.schema.context import Info
from cms.translation.interface.formats import format_partial_date


@strawberry.type
class Part:
    """Some values of an entry, ``record``, by the declaration's names."""

    values: strawberry.Private[Mapping[str, Any]]
    view: strawberry.Private[View]
    record: strawberry.Private[Record]

    @property
    def served(self) -> str:
        """The language it is in."""
        return self.record.locale

    async def long_text(self, _info: Info, name: str) -> str | None:
        """Texts of rows are not kept apart."""
        text: str | None = self.values.get(name)
        return text


def _formatted(self: Part) -> str:
    day = date.fromisoformat(self.values["date"])
    return format_partial_date(day, self.values.get("precision") or "day", self.view.locale)


EXTRAS: Mapping[str, Mapping[str, tuple[Callable[..., Any], Any, str]]] = {
    "PartialDate": {
        "formatted": (
            _formatted,
            str,
            "As it is written in the language of the view, with what is known of it.",
        )
    }
}
"""What composites of a kind can tell beside their fields: resolver, type and description."""
