"""Registered documents as requests need them: not asked of the database each time."""

from time import monotonic

from cms.schema.kept import Kept
from cms.schema.registered.registry import text_of

SECONDS = 10
"""How long a document that was retired may still be answered."""
HEAVIEST = 8_000_000


class Lookup:
    """Texts by their hash; what is not registered is looked for each time."""

    def __init__(self) -> None:
        self.known: Kept[tuple[str, int], str] = Kept(HEAVIEST)

    async def text(self, digest: str) -> str | None:
        """The text of a document in use."""
        key = digest, int(monotonic() / SECONDS)
        found = self.known.get(key)
        if found is None:
            found = await text_of(digest)
            if found is not None:
                self.known.put(key, found, len(found))
        return found
