"""How a receiver's own document becomes what they are sent: a door, behind which GraphQL is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from cms.errors import N_, CmsError, Message

DEFAULT_DOCUMENT = """\
query Event($uid: ID!, $locale: Locale!) {
  entry(uid: $uid, locale: $locale) {
    __typename
    uid
    path
    url
    title
    summary
  }
}
"""
"""What is sent of an entry if its receiver says nothing."""
VARIABLES = ("uid", "locale", "event")
"""What a document may ask for: the entry, its language (an enum value) and the name of the event."""


class BadDocument(CmsError):
    """A document that does not fit the schema."""

    code = "bad_document"
    status = 422

    def __init__(self, reason: Message, line: int = 1) -> None:
        super().__init__(N_("Line {line} of the document: {reason}"), line=line, reason=reason)


class Shaping(Protocol):
    """Checks documents, and answers them as the public reads the site."""

    def check(self, document: str) -> None:
        """Raise a `CmsError` for a document that does not fit the schema, or asks too much."""

    async def shaped(
        self, document: str, variables: Mapping[str, str], at: datetime | None
    ) -> Mapping[str, Any]:
        """``data`` and perhaps ``errors``, as the public reads it at a moment, or now.

        Raises a `CmsError` if nothing can be answered.
        """
