"""`cms schema` and `cms migration`: what is made from the code and committed."""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from piccolo.apps.migrations.commands.new import new as new_migration

from cms.commands.databases import database
from cms.commands.terminal import tell
from cms.content.richtext.json_schema import printed_json_schema
from cms.database.migrations import migrate
from cms.errors import N_
from cms.portability.format import printed_json_schema as printed_export_schema
from cms.schema.printing import printed_schema
from cms.settings import Settings

SCHEMA = Path("schema.graphql")
SCHEMAS: Mapping[Path, Callable[[], str]] = {
    SCHEMA: printed_schema,
    Path("rich-text.schema.json"): printed_json_schema,
    Path("export.schema.json"): printed_export_schema,
}


def run_schema_print() -> int:
    """Write the schemas of GraphQL, of rich text and of exports to their files."""
    for path, printed in SCHEMAS.items():
        path.write_text(printed(), "utf-8")
        tell(N_("Wrote {path}."), path=path)
    return 0


def run_schema_check() -> int:
    """Fail when a schema's file is not what the code makes."""
    stale = [
        path
        for path, printed in SCHEMAS.items()
        if not path.exists() or path.read_text("utf-8") != printed()
    ]
    for path in stale:
        tell(N_("{path} is stale: run `make schema` and commit what it changes."), path=path)
    return 1 if stale else 0


def run_migration_new(settings: Settings, name: str) -> int:
    """Write the migration that the tables ask for."""
    words = re.sub(r"\s+", " ", name).strip() or "Changed tables"
    before = set(_migrations())
    with database(settings):
        # Without what the declarations derive: that may be of tables that are yet to come.
        asyncio.run(migrate(()))
        asyncio.run(new_migration("cms", auto=True, desc=words, auto_input="y"))
    made = sorted(set(_migrations()) - before)
    if made:
        tell(N_("Wrote {path}: read it before you commit it."), path=made[0])
    else:
        tell(N_("Nothing has changed."))
    return 0


def _migrations() -> Iterator[Path]:
    yield from Path("cms/migrations").glob("cms_*.py")
