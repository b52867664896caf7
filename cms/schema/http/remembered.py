"""Queries that clients sent once with their hash, and from then on name by it.

They are kept in this process alone: what is forgotten, or what another process never heard of, costs
its client one more request. No client can make another's be forgotten before its own are.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from cms.access.networks import network_of

MOST_BYTES = 16_000_000
MOST_CLIENT_BYTES = 500_000
MOST_CLIENT_QUERIES = 200


@dataclass
class _Own:
    """What one client brought, the oldest first, and how long each text is."""

    sizes: OrderedDict[str, int] = field(default_factory=OrderedDict)
    total: int = 0


@dataclass
class Remembered:
    """Texts by their hash, within bounds for each client and for all."""

    most_bytes: int = MOST_BYTES
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    clients: OrderedDict[str, _Own] = field(default_factory=OrderedDict)
    total: int = 0

    def get(self, digest: str) -> str | None:
        """The text with a hash."""
        found = self.texts.get(digest)
        if found is None:
            return None
        text, client = found
        self.clients[client].sizes.move_to_end(digest)
        self.clients.move_to_end(client)
        return text

    def put(self, digest: str, text: str, address: str) -> None:
        """Keep a text; whoever brings more than their share loses what they used least lately."""
        if digest in self.texts:
            return
        client, size = network_of(address), len(text.encode())
        own = self.clients.setdefault(client, _Own())
        self.clients.move_to_end(client)
        self.texts[digest] = text, client
        own.sizes[digest] = size
        own.total += size
        self.total += size
        while own.total > MOST_CLIENT_BYTES or len(own.sizes) > MOST_CLIENT_QUERIES:
            self._forget_oldest_of(client)
        while self.total > self.most_bytes:
            self._forget_oldest_of(max(self.clients, key=lambda one: self.clients[one].total))

    def _forget_oldest_of(self, client: str) -> None:
        own = self.clients[client]
        digest, size = own.sizes.popitem(last=False)
        del self.texts[digest]
        own.total -= size
        self.total -= size
        if not own.sizes:
            del self.clients[client]
