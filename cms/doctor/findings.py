"""What an examination finds: how bad it is, what it is, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cms.errors import N_, Message

NAMES: Mapping[str, str] = {
    "settings": N_("settings"),
    "folder": N_("folder"),
    "disk": N_("disk"),
    "media": N_("library"),
    "catalogues": N_("catalogues"),
    "mail": N_("mail"),
    "database": N_("database"),
    "roles": N_("roles"),
    "extensions": N_("extensions"),
    "migrations": N_("migrations"),
    "clock": N_("clock"),
    "connections": N_("connections"),
    "jobs": N_("jobs"),
}
"""What people read instead of the names of checks, which are for programs."""


class State(StrEnum):
    """How bad: nothing, something that will be, or something that is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``advice`` says what to do, where there is something to be done."""

    check: str
    state: State
    message: Message
    advice: Message | None = None


@dataclass(frozen=True)
class Told:
    """Makes the findings of one check."""

    check: str

    def ok(self, text: str, **params: Any) -> Finding:
        """It is as it should be."""
        return Finding(self.check, State.OK, Message(text, params))

    def warning(self, text: str, advice: str, **params: Any) -> Finding:
        """The site works, and may not for long, or not as it could."""
        return Finding(self.check, State.WARNING, Message(text, params), Message(advice, params))

    def failed(self, text: str, advice: str, **params: Any) -> Finding:
        """Something does not work."""
        return Finding(self.check, State.FAILED, Message(text, params), Message(advice, params))
