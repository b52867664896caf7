"""Blocks of a kind that there was once: nobody sees them, and they stand in nobody's way."""

from typing import Any

import orjson

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import reverting, saving
from cms.editing.working_copy import load
from cms.publishing.publishing import publish
from tests.blocks.pages import block, rich
from tests.builders import ACTOR, make_published
from tests.schema.client import ask
from tests.schema.editing_client import client_of

READ = "query ($uid: ID!) { entry(uid: $uid) { ... on Page { title blocks { __typename key } } } }"
STORED = "query ($uid: ID!) { entry(uid: $uid) { etag ... on Page { blocksStored } } }"
GONE = "cms0"


def _blocks() -> list[dict[str, Any]]:
    return [
        block("text", "text", **rich("body", "Gebleven")),
        block("columns", GONE),
        block("column", "cm01", GONE),
        block("text", "txt2", "cm01", **rich("body", "Verdwenen")),
        block("column", "cm02", GONE),
    ]


async def _page_of_long_ago() -> str:
    """A published page that was made when there was another kind of block."""
    uid = (await make_published("page", blocks=_blocks())).uid
    await execute("UPDATE page_block SET kind = 'carousel' WHERE key = $1", GONE)
    await execute("UPDATE node SET updated_at = now() WHERE uid = $1", uid)
    return uid


async def test_everything_goes_on(database: None) -> None:
    uid = await _page_of_long_ago()
    script = await client_of("eva", superuser=True)

    read = await script.post(STORED, headers={"Cms-Preview": "drafts"}, uid=uid)
    saved = await script.save(
        "Page", input={"uid": uid, "title": {"nl": "Nieuw"}}, ifMatch=read["data"]["entry"]["etag"]
    )
    async with writing():
        await publish(installed()["page"], uid, "nl", actor=ACTOR)

    assert [next(iter(one)) for one in read["data"]["entry"]["blocksStored"]] == ["text"]
    assert saved["__typename"] == "Saved", saved
    found = (await ask(READ, uid=uid))["entry"]
    assert [one["key"] for one in found["blocks"]] == ["text"]
    kept = await fetch(
        "SELECT texts::text, search::text FROM publication"
        " WHERE uid = $1 AND locale = 'nl' ORDER BY id DESC LIMIT 1",
        uid,
    )
    assert "erdwen" not in str(kept)


async def test_it_stays_away_when_a_version_comes_back(database: None) -> None:
    uid = await _page_of_long_ago()
    page = installed()["page"]
    await execute(
        "UPDATE version SET snapshot = jsonb_set(snapshot, '{blocks,1,kind}', '\"carousel\"')"
        " WHERE uid = $1 AND snapshot -> 'blocks' -> 1 IS NOT NULL",
        uid,
    )
    before = await load(page, uid)
    async with writing():
        saved = await saving.save(
            page, uid, {"blocks": []}, revision=before["revision"], actor=ACTOR
        )
        await reverting.revert(
            page, uid, before["revision"], revision=saved.values["revision"], actor=ACTOR
        )
    assert [row["key"] for row in (await load(page, uid))["blocks"]] == ["text"]


async def test_what_was_published_of_it_is_skipped(database: None) -> None:
    uid = (await make_published("page", blocks=_blocks())).uid
    kept = await fetch("SELECT id, texts::text AS texts FROM publication WHERE uid = $1", uid)
    for row in kept:
        texts = orjson.loads(row["texts"])
        texts["blocks"][1]["kind"] = "carousel"
        await execute(
            "UPDATE publication SET texts = $2::jsonb WHERE id = $1",
            *(row["id"], orjson.dumps(texts).decode()),
        )
    found = (await ask(READ, uid=uid))["entry"]
    assert [one["key"] for one in found["blocks"]] == ["text"]
