"""Whatever is asked, the compiled answer and the executor's are the same to the byte."""

import os
from random import Random

import pytest

from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.reading.view import View
from cms.schema.build import built
from cms.schema.ids import write_id
from tests.schema.compiled.both import Both
from tests.schema.compiled.documents import Documents, Known
from tests.translation.demo import stand_demo

FAST, SLOW = 300, 5_000
VIEWS = (View("nl"), View("en"), View("en", ("nl",)))
SEED = int(os.environ.get("CMS_CORPUS_SEED", "20091204"))


async def known() -> Known:
    rows = await fetch(
        "SELECT path, uid, content_type, data->>'slug' AS slug, title FROM publication ORDER BY id"
    )
    tags = [row["key"] for row in await fetch("SELECT key FROM tag ORDER BY key")]
    words = [word for row in rows for word in row["title"].split() if len(word) > 3]
    uids = list(dict.fromkeys(row["uid"] for row in rows))
    return Known(
        paths=[row["path"] for row in rows] + ["/nl/niets", "/", "/xx/iets"],
        slugs={
            camel(name): [
                row["slug"] for row in rows if row["content_type"] == name and row["slug"]
            ]
            for name in installed()
        },
        uids=uids,
        words=words[:60],
        tags=tags[:20],
        ids=[write_id(uid, view) for uid in uids[:60] for view in VIEWS],
    )


async def _compare(number: int) -> Both:
    await stand_demo()
    documents = Documents(built().schema._schema, await known(), Random(SEED))
    both = Both()
    for _ in range(number):
        made = documents.make()
        await both.ask(made.query, dict(made.variables))
    return both


async def test_random_documents_are_answered_alike(database: None) -> None:
    both = await _compare(FAST)

    assert both.compared >= 0.93 * FAST, both.reasons()
    assert both.keys[1] <= 2 * both.keys[0]


@pytest.mark.slow
async def test_thousands_of_random_documents_are_answered_alike(database: None) -> None:
    both = await _compare(SLOW)

    assert both.compared >= 0.93 * SLOW, both.reasons()
