"""The demo's pictures in the library. `cms.demo.drawing` drew them; here they are only copied."""

import json
import tomllib
from collections.abc import Collection
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from cms.content import LOCALES, Asset, Values, localised
from cms.content.assets import AssetKind, Licence
from cms.content.identity import derived_uid
from cms.media.arriving import arrived
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.publishing.library.rows import tell, version_of

FOLDER = Path(__file__).parent
SOURCE, CREDIT = "demo picture", "Klankbord"
MIDDLE = 0.5


def picture_uid(key: str) -> str:
    """The uid of the demo's picture ``key``: the same in every database."""
    return derived_uid(SOURCE, key)


async def load_pictures(wanted: Collection[str], actor: str) -> None:
    """Put those of the demo's pictures with the ``wanted`` uids into the library that it has not."""
    there = await Asset.select(Asset.uid).where(Asset.uid.is_in(list(wanted))) if wanted else []
    known = json.loads((FOLDER / "pictures/known.json").read_text("utf-8"))
    described = tomllib.loads((FOLDER / "pictures.toml").read_text("utf-8"))
    for key, said in described.items():
        if picture_uid(key) in set(wanted) - {row["uid"] for row in there}:
            content = (FOLDER / f"pictures/{key}.webp").read_bytes()
            await _add(_values(key, said, content) | known[key], content, actor)


def _values(key: str, said: dict[str, Any], content: bytes) -> Values:
    digest = sha256(content).hexdigest()
    return {
        "uid": picture_uid(key),
        "kind": AssetKind.IMAGE,
        "name": f"{key}.webp",
        "media_type": "image/webp",
        "size": len(content),
        "digest": digest,
        "version": version_of(digest, MIDDLE, MIDDLE),
        "credit": CREDIT,
        "licence": Licence.CC0,
        "folder": "demo",
        **{localised("alt", locale): said[locale] for locale in LOCALES},
    }


async def _add(values: Values, content: bytes, actor: str) -> None:
    place = original_key(values["digest"])
    if await storage().size(place) != len(content):
        async with arrived(BytesIO(content)) as path:
            await storage().put(place, path)
    await Asset.insert(Asset(**values, created_by=actor, updated_by=actor))
    await tell(values["uid"])
