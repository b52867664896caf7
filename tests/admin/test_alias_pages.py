"""Aliases and broken links in the panel."""

import html

import httpx
import pytest

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.aliases import aliases
from cms.publishing.publishing import retract
from tests.admin.conftest import log_in
from tests.builders import make, make_published, remove
from tests.people import make_user

HEAD = "path,target,locale,status\r\n"


@pytest.fixture
async def lies(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser of Lies, who publishes the whole site."""
    await log_in(stranger, await make_user("lies", "reviewer"))
    stranger.cookies.set("cms_lang", "en")
    return stranger


async def send(client: httpx.AsyncClient, to: str, **fields: object) -> httpx.Response:
    return await client.post(to, data={"csrftoken": "token"} | fields)


async def test_an_alias_is_added_changed_and_deleted(lies: httpx.AsyncClient) -> None:
    page = await make_published("page", "Koffie", slug_nl="koffie")
    draft = await make("page", "Klad")

    added = await send(lies, "aliases/", path="/oud", target="/nl/koffie", status="301")
    await send(lies, "aliases/", path="/nl/koffie", target="https://example.org/x", status="302")
    await send(lies, "aliases/", path="/klad", target=f"uid:{draft.uid}", status="302")
    listed = html.unescape((await lies.get("aliases/")).text)
    found = await lies.get("aliases/", params={"q": "example"})
    (row,) = await fetch("SELECT id, target FROM alias WHERE path = '/oud'")
    shown = await lies.get(f"aliases/{row['id']}/")
    changed = await send(lies, f"aliases/{row['id']}/", path="/ouder", target="", status="410")
    deleted = await send(lies, f"aliases/{row['id']}/delete/")

    assert [one.status_code for one in (added, changed, deleted)] == [303, 303, 303]
    assert row["target"] == f"uid:{page.uid}"
    assert "Koffie en (Dutch)" in listed
    assert "leaves this site, to example.org" in listed
    assert "Rests: something lives at this address" in listed
    assert "Leads to nothing that is public" in listed
    assert "/oud<" not in found.text
    assert 'value="/oud"' in shown.text
    assert await aliases.lead_of("/ouder") is None


async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(lies: httpx.AsyncClient) -> None:
    refused = await send(lies, "aliases/", path="/x", target="javascript:alert(1)", status="301")

    assert refused.status_code == 422
    assert "https://…" in refused.text
    assert 'value="javascript:alert(1)"' in refused.text
    assert await fetch("SELECT FROM alias") == []


async def test_a_file_is_looked_at_first(lies: httpx.AsyncClient) -> None:
    good, bad = HEAD + "/a,/b,,301\r\n", HEAD + "/a,/b,,301\r\nx,<b>,,1\r\n"

    looked = await send(lies, "aliases/import/", csv=good, step="look")
    assert await fetch("SELECT FROM alias") == []
    refused = await send(lies, "aliases/import/", csv=bad, step="import")
    assert await fetch("SELECT FROM alias") == []
    done = await send(lies, "aliases/import/", csv=good, step="import")
    file = await lies.get("aliases/aliases.csv")

    assert "1 added, 0 changed" in looked.text
    assert 'value="import"' in looked.text
    assert "/a,/b,,301" in looked.text
    assert "begins with a slash" in html.unescape(refused.text)
    assert 'value="import"' not in refused.text
    assert done.status_code == 303
    assert file.content.decode() == good
    assert file.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize("role", ["reader", "editor", "translator:en", ""])
async def test_aliases_are_for_who_publishes_the_site(
    stranger: httpx.AsyncClient, role: str
) -> None:
    async with writing():
        made = await aliases.save(system("x"), {"path": "/geheim", "target": "/b", "status": "301"})
    await log_in(stranger, await make_user("mo", *filter(None, [role])))

    answers = [
        await stranger.get("aliases/"),
        await stranger.get("aliases/aliases.csv"),
        await stranger.get("aliases/import/"),
        await stranger.get(f"aliases/{made.id}/"),
        await send(stranger, "aliases/", path="/a", target="/b", status="301"),
        await send(stranger, "aliases/import/", csv=HEAD, step="import"),
        await send(stranger, f"aliases/{made.id}/", path="/a", target="/b", status="301"),
        await send(stranger, f"aliases/{made.id}/delete/"),
    ]

    assert {one.status_code for one in answers} == {403}
    assert not any("geheim" in one.text for one in answers)
    assert len(await fetch("SELECT FROM alias")) == 1


@pytest.mark.parametrize(
    "fields",
    [{}, {"path": "\0", "target": "\0", "status": "\0"}, {"path": "/a" * 9999, "status": "9" * 99}],
)
async def test_bad_forms_are_the_senders_fault(
    lies: httpx.AsyncClient, fields: dict[str, str]
) -> None:
    answers = [await send(lies, path, **fields) for path in ("aliases/", "aliases/7/")]
    pages = [await lies.get("aliases/?q=%00&after=%00"), await lies.get("aliases/99999999999/")]

    assert {one.status_code // 100 for one in answers} == {4}
    assert [one.status_code for one in pages] == [200, 404]


async def test_broken_links_are_shown_with_where_to_mend_them(lies: httpx.AsyncClient) -> None:
    target = await make_published("page", "Doel")
    page = await make_published(
        "page", "Wijzer", body_nl=f'<p><a href="uid:{target.uid}">x</a></p>'
    )
    empty = await lies.get("links/")
    async with writing():
        await retract(installed()["page"], target.uid, "nl", actor="x")

    report = await lies.get("links/")
    english = await lies.get("links/", params={"language": "en"})

    assert "leads nowhere" in empty.text
    assert f"uid/{page.uid}" in report.text
    assert "Doel en: is not public in this language" in report.text
    assert page.uid not in english.text


async def test_what_is_in_the_bin_is_named_to_who_sees_it_there(
    stranger: httpx.AsyncClient,
) -> None:
    target = await make_published("page", "Doel")
    await make_published("page", "Wijzer", body_nl=f'<p><a href="uid:{target.uid}">x</a></p>')
    await remove(target.uid, break_links=True)
    stranger.cookies.set("cms_lang", "en")

    await log_in(stranger, await make_user("eva", "editor"))
    editor = await stranger.get("links/")
    await log_in(stranger, await make_user("lies", "reviewer"))
    reviewer = await stranger.get("links/")

    assert "Doel en: is in the bin" in editor.text
    assert f"{target.uid}: is in the bin" in reviewer.text


async def test_broken_links_name_nothing_to_who_may_not_see(stranger: httpx.AsyncClient) -> None:
    target = await make("page", "Doel")
    await make_published("page", "Wijzer", body_nl=f'<p><a href="uid:{target.uid}">x</a></p>')
    await log_in(stranger, await make_user("mo"))

    report = await stranger.get("links/")

    assert "Wijzer" not in report.text
    assert ": 1." in report.text
