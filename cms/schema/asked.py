"""What a client wants executed, however it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A document, which of its operations, and the values of its variables.

    ``registered`` is its hash, if it may be asked only as long as it is registered.
    """

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    registered: str | None = None
