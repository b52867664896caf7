"""No single request takes much memory, however much it asks or sends."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tests.builders import make_published
from tests.schema.live.processes import process

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]

MOST = 100 * 2**20
PAGES = 100
BODY = "<p>" + "Een werkplaats aan de haven. " * 700 + "</p>"
"""Some 20 kB."""
DEAREST = {"query": "{ pages(first: 100) { nodes { title body { html } } } }"}
TOO_LONG = {"query": "{ site { title } }" + " " * 2**20}
FORM = {"title_nl": "Veel", "body_nl": "<p>" + "Een werkplaats. " * 60_000 + "</p>"}
Act = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]
ACTS: dict[str, Act] = {
    "the dearest question": lambda client: client.post("/graphql", json=DEAREST),
    "a question of a megabyte": lambda client: client.post("/graphql", json=TOO_LONG),
    "the largest form": lambda client: client.post("/admin/api/tables/page/", json=FORM),
}


def memory(pid: int, what: str) -> int:
    """Bytes that a process holds, or held at most since it was told to forget that."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


async def test_no_request_takes_much_memory(tmp_path: Path) -> None:
    for number in range(PAGES):
        await make_published("page", f"Pagina {number}", body_nl=BODY)
    async with (
        process(tmp_path) as served,
        httpx.AsyncClient(
            base_url=served.url.removesuffix("/graphql"), timeout=60, trust_env=False
        ) as client,
    ):
        client.cookies.set("csrftoken", "token")
        client.headers["X-CSRFToken"] = "token"
        told = {"username": "admin", "password": "a long password for the test"}
        assert (await client.post("/admin/public/login/", json=told)).status_code == 200
        took, statuses = {}, {}
        for what, act in ACTS.items():
            before = memory(served.process.pid, "VmRSS")
            Path(f"/proc/{served.process.pid}/clear_refs").write_text("5")
            statuses[what] = (await act(client)).status_code
            took[what] = memory(served.process.pid, "VmHWM") - before
    assert max(took.values()) <= MOST, took
    assert statuses == dict(zip(ACTS, (200, 413, 201), strict=True))
