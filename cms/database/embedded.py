"""The project's own PostgreSQL (stand-in until the launcher lands)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    host: str
    user: str = "cms"
    database: str = "postgres"
    port: int = 5432


def location(var: Path) -> Server:
    return Server(host=str(var / "run"))
