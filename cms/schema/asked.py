"""What a client wants executed, however it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.access.actors import NOBODY, Actor
from cms.reading.view import LIVE, Perspective


@dataclass(frozen=True)
class Asked:
    """A document, which of its operations, and the values of its variables.

    ``registered`` is its hash, if it may be asked only as long as it is registered.
    """

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    registered: str | None = None


@dataclass(frozen=True)
class Asker:
    """Who asks, and what they look at."""

    actor: Actor = NOBODY
    perspective: Perspective = LIVE

    @property
    def known(self) -> bool:
        """Whether it is somebody in particular, who may do more than the public."""
        return self.actor != NOBODY


ANYBODY = Asker()
