"""tus-js-client at the panel's door, as another program than our own would upload."""

import asyncio
import json
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.access import sessions
from cms.settings import Settings
from tests.browser.conftest import served
from tests.clients import node
from tests.media.files import picture
from tests.people import EDITOR, make_user


async def test_cut_resumed_refused_and_ended(database: None, tmp_path: Path) -> None:
    session = await sessions.begin(await make_user(EDITOR, "editor"))
    folder = node.laid_out(tmp_path, "uploads.mjs")
    (folder / "haven.jpg").write_bytes(picture(size=(400, 300), quality=95))

    async with served(Starlette(routes=[Mount("/admin", admin_app(Settings()))])) as address:
        told = await asyncio.to_thread(
            node.run,
            folder,
            *("node", "uploads.mjs", f"{address}/admin/uploads/"),
            *(f"csrftoken=token; id={session}", "haven.jpg"),
        )

    resumed, refused, gone = json.loads(told)
    assert resumed["went"] == "HEAD"
    assert resumed["uid"]
    assert refused == {"refused": 422}
    assert gone == {"gone": 404}
