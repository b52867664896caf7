"""Asking the database as its owner, who alone may change tables, and see and end what others do."""

from typing import Any

from cms.database import engine
from cms.database.roles import Role, acting_as


async def fetch(sql: str, *arguments: Any) -> list[dict[str, Any]]:
    """Rows of a statement."""
    with acting_as(Role.OWNER):
        return await engine.fetch(sql, *arguments)


async def execute(sql: str, *arguments: Any) -> None:
    """Run a statement for its effect."""
    await fetch(sql, *arguments)
