"""The preview page and the list of previews."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import publish
from cms.settings import Settings
from tests.admin.conftest import a_client, log_in
from tests.builders import ACTOR, make, make_published
from tests.people import give, make_user
from tests.schema.client import post
from tests.schema.previewing import change

TOKEN = {"csrftoken": "token"}


async def page_of(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return re.sub(r"\s+", " ", answer.text)


async def submit(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    client.headers.pop("X-CSRFToken", None)
    return await client.post(path, data=TOKEN | fields)


def token_in(html: str) -> str:
    found: list[str] = re.findall(r"<input readonly value=\"([^\"]+)\" class=\"copy\"", html)
    assert found, re.findall(r"role=\"alert\".*", html, re.S)
    return found[-1]


async def sees(token: str, uid: str) -> str | None:
    query = "query ($uid: ID!) { entry(uid: $uid) { title } }"
    body = (await post(query, headers={"Cms-Preview": token}, uid=uid)).json()
    entry = body["data"]["entry"]
    return entry and str(entry["title"])


async def test_the_draft_beside_what_is_live(editor: httpx.AsyncClient) -> None:
    other = await make_published("page", "Doel")
    page = await make_published("page", "Klok", body_nl="<p>Oud</p>")
    link = f'<h2>Kop</h2><p>Nieuw <a href="uid:{other.uid}">x</a></p><script>alert(1)</script>'
    await change("page", page.uid, title_nl="<b>Uur</b>", body_nl=link, summary_nl="<i>kort</i>")

    html = await page_of(editor, f"preview/{page.uid}/nl/")
    draft, live = html.split('id="live"')

    assert "&lt;b&gt;Uur&lt;/b&gt;" in draft
    assert "<h4>Kop</h4>" in draft
    assert f'href="/admin/preview/{other.uid}/nl/"' in draft
    assert "&lt;i&gt;kort&lt;/i&gt;" in draft
    assert "<p>Oud</p>" in live
    assert "alert(1)" not in html


@pytest.mark.parametrize("name", list(installed()))
async def test_every_type_can_be_looked_at(editor: httpx.AsyncClient, name: str) -> None:
    saved = await make(name, "Voorbeeld")
    for locale in ("nl", "en"):
        html = await page_of(editor, f"preview/{saved.uid}/{locale}/")
        assert "Voorbeeld" in html


async def test_what_is_missing_is_marked(editor: httpx.AsyncClient) -> None:
    facts = [{"label_nl": "", "label_en": ""}]
    mission = await make("mission_text", title_nl="", title_en="", summary_nl="Kort", facts=facts)

    html = await page_of(editor, f"preview/{mission.uid}/nl/")
    other = await page_of(editor, f"preview/{mission.uid}/en/")

    assert '<p class="title missing" lang="nl">[Titel ontbreekt]</p>' in html
    assert html.count('class="missing"') == 1  # the fact is called nothing
    assert "In deze taal is er geen concept." in other


async def test_a_moment_beside_what_is_live(editor: httpx.AsyncClient) -> None:
    page = await make_published("page", "Klok")
    await change("page", page.uid, title_nl="Uur")
    async with writing():
        await publish(
            installed()["page"],
            page.uid,
            "nl",
            actor=ACTOR,
            at=datetime.now(UTC) + timedelta(days=2),
        )
    later = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S")

    html = await page_of(editor, f"preview/{page.uid}/nl/?at={later}")
    before = await page_of(editor, f"preview/{page.uid}/nl/?at=2001-01-01T00:00")
    nonsense = await editor.get(f"preview/{page.uid}/nl/?at=x")

    assert ">Uur</p>" in html
    assert ">Klok nl</p>" in html
    assert "Op dat moment leest het publiek hier niets." in before
    assert (nonsense.status_code, "Schrijf een datum" in nonsense.text) == (422, True)


async def test_a_token_is_shown_once_and_works(editor: httpx.AsyncClient) -> None:
    page = await make_published("page", "Klok")
    await change("page", page.uid, title_nl="Uur", slug_nl="uur")
    path = f"preview/{page.uid}/nl/"
    fields = {"shows": "drafts", "scope": "branch", "hours": "24"}

    made = await submit(editor, path, **fields)
    after = await page_of(editor, path)

    token = token_in(made.text)
    assert made.status_code == 200
    assert await sees(token, page.uid) == "Uur"
    assert token not in after
    (kept,) = await fetch("SELECT branch, moment, maker FROM preview")
    assert kept == {"branch": page.uid, "moment": None, "maker": "eva"}


async def test_a_link_to_the_frontend(database: None) -> None:
    template = "https://www.example.org/api/preview?token={token}&to={path}"
    panel = admin_app(Settings(preview_url=template))
    page = await make("page", "Klok", slug_nl="klok")
    path = f"preview/{page.uid}/nl/"

    async with a_client(Starlette(routes=[Mount("/admin", panel)])) as client:
        await log_in(client, await make_user("eva", "editor"))
        made = await submit(client, path, shows="drafts", scope="branch", hours="1")

    link = f"https://www.example.org/api/preview?token={token_in(made.text)}&amp;to=/nl/klok"
    assert f'href="{link}"' in made.text


async def test_a_token_for_a_moment_of_the_whole_site(editor: httpx.AsyncClient) -> None:
    page = await make_published("page", "Klok")
    fields = {"shows": "moment", "scope": "site", "hours": "168", "moment": "2001-01-01T12:00"}

    made = await submit(editor, f"preview/{page.uid}/nl/", **fields)

    assert await sees(token_in(made.text), page.uid) is None
    (kept,) = await fetch("SELECT branch, moment FROM preview")
    assert kept == {"branch": None, "moment": datetime(2001, 1, 1, 11, tzinfo=UTC)}


@pytest.mark.parametrize(
    "wrong",
    [{"hours": "3"}, {"hours": "x"}, {"shows": "moment"}, {"shows": "moment", "moment": "9"}],
)
async def test_what_is_wrong_is_said_and_nothing_made(
    editor: httpx.AsyncClient, wrong: dict[str, str]
) -> None:
    page = await make("page")
    fields = {"shows": "drafts", "scope": "branch", "hours": "24"} | wrong

    refused = await submit(editor, f"preview/{page.uid}/nl/", **fields)

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert await fetch("SELECT 1 FROM preview") == []


async def test_what_may_not_be_seen_is_not_there(
    stranger: httpx.AsyncClient, app: Starlette
) -> None:
    own, other = await make("page", "Een"), await make("page", "Twee")
    away = await stranger.get(f"preview/{own.uid}/nl/")
    user_id = await make_user("lot")
    await give("reader", user_id=user_id, uid=own.uid)
    await log_in(stranger, user_id)

    assert (away.status_code, away.headers["location"]) == (303, "/admin/")
    assert (await stranger.get(f"preview/{own.uid}/nl/")).status_code == 200
    for path in (f"preview/{other.uid}/nl/", "preview/nothing/nl/"):
        assert (await stranger.get(path)).status_code == 404
        assert (await submit(stranger, path, shows="drafts", hours="24")).status_code == 404
    assert (await stranger.get(f"preview/{own.uid}/fr/")).status_code == 400
    whole = await submit(
        stranger, f"preview/{own.uid}/nl/", shows="drafts", scope="site", hours="24"
    )
    assert whole.status_code == 403
    assert await fetch("SELECT 1 FROM preview") == []


async def test_the_list_and_revoking(editor: httpx.AsyncClient) -> None:
    page = await make("page", "Klok")
    fields = {"shows": "drafts", "hours": "24"}
    made = await submit(editor, f"preview/{page.uid}/nl/", scope="branch", **fields)
    await submit(editor, f"preview/{page.uid}/nl/", scope="site", **fields)
    token = token_in(made.text)
    (row,) = await fetch("SELECT id FROM preview WHERE branch IS NOT NULL")

    before = await page_of(editor, "previews/")
    done = await submit(editor, f"previews/{row['id']}/revoke/")
    after = await page_of(editor, "previews/?said=revoked")
    missing = await submit(editor, "previews/nothing/revoke/")

    assert "Klok nl" in before
    assert "De hele site" in before
    assert token not in before
    assert before.count("/revoke/") == 2
    assert done.headers["location"] == "/admin/previews/?said=revoked"
    assert after.count("/revoke/") == 1
    assert "Ingetrokken" in after
    assert missing.status_code == 404
    body = (await post("{ pages { totalCount } }", headers={"Cms-Preview": token})).json()
    assert body["errors"][0]["extensions"]["code"] == "preview_revoked"


async def test_a_form_without_its_token_makes_nothing(editor: httpx.AsyncClient) -> None:
    page = await make("page")
    del editor.headers["X-CSRFToken"]
    for path in (f"preview/{page.uid}/nl/", "previews/x/revoke/"):
        assert (await editor.post(path, data={"shows": "drafts", "hours": "1"})).status_code == 403
    assert await fetch("SELECT 1 FROM preview") == []
