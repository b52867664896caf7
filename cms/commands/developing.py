"""`cms schema` and `cms migration`: what is made from the code and committed."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

from piccolo.apps.migrations.commands.new import new as new_migration

from cms.commands.databases import database
from cms.commands.terminal import say
from cms.database.migrations import migrate
from cms.schema.printing import printed_schema
from cms.settings import Settings

SCHEMA = Path("schema.graphql")


def run_schema_print() -> int:
    """Write the GraphQL schema to schema.graphql."""
    SCHEMA.write_text(printed_schema(), "utf-8")
    say(f"Wrote {SCHEMA}.")
    return 0


def run_schema_check() -> int:
    """Fail when schema.graphql is not what the code makes."""
    if SCHEMA.exists() and SCHEMA.read_text("utf-8") == printed_schema():
        return 0
    say(f"{SCHEMA} is stale: run `make schema` and commit what it changes.")
    return 1


def run_migration_new(settings: Settings, name: str) -> int:
    """Write the migration that the tables ask for."""
    words = re.sub(r"\s+", " ", name).strip() or "Changed tables"
    before = set(_migrations())
    with database(settings):
        # Without what the declarations derive: that may be of tables that are yet to come.
        asyncio.run(migrate(()))
        asyncio.run(new_migration("cms", auto=True, desc=words, auto_input="y"))
    made = sorted(set(_migrations()) - before)
    say(f"Wrote {made[0]}: read it before you commit it." if made else "Nothing has changed.")
    return 0


def _migrations() -> Iterator[Path]:
    yield from Path("cms/migrations").glob("cms_*.py")
