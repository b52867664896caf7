"""Registered documents as requests need them: not asked of the database each time."""

from time import monotonic

from cms.publishing.changes import Change
from cms.publishing.feed import News
from cms.schema.kept import Kept
from cms.schema.registered.registry import text_of

SECONDS = 10
"""How long a document that was retired may still be answered by who does not hear of it."""
HEAVIEST = 8_000_000


class Lookup:
    """Texts by their hash; what is not registered is looked for each time."""

    def __init__(self) -> None:
        self.known: Kept[tuple[str, int], str] = Kept(HEAVIEST)
        self._heard = 0

    def at_hand(self, digest: str) -> str | None:
        """The text of a document in use, if it was asked for a moment ago."""
        return self.known.get((digest, int(monotonic() / SECONDS)))

    async def text(self, digest: str) -> str | None:
        """The text of a document in use."""
        found = self.at_hand(digest)
        if found is None:
            heard = self._heard
            found = await text_of(digest)
            if found is not None and heard == self._heard:
                self.known.put((digest, int(monotonic() / SECONDS)), found, len(found))
        return found

    def hear(self, news: News) -> None:
        """Forget what may have been retired. What is read meanwhile may be from before that."""
        if not isinstance(news, Change) or news.kind == "document":
            self._heard += 1
            self.known = Kept(HEAVIEST)
