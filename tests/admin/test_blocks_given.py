"""What a listing gives now, asked with what stands in the form."""

from typing import Any

import httpx
import pytest

from tests.builders import make, make_published

LISTING: dict[str, Any] = {"kind": "listing", "types": ["page"], "sorting": "title", "count": 2}


async def test_what_readers_get_in_each_language(editor: httpx.AsyncClient) -> None:
    for title in "BAC":
        await make_published("page", title)
    await make("page", "Draft")

    answer = await editor.post("blocks/given/page/", json=LISTING)

    dutch, english = answer.json()["languages"]
    assert [one["title"] for one in dutch["entries"]] == ["A nl", "B nl"]
    assert (dutch["more"], dutch["name"], english["locale"]) == (True, "Nederlands", "en")
    assert [one["title"] for one in english["entries"]] == ["A en", "B en"]


async def test_a_block_that_holds_what_it_shows_gives_nothing(editor: httpx.AsyncClient) -> None:
    for block in ({"kind": "events", "choice": "chosen"}, {"kind": "text"}, {"kind": "nonsense"}):
        answer = await editor.post("blocks/given/page/", json=block)
        assert answer.json() == {"languages": []}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"count": 0}, 422),
        ({"count": "many"}, 422),
        ({"types": ["nonsense"]}, 422),
        ({"upcoming": True}, 422),
        ({"under": "nowhere"}, 200),
        ({"nonsense": 1}, 422),
    ],
)
async def test_bad_questions(editor: httpx.AsyncClient, wrong: dict[str, Any], status: int) -> None:
    answer = await editor.post("blocks/given/page/", json=LISTING | wrong)

    assert answer.status_code == status
    assert status != 422 or answer.json()["detail"][0]["msg"]


async def test_types_without_blocks(editor: httpx.AsyncClient) -> None:
    for name in ("book", "nonsense"):
        assert (await editor.post(f"blocks/given/{name}/", json=LISTING)).status_code == 404
