"""A file as pages and scripts show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin.authentication import ROOT
from cms.content import LOCALES, localised
from cms.content.assets import PICTURES, AssetKind, Licence
from cms.errors import N_
from cms.media.addresses import original
from cms.media.presets import Fit, Format
from cms.media.sizes import Picture, offered, rendition
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_number

KINDS: Mapping[AssetKind, str] = {
    AssetKind.IMAGE: N_("Picture"),
    AssetKind.DRAWING: N_("Drawing"),
    AssetKind.FILE: N_("File"),
}
LICENCES: Mapping[Licence, str] = {
    Licence.UNKNOWN: N_("Not known"),
    Licence.ALL_RIGHTS_RESERVED: N_("All rights reserved"),
    Licence.CC0: N_("CC0: free for every use"),
    Licence.CC_BY: N_("CC BY: name the maker"),
    Licence.CC_BY_SA: N_("CC BY-SA: name the maker, share alike"),
    Licence.PUBLIC_DOMAIN: N_("Public domain"),
}
THUMB = 320
_UNITS = (("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000))


@dataclass(frozen=True)
class Card:
    """What is known of a file, in words. ``thumb`` is empty for what is no picture.

    ``lacking`` are the languages in which a picture has no alternative text.
    """

    uid: str
    name: str
    kind: str
    kind_label: str
    suffix: str
    size: str
    width: int | None
    height: int | None
    alt: Mapping[str, str]
    lacking: tuple[str, ...]
    thumb: str
    placeholder: str
    folder: str
    tags: tuple[str, ...]
    page: str


def card(asset: Mapping[str, Any], locale: str) -> Card:
    """The values of a file, as they are shown."""
    kind = AssetKind(asset["kind"])
    alt = {one: asset[localised("alt", one)] for one in LOCALES}
    return Card(
        uid=asset["uid"],
        name=asset["name"],
        kind=kind.value,
        kind_label=gettext(KINDS[kind], locale),
        suffix=asset["name"].rpartition(".")[2][:5].upper(),
        size=in_bytes(asset["size"], locale),
        width=asset["width"],
        height=asset["height"],
        alt=alt,
        lacking=tuple(one for one, text in alt.items() if not text) if kind in PICTURES else (),
        thumb=thumb(asset, THUMB),
        placeholder=asset["placeholder"],
        folder=asset["folder"],
        tags=tuple(asset["tags"]),
        page=f"{ROOT}library/files/{asset['uid']}/",
    )


def thumb(asset: Mapping[str, Any], width: int) -> str:
    """The address of a smaller picture of it, whole."""
    if asset["kind"] != AssetKind.IMAGE:
        return address(asset) if asset["kind"] == AssetKind.DRAWING else ""
    picture = Picture(asset["uid"], asset["version"], asset["width"], asset["height"])
    size = offered(picture.size, width, None, Fit.CONTAIN)
    return rendition(picture, size, Format.WEBP).url


def address(asset: Mapping[str, Any]) -> str:
    """Where the file itself is."""
    return original(asset["uid"], asset["version"], asset["name"])


def in_bytes(size: int, locale: str) -> str:
    """``1,4 MB``."""
    unit, one = next((pair for pair in reversed(_UNITS) if size >= pair[1]), _UNITS[0])
    number = size / one
    return f"{format_number(round(number, 1 if number < 10 else 0), locale)}\u00a0{unit}"
