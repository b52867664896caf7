"""Pictures that are pasted into texts become files of the library."""

import asyncio
import base64
import re
from pathlib import Path

import pytest

from cms.access.actors import system
from cms.content import Asset
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving, working_copy
from cms.errors import InvalidInput
from cms.media.inspect import Inspected
from cms.publishing.library import authorised
from cms.publishing.library.pasted import looked_into, with_files
from tests.builders import ACTOR, make, make_published
from tests.media.files import PDF, picture
from tests.schema.client import ask
from tests.schema.editing_client import client_of

PAGE = "page"


def pasted(content: bytes, alt: str = "") -> str:
    data = base64.b64encode(content).decode()
    return f'<p>Zie <img src="data:image/png;base64,{data}" alt="{alt}"></p>'


async def save(uid: str, html: str) -> str:
    """What is stored of a text."""
    page = installed()[PAGE]
    given = {"body_nl": html}
    async with looked_into(system(ACTOR), given) as looked, writing():
        revision = (await working_copy.load(page, uid))["revision"]
        values = await with_files(system(ACTOR), page, given, looked)
        saved = await saving.save(page, uid, values, revision=revision, actor=ACTOR)
    return str(saved.values["body_nl"])


async def test_a_pasted_picture_becomes_a_file_once(database: None) -> None:
    page = await make(PAGE)

    first = await save(page.uid, pasted(picture(), "Haven") + pasted(picture(size=(9, 9))))
    second = await save(page.uid, first + pasted(picture()))

    uids = re.findall(r'<img src="uid:(\w+)" alt="(\w*)">', second)
    assert [alt for _, alt in uids] == ["Haven", "", ""]
    assert uids[0][0] == uids[2][0] != uids[1][0]
    assert {row["uid"] for row in await Asset.select(Asset.uid)} == {uid for uid, _ in uids}


@pytest.mark.parametrize("content", [b"no picture at all, but long enough to be one", PDF])
async def test_what_is_no_picture_is_refused_whole(database: None, content: bytes) -> None:
    page = await make(PAGE)

    with pytest.raises(InvalidInput) as refused:
        await save(page.uid, pasted(picture()) + pasted(content))

    assert [one.field for one in refused.value.problems] == ["body_nl"]
    assert await Asset.count() == 0


async def test_nothing_is_locked_while_they_are_looked_into(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one writes the same entry meanwhile: whoever pastes hears of it, and waits for nobody."""
    client = await client_of("eva", "editor")
    page = await make(PAGE)
    look = authorised.inspected

    async def looking(path: Path, name: str) -> Inspected:
        other = {"uid": page.uid, "title": {"nl": "Meanwhile"}}
        done = await client.save("Page", input=other, ifMatch="w1")
        assert done["__typename"] == "Saved", done
        return await look(path, name)

    monkeypatch.setattr(authorised, "inspected", looking)
    body = {"uid": page.uid, "body": {"nl": pasted(picture())}}
    late = await asyncio.wait_for(client.save("Page", input=body, ifMatch="w1"), 10)

    assert late["__typename"] == "Conflict"


async def test_scripts_may_paste_too(database: None) -> None:
    client = await client_of("eva", "editor")
    page = await make(PAGE)
    body = {"uid": page.uid, "body": {"nl": pasted(picture())}}

    tried = await client.save("Page", input=body, ifMatch="w1", dryRun=True)
    left = await Asset.count()
    saved = await client.save("Page", input=body, ifMatch="w1")

    assert (tried["__typename"], left) == ("Saved", 0)
    assert saved["__typename"] == "Saved"
    assert await Asset.count() == 1


async def test_a_text_shows_its_pictures(database: None) -> None:
    client = await client_of("eva", "editor", "reviewer")
    page = await make_published(PAGE)
    body = {"uid": page.uid, "body": {"nl": pasted(picture(size=(700, 500)), "De kade")}}
    saved = await client.save("Page", input=body, ifMatch="w1")
    assert saved["__typename"] == "Saved", saved
    done = await client.do("transition(uids: [$uid], to: PUBLISHED, locales: [NL])", uid=page.uid)
    assert done["__typename"] == "Transitioned", done

    query = """query ($uid: ID!) { entry(uid: $uid) { ... on Page { body {
        html markdown images { width set(preset: THUMB) { src } } } } } }"""
    found = (await ask(query, uid=page.uid))["entry"]["body"]

    assert re.search(
        r'<img alt="De kade" src="https://example.org/media/\w+/\w+/contain-700\.auto" srcset="'
        r'[^"]*contain-320\.auto 320w, [^"]*" sizes="[^"]+" width="700" height="500" loading="lazy">',
        found["html"],
    )
    assert "![De kade](https://example.org/media/" in found["markdown"]
    assert found["images"][0]["width"] == 700


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_save_that_comes_too_late_keeps_no_picture(database: None, dry_run: bool) -> None:
    page, eva = await make(PAGE), await client_of("eva", "editor")
    await save(page.uid, "<p>Van een ander</p>")
    mine = {"uid": page.uid, "body": {"nl": pasted(picture())}}

    done = await eva.save("Page", input=mine, ifMatch="w1", dryRun=dry_run)

    assert (done["__typename"], [one["field"] for one in done["fields"]]) == (
        "Conflict",
        ["body.nl"],
    )
    assert await Asset.count() == 0
