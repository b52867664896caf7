"""Whatever is asked, an answer in words: no stack traces, no SQL, no bare 500."""

import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from cms.database.engine import execute
from tests.builders import make, make_published

OPENED = {"revision": 1}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "entries/%00/"),
        ("GET", "uid/%00"),
        ("GET", "api/tables/page/%00/"),
        ("GET", "api/tables/tag/%00/"),
        ("POST", "entries/%00/publish/nl/"),
        ("POST", "entries/%00/retire/nl/"),
        ("DELETE", "api/tables/page/%00/"),
    ],
)
async def test_what_the_database_cannot_read_is_refused(
    editor: httpx.AsyncClient, method: str, path: str
) -> None:
    body = None if method == "GET" else OPENED

    answer = await editor.request(method, path, json=body)

    assert answer.status_code == 400
    assert answer.text == "Dit verzoek is niet te begrijpen."


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "entries/nope/"), ("GET", "uid/nope"), ("POST", "entries/nope/publish/nl/")],
)
async def test_what_is_not_there_is_said_in_words(
    editor: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await editor.request(method, path, json=None if method == "GET" else OPENED)

    assert answer.status_code == 404
    assert answer.text == "Er is niets met het kenmerk nope."


async def test_problems_of_both_doors_have_labels(editor: httpx.AsyncClient) -> None:
    saved = await make("page", title_en="")

    publishing = await editor.post(f"entries/{saved.uid}/publish/en/", json=OPENED)
    saving = await editor.patch(
        f"api/tables/page/{saved.uid}/", json={**OPENED, "title_en": "x" * 500}
    )

    for answer in (publishing, saving):
        assert answer.status_code == 422
        assert "Titel (EN)" in [one["label"] for one in answer.json()["detail"]]


@pytest.fixture
async def without_pages(editor: httpx.AsyncClient) -> AsyncIterator[str]:
    """A database in which something is broken."""
    saved = await make_published("page")
    await execute("ALTER TABLE page RENAME TO page_away")
    yield saved.uid
    await execute("ALTER TABLE page_away RENAME TO page")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "entries/{uid}/"),
        ("POST", "entries/{uid}/publish/nl/"),
        ("GET", "api/tables/page/"),
        ("GET", "api/tables/page/{uid}/"),
        ("PATCH", "api/tables/page/{uid}/"),
    ],
)
async def test_what_nobody_foresaw_has_a_number_and_no_detail(
    editor: httpx.AsyncClient,
    without_pages: str,
    method: str,
    path: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    body = None if method == "GET" else OPENED

    answer = await editor.request(method, path.format(uid=without_pages), json=body)

    assert answer.status_code == 500
    detail = answer.json()["detail"]
    number = detail.removeprefix("Er ging iets mis. Noem ").removesuffix(" als je het meldt.")
    assert len(number) == 12
    noted = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert number in " ".join(one.getMessage() for one in noted)
    assert "UndefinedTableError" in caplog.text
    assert answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_cookie_can_hold_anything(stranger: httpx.AsyncClient) -> None:
    answers = [
        await stranger.get(path, headers={"Cookie": r'id="\000"'})
        for path in ("entries/", "api/tables/page/", "api/user/")
    ]

    assert {answer.status_code for answer in answers} == {401}  # it opens nothing, like any other
