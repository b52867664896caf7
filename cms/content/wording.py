"""What a declaration may ask of the language that it is written out in."""

from datetime import date
from typing import Protocol

from cms.errors import Message


class Wording(Protocol):
    """How one language writes what is no text yet. The layers above know the languages."""

    def said(self, message: Message) -> str:
        """A message of ours, in the language."""

    def partial_date(self, day: date, precision: str) -> str:
        """A date known to the ``day``, the ``month`` or the ``year``."""
