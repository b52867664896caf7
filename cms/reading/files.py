"""Files of the media library, as readers know them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cms.content import LOCALES, localised
from cms.content.assets import AssetKind
from cms.database.engine import fetch
from cms.reading.statement import live

COLUMNS = (
    "uid",
    "kind",
    "name",
    "media_type",
    "size",
    "version",
    "width",
    "height",
    "focus_x",
    "focus_y",
    "credit",
    "licence",
    *(localised("alt", locale) for locale in LOCALES),
    "transparent",
    "placeholder",
)
UNSIZED = (300, 150)
"""Pixels of a drawing that does not say how large it is, as browsers have it."""

_FILES = f"SELECT {', '.join(COLUMNS)} FROM asset WHERE uid = ANY($1::varchar[])"
_PUBLIC = f"""
SELECT asked.uid FROM unnest($1::varchar[]) asked (uid)
WHERE EXISTS (SELECT FROM publication p WHERE p.refs @> ARRAY[asked.uid] AND {live("p")})
"""


class File(NamedTuple):
    """A file of the library. ``alts`` say by language what is to be seen, where somebody said it."""

    uid: str
    kind: str
    name: str
    media_type: str
    size: int
    version: str
    width: int
    height: int
    focus_x: float
    focus_y: float
    credit: str
    licence: str
    transparent: bool
    alts: tuple[tuple[str, str], ...]
    placeholder: str

    @property
    def scalable(self) -> bool:
        """Whether renditions are made of it; a drawing is served as it is."""
        return self.kind == AssetKind.IMAGE

    @property
    def is_picture(self) -> bool:
        """Whether there is something to be seen."""
        return self.kind != AssetKind.FILE

    def alt(self, locales: Iterable[str]) -> tuple[str, str | None]:
        """What is to be seen, in the first of these languages that says it, and which that is."""
        known = dict(self.alts)
        found = next((one for one in locales if one in known), None)
        return (known[found], found) if found else ("", None)


def file(row: Mapping[str, Any]) -> File:
    """The file of a row that has `COLUMNS`, but for the placeholder perhaps."""
    return File(
        row["uid"],
        row["kind"],
        row["name"],
        row["media_type"],
        row["size"],
        row["version"],
        row["width"] or UNSIZED[0],
        row["height"] or UNSIZED[1],
        round(float(row["focus_x"]), 4),
        round(float(row["focus_y"]), 4),
        row["credit"],
        row["licence"],
        row["transparent"],
        tuple((one, text) for one in LOCALES if (text := row[localised("alt", one)])),
        row.get("placeholder", ""),
    )


async def files(uids: Iterable[str]) -> dict[str, File]:
    """Those of these files that are in the library."""
    return {row["uid"]: file(row) for row in await fetch(_FILES, list(uids))}


async def public(uids: Iterable[str]) -> set[str]:
    """Those of these files that something which the public reads shows or refers to."""
    return {row["uid"] for row in await fetch(_PUBLIC, list(uids))}
