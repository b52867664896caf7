"""The library's files as the tests ask for them."""

from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from cms.access.actors import system
from cms.delivery.media import media
from cms.media.addresses import FOLDER, original
from tests.delivery.reading import read
from tests.media.pictures import keep

SYSTEM = system("test")
APP = Starlette(routes=[Mount(FOLDER, media())])
CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
TEXT = bytes(range(256)) * 2000


async def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
    return await read(
        path, method, APP, headers={n.replace("_", "-"): v for n, v in headers.items()}
    )


def at(asset: dict[str, Any], rendition: str) -> str:
    return f"/media/{asset['uid']}/{asset['version']}/{rendition}"


def file_of(asset: dict[str, Any]) -> str:
    return original(asset["uid"], asset["version"], asset["name"])


async def keep_sound(tmp_path: Path, body: bytes = TEXT) -> dict[str, Any]:
    return await keep(
        tmp_path, body, "lezing.mp3", kind="file", media_type="audio/mpeg", width=None, height=None
    )
