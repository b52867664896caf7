"""A frontend's documents, as files and as the register has them."""

from pathlib import Path

from cms.access.actors import system
from cms.database.engine import writing
from cms.schema.registered import registry
from cms.schema.registered.operations import Operation, read_operations

PAGES = """query Pages($locale: Locale) {
  pages(locale: $locale) { nodes { ...Card } }
}
"""
HOME = "query Home { site(locale: NL) { title } }\n"
CARD = """fragment Card on Page { title ...Where }
"""
WHERE = "fragment Where on Content { path }\n"


def written(folder: Path, **files: str) -> Path:
    """A folder with a file for each text."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.graphql").write_text(text, encoding="utf-8")
    return folder


def operations(folder: Path, **files: str) -> list[Operation]:
    found = read_operations([written(folder, **files)])
    assert not found.faults
    return found.operations


async def registered(folder: Path, client: str = "site", **files: str) -> list[Operation]:
    """Documents of a client that are in use."""
    found = operations(folder, **files)
    async with writing():
        await registry.register(system("test"), client, found)
    return found
