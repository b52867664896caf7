"""Whatever is asked, an answer in words: no stack traces, no SQL, no bare 500."""

import json
import logging
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from starlette.requests import Request

from admin.answers import note_unreadable
from cms.database.engine import engine
from tests import owner
from tests.admin.conftest import log_in
from tests.builders import make, make_published
from tests.people import make_user

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
    await owner.execute("ALTER TABLE page RENAME TO page_away")
    yield saved.uid
    await owner.execute("ALTER TABLE page_away RENAME TO page")


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


NOT_UTF8 = (
    b'--b\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\nunicode_escape\r\n'
    b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n\\ud800\r\n'
    b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800\r\n--b--\r\n'
)


@pytest.mark.parametrize("path", ["password/forgot/", "people/groups/", "people/users/"])
async def test_forms_in_strange_letters_are_refused(stranger: httpx.AsyncClient, path: str) -> None:
    await log_in(stranger, await make_user("ada", superuser=True))
    form = {"content-type": "multipart/form-data; boundary=b; charset=unicode_escape"}

    answer = await stranger.post(path, content=NOT_UTF8, headers=form)

    assert answer.status_code in (400, 422)


async def test_a_revision_of_many_digits_is_none(editor: httpx.AsyncClient) -> None:
    saved = await make("page")

    answer = await editor.post(f"history/{saved.uid}/revert/1/", data={"revision": "9" * 5000})

    assert answer.status_code == 400
    assert "Dit verzoek is niet te begrijpen." in answer.text


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, b"null", b'{"uids": [[]]}'])
@pytest.mark.parametrize("path", ["bin/delete/", "bin/question/"])
async def test_what_is_no_list_of_entries_deletes_nothing(
    editor: httpx.AsyncClient, path: str, body: bytes
) -> None:
    assert (await editor.post(path, content=body)).status_code == 400


@pytest.mark.parametrize("revision", [[1], {"a": 1}, 1e400, None, "x"])
async def test_a_form_is_kept_on_a_revision_or_not_at_all(
    editor: httpx.AsyncClient, revision: object
) -> None:
    saved = await make("page")
    body = json.dumps({"typed": {"title_nl": "x"}, "revision": revision})

    answer = await editor.post(f"autosave/page/{saved.uid}/abcdefgh12/", content=body)

    assert answer.status_code == (200 if revision is None else 400)


@pytest.mark.parametrize("path", ["", "entries/", "tree/", "api/tables/page/", "account/"])
async def test_without_the_database_the_panel_asks_to_try_again(
    stranger: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    await log_in(stranger, await make_user())
    async with asyncpg.create_pool(**{**engine.config, "min_size": 1}) as pool:
        await pool.close()
        monkeypatch.setattr(engine, "pool", pool)
        answer = await stranger.get(path)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "database" in answer.json()["detail"]


def test_of_what_cannot_be_read_the_log_has_where_and_what_kind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    request = Request({"type": "http", "path": f"/admin/account/{'Ab3' * 12}/", "headers": []})
    with caplog.at_level(logging.INFO, "admin"):
        try:
            b"a word that was typed\xff".decode()
        except ValueError as error:
            note_unreadable(request, error)

    assert "/admin/account/…/: UnicodeDecodeError" in caplog.text
    assert "a word" not in caplog.text
