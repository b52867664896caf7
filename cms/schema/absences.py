"""What an answer leaves empty or out, noted while it is made, for `cms.schema.reasons` to explain."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cms.access.roles import Permission
from cms.reading.view import View

MOST = 100

Find = Callable[[View], Awaitable[Sequence[str]]]
"""Which entries would be there in another view."""


@dataclass(frozen=True)
class Absence:
    """A place of the answer, and what is not there: entries by uid, or what ``find`` finds of drafts."""

    path: Sequence[str | int]
    view: View
    uids: Sequence[str] = ()
    find: Find | None = None
    denied: Permission | None = None
    of_list: bool = False


@dataclass
class Absences:
    """Those of one answer, at most `MOST`. Nothing is noted unless somebody wants to know."""

    wanted: bool = False
    noted: list[Absence] = field(default_factory=list)

    def note(self, info: Any, view: View, *uids: str | None) -> None:
        """Entries that the view does not show."""
        known = [uid for uid in uids if uid]
        if known:
            self._add(Absence(info.path.as_list(), view, known))

    def note_unknown(self, info: Any, view: View, find: Find) -> None:
        """Something that is called by a name which nothing public has."""
        self._add(Absence(info.path.as_list(), view, find=find))

    def note_denied(self, info: Any, uid: str, view: View, permission: Permission) -> None:
        """A field of a public entry that takes a permission."""
        self._add(Absence(info.path.as_list(), view, [uid], denied=permission))

    def note_list(self, info: Any, view: View, find: Find) -> None:
        """A list, which may leave something out."""
        self._add(Absence(info.path.as_list(), view, find=find, of_list=True))

    def _add(self, one: Absence) -> None:
        if self.wanted and len(self.noted) < MOST:
            self.noted.append(one)
