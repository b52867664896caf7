"""The preview beside the form: what is typed, for the one who types, in each registered frontend."""

import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.database.engine import fetch
from cms.settings import Settings
from tests.admin.conftest import a_client, log_in
from tests.builders import make, make_published
from tests.people import make_user
from tests.schema.client import post

SITES = (
    "Site=https://www.example.org/preview?token={token}&to={path} http://127.0.0.1:9/app/{token}"
)
QUERY = """
query ($uid: ID!) {
  entry(uid: $uid, locale: NL) { title path ... on Page { body { text } } }
  pages(filter: {title: {contains: "Uur"}}, locale: NL) { totalCount }
}
"""


@pytest.fixture
async def panel(database: None) -> httpx.AsyncClient:
    app = Starlette(routes=[Mount("/admin", admin_app(Settings(preview_url=SITES)))])
    client = a_client(app)
    await log_in(client, await make_user("eva", "editor"))
    return client


def token_of(answer: httpx.Response) -> str:
    link = answer.json()["frontends"][0]["links"]["nl"]
    return parse_qs(urlsplit(link).query)["token"][0]


async def read(token: str, uid: str) -> dict[str, object]:
    body = (await post(QUERY, headers={"Cms-Preview": token}, uid=uid)).json()
    assert "errors" not in body, body
    data: dict[str, object] = body["data"]
    return data


async def test_what_is_typed_lies_over_the_draft(panel: httpx.AsyncClient) -> None:
    page = await make_published("page", "Klok", body_nl="<p>Oud</p>", slug_nl="klok")
    typed = {"title_nl": "Uur", "body_nl": "<p>Nieuw</p><script>x</script>", "revision": 1}

    answer = await panel.post(f"beside/{page.uid}/", json={"typed": typed})
    data = await read(token_of(answer), page.uid)
    public = (await post(QUERY, uid=page.uid)).json()["data"]
    plain = await panel.get(f"beside/{page.uid}/nl/")

    assert answer.json()["problem"] == ""
    assert [one["name"] for one in answer.json()["frontends"]] == ["Site", "127.0.0.1:9"]
    assert answer.json()["frontends"][0]["links"]["nl"].endswith("&to=/nl/klok")
    assert data["entry"] == {"title": "Uur", "path": "/nl/klok", "body": {"text": "Nieuw"}}
    assert data["pages"] == {"totalCount": 1}
    assert public["entry"]["title"] == "Klok nl"
    assert "Uur" in plain.text
    assert "<script" not in plain.text


async def test_looking_makes_nothing(panel: httpx.AsyncClient) -> None:
    page = await make("page", "Klok")

    plain = await panel.get(f"beside/{page.uid}/nl/")

    assert "Klok nl" in plain.text
    assert await fetch("SELECT FROM preview") == []
    assert await fetch("SELECT FROM audit WHERE act LIKE 'preview%'") == []


async def test_blocks_are_seen_as_they_are_typed(panel: httpx.AsyncClient) -> None:
    saved = await make("page", "Klok", blocks=[{"kind": "quotation", "text_nl": "Oud"}])
    (old,) = saved.values["blocks"]
    blocks = [
        {"kind": "columns", "key": "k0000001", "within": ""},
        {"kind": "column", "key": "k0000002", "within": "k0000001"},
        {"key": old["key"], "kind": "quotation", "within": "k0000002", "text_nl": "Nieuw"},
        {"kind": "text", "within": "", "body_nl": "<p>x</p><script>1</script>"},
        {"kind": "quotation", "within": "", "hidden": True, "text_nl": "Verborgen"},
    ]
    query = """query ($uid: ID!) { entry(uid: $uid, locale: NL) { ... on Page { blocks {
      __typename ... on ColumnsBlock { columns { blocks { ... on QuotationBlock { text } } } }
      ... on TextBlock { body { html } } } } } }"""

    answer = await panel.post(
        f"beside/{saved.uid}/", json={"typed": {"blocks": json.dumps(blocks)}}
    )
    headers = {"Cms-Preview": token_of(answer)}
    body = (await post(query, headers=headers, uid=saved.uid)).json()
    plain = await panel.get(f"beside/{saved.uid}/nl/")

    assert body["data"]["entry"]["blocks"] == [
        {"__typename": "ColumnsBlock", "columns": [{"blocks": [{"text": "Nieuw"}]}]},
        {"__typename": "TextBlock", "body": {"html": "<p>x</p>"}},
    ]
    assert "Nieuw" in plain.text


async def test_one_token_for_a_form_and_nothing_left_once_it_is_saved(
    panel: httpx.AsyncClient,
) -> None:
    page = await make("page", "Klok")
    typed = await panel.post(f"beside/{page.uid}/", json={"typed": {"title_nl": "Uur"}})
    saved = await panel.post(f"beside/{page.uid}/", json={"typed": None})

    assert token_of(typed) == token_of(saved)
    assert (await read(token_of(saved), page.uid))["entry"]["title"] == "Klok nl"  # type: ignore[index]
    listed = (await panel.get("previews/")).text
    assert listed.count('<th scope="row">') == 1  # to be revoked
    assert "Uur" not in listed


async def test_what_can_never_be_saved_shows_what_was_there(panel: httpx.AsyncClient) -> None:
    event = await make("event", "Feest")
    ends_first = {"starts_at": "2026-05-02T10:00:00Z", "ends_at": "2026-05-01T10:00:00Z"}

    answer = await panel.post(f"beside/{event.uid}/", json={"typed": ends_first})

    assert answer.json()["problem"]
    assert (await read(token_of(answer), event.uid))["entry"]["title"] == "Feest nl"  # type: ignore[index]


async def test_only_who_may_view_it(panel: httpx.AsyncClient) -> None:
    page = await make("page", "Klok")
    async with a_client(Starlette(routes=[Mount("/admin", admin_app(Settings()))])) as stranger:
        nobody = await stranger.post(f"beside/{page.uid}/", json={})
        await log_in(stranger, await make_user("nele"))
        refused = await stranger.post(f"beside/{page.uid}/", json={"typed": {}})
        plain = await stranger.get(f"beside/{page.uid}/nl/")

    assert (nobody.status_code, refused.status_code, plain.status_code) == (401, 404, 404)


async def test_only_registered_frontends_are_framed(panel: httpx.AsyncClient) -> None:
    policy = (await panel.get("")).headers["content-security-policy"]

    assert policy.endswith("; frame-src https://www.example.org http://127.0.0.1:9")


@pytest.mark.parametrize(
    "broken", [{"typed": {"title_nl": 3, "parent": [], "nonsense": 1}}, {"typed": []}, [], "x"]
)
async def test_nonsense_is_shown_as_nothing(panel: httpx.AsyncClient, broken: object) -> None:
    page = await make("page", "Klok")

    answer = await panel.post(f"beside/{page.uid}/", json=broken)

    assert (await read(token_of(answer), page.uid))["entry"]["title"] == "Klok nl"  # type: ignore[index]
