"""No single request takes much memory, however much it asks or sends."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from cms.database.engine import execute, fetch
from cms.delivery.open_data.formats import FORMATS
from cms.media.addresses import rendition
from cms.media.presets import STEPS, Fit, Format
from tests.admin.library.uploading import TUS, about, address_of, send
from tests.builders import make_published
from tests.delivery.open_data.reading import COPIES
from tests.mcp.test_hostile import HEADERS, call
from tests.media.files import PDF
from tests.media.pictures import dotted, written
from tests.schema.editing_client import client_of
from tests.schema.live.processes import process

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.usefixtures("database")]

MOST = 100 * 2**20
PAGES = 100
BODY = "<p>" + "Een werkplaats aan de haven. " * 700 + "</p>"
"""Some 20 kB."""
LONG = "<p>" + "Een werkplaats. " * 60_000 + "</p>"
"""Nearly as much as may be sent."""
BYTES_OF_FILE = 150_000_000
COPIED = 500
"""Of a page of some 200 kB."""
SIDES = (7_000, 5_000)
DEAREST = {"query": "{ pages(first: 100) { nodes { title body { html } } } }"}
TOO_LONG = {"query": "{ site { title } }" + " " * 2**20}
FORM = {"title_nl": "Veel", "body_nl": LONG}
INPUT = {"title": {"nl": "Veel"}, "body": {"nl": LONG}}
SAVE = {
    "query": "mutation ($input: PageInput!) { savePage(input: $input) { __typename } }",
    "variables": {"input": INPUT},
}


@dataclass(frozen=True)
class Site:
    """A server, as an editor's browser and as a script with a token reach it."""

    editor: httpx.AsyncClient
    script: httpx.AsyncClient


Act = Callable[[Site], Awaitable[httpx.Response]]


async def sent(site: Site, content: bytes, name: str) -> httpx.Response:
    """The answer to the last part of a file that is uploaded."""
    told = {"Upload-Length": str(len(content)), "Upload-Metadata": about(filename=name)}
    begun = await site.editor.post("/admin/uploads/", headers=TUS | told)
    return await send(site.editor, address_of(begun), 0, content)


async def a_large_file(site: Site) -> httpx.Response:
    head, tail = PDF[:9], PDF[9:]
    return await sent(site, head + b"%" * BYTES_OF_FILE + b"\n" + tail, "verslag.pdf")


async def a_large_picture(site: Site) -> httpx.Response:
    return await sent(site, written(dotted(SIDES, (0.5, 0.5)), "PNG"), "haven.png")


async def renditions(site: Site) -> httpx.Response:
    """The largest of the large picture, in each format that others than us read."""
    [file] = await fetch("SELECT uid, version FROM asset WHERE kind = 'image'")
    for form in (Format.AVIF, Format.WEBP, Format.JPEG):
        path = rendition(file["uid"], file["version"], STEPS[-1], None, Fit.CONTAIN, form)
        answer = await site.script.get(path)
        if answer.status_code != 200:
            break
    return answer


async def open_data(site: Site) -> httpx.Response:
    """All there is, in each format; it is not kept here either."""
    long = await make_published("page", "Lang", body_nl=BODY * 10)
    await execute(COPIES, long.uid, 1, COPIED)
    size = 0
    for end in FORMATS:
        async with site.script.stream("GET", f"/open-data/nl/page.{end}") as answer:
            size += sum([len(one) async for one in answer.aiter_bytes()])
    assert size > MOST
    return answer


async def a_draft_of_an_agent(site: Site) -> httpx.Response:
    told = call("save_draft", {"type": "page", "values": INPUT})
    answer = await site.script.post("/mcp", headers=HEADERS, json=told)
    assert not answer.json()["result"].get("isError"), answer.text[:1_000]
    return answer


async def a_save_of_a_script(site: Site) -> httpx.Response:
    answer = await site.script.post("/graphql", json=SAVE)
    assert answer.json() == {"data": {"savePage": {"__typename": "Saved"}}}
    return answer


ACTS: dict[str, tuple[Act, int]] = {
    "the dearest question": (lambda site: site.script.post("/graphql", json=DEAREST), 200),
    "a question of a megabyte": (lambda site: site.editor.post("/graphql", json=TOO_LONG), 413),
    "the largest form": (
        lambda site: site.editor.post("/admin/api/tables/page/", json=FORM),
        201,
    ),
    "a large file": (a_large_file, 204),
    "a large picture": (a_large_picture, 204),
    "its renditions": (renditions, 200),
    "the open data": (open_data, 200),
    "a draft of an agent": (a_draft_of_an_agent, 200),
    "a save of a script": (a_save_of_a_script, 200),
}
"""Each with its status."""


def memory(pid: int, what: str) -> int:
    """Bytes that a process holds, or held at most since it was told to forget that."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


@asynccontextmanager
async def reached(url: str) -> AsyncIterator[Site]:
    """The site at an address, once the administrator logged in."""
    token = (await client_of("chief", superuser=True)).token
    bearer = {"authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as editor,
        httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, headers=bearer) as script,
    ):
        editor.cookies.set("csrftoken", "token")
        editor.headers["X-CSRFToken"] = "token"
        told = {"username": "admin", "password": "a long password for the test"}
        assert (await editor.post("/admin/public/login/", json=told)).status_code == 200
        yield Site(editor, script)


async def test_no_request_takes_much_memory(tmp_path: Path) -> None:
    for number in range(PAGES):
        await make_published("page", f"Pagina {number}", body_nl=BODY)
    async with (
        process(tmp_path) as served,
        reached(served.url.removesuffix("/graphql")) as site,
    ):
        took, statuses = {}, {}
        for what, (act, _) in ACTS.items():
            before = memory(served.process.pid, "VmRSS")
            Path(f"/proc/{served.process.pid}/clear_refs").write_text("5")
            statuses[what] = (await act(site)).status_code
            took[what] = memory(served.process.pid, "VmHWM") - before
    assert not {what: size for what, size in took.items() if size > MOST}
    assert statuses == {what: status for what, (_, status) in ACTS.items()}
