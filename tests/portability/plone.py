"""The samples of Plone's exports, and what came of them.

They were written for these tests, with words of their own, after genuine exports of both tools: the
same files, keys, shapes and kinds of identifiers. docs/how-to/move-from-plone.md says which were read.
"""

from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cms.content.identity import derived_uid
from cms.database.engine import fetch
from cms.portability.elsewhere.bringing import bring
from cms.portability.elsewhere.brought import Brought
from cms.portability.elsewhere.plone import read_plone
from cms.portability.importing import Imported
from tests.builders import make_published
from tests.portability.sites import ACTOR, empty_site

SAMPLES = Path(__file__).parent / "samples"


async def beside() -> None:
    """A site that has a public home page, and one page below it."""
    await empty_site()
    await make_published("page", "Ernaast")


def plone(number: int) -> str:
    """The UID of an item there."""
    return uuid5(NAMESPACE_URL, f"https://example.org/plone/{number}").hex


def uid(number: int) -> str:
    """Ours, of Plone's."""
    return derived_uid("plone", plone(number))


FOLDER, OPEN_DATA, LETTER, INTERN = uid(3), uid(4), uid(5), uid(8)
PICTURE, SECRET, NEWS, COFFEE = uid(7), uid(9), uid(10), uid(11)
VOLTO, GERMAN = uid(14), uid(13)


async def brought(name: str = "plone", **options: Any) -> tuple[Brought, Imported]:
    """The sample, brought into a site that has a public home page."""
    found = read_plone(SAMPLES / name)
    return found, await bring(ACTOR, found, **options)


def codes(found: Brought, place: str = "") -> set[str]:
    return {one.code for one in found.notes if place in (one.field or "")}


async def public(entry: str) -> dict[str, dict[str, Any]]:
    rows = await fetch("SELECT locale, path, title, data, texts, first_published_at FROM publication"
                       " WHERE uid = $1 AND valid @> now()", entry)  # fmt: skip
    return {row["locale"]: row for row in rows}
