"""The project's own PostgreSQL (stand-in until the launcher lands)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """Where it listens."""

    host: str
    user: str = "cms"
    database: str = "postgres"
    port: int = 5432


def location(var: Path) -> Server:
    return Server(host=str(var / "run"))


@contextmanager
def running(var: Path) -> Iterator[Server]:
    yield location(var)
