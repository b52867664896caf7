"""Whatever is asked, the compiled answer and the executor's are the same to the byte."""

import os
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.reading.view import View
from cms.schema.asked import ANYBODY, Asker
from cms.schema.build import built
from cms.schema.ids import write_id
from tests.schema.compiled.both import Both
from tests.schema.compiled.documents import Documents, Known
from tests.schema.compiled.site import PATHS, askers, stand_site

FAST, SLOW = 150, 5_000
OWN = 0.8
"""So many of the documents of those who are somebody, or see drafts, are compiled at least."""
VIEWS = (View("nl"), View("en"), View("en", ("nl",)))
SEED = int(os.environ.get("CMS_CORPUS_SEED", "20091204"))


async def known(others: Sequence[Asker] = ()) -> Known:
    """What the site has; ids are such as the public has, and those who look at something else."""
    rows = await fetch(
        "SELECT path, uid, content_type, data->>'slug' AS slug, title FROM publication ORDER BY id"
    )
    tags = [row["key"] for row in await fetch("SELECT key FROM tag ORDER BY key")]
    words = [word for row in rows for word in row["title"].split() if len(word) > 3]
    uids = list(dict.fromkeys(row["uid"] for row in rows))
    return Known(
        paths=[row["path"] for row in rows] + ["/nl/niets", "/", "/xx/iets", *PATHS],
        slugs={
            camel(name): [
                row["slug"] for row in rows if row["content_type"] == name and row["slug"]
            ]
            for name in installed()
        },
        uids=uids,
        words=words[:60],
        tags=tags[:20],
        ids=[
            write_id(uid, replace(view, perspective=one.perspective))
            for uid in uids[:60]
            for view in VIEWS
            for one in (ANYBODY, *others)
        ],
    )


async def _compare(number: int) -> None:
    """The public asks each document, and every other one is asked by somebody, or in a preview."""
    await stand_site()
    public, *others = await askers()
    documents = Documents(built().schema._schema, await known(others), Random(SEED))
    both, own = Both(), Both()
    for place in range(number):
        made = documents.make()
        await both.ask(made.query, dict(made.variables), asker=public)
        if place % 2:
            asker = others[place // 2 % len(others)]
            await own.ask(made.query, dict(made.variables), asker=asker)

    assert both.compared >= 0.99 * number, both.reasons()
    assert both.keys[1] <= 2 * both.keys[0]
    assert own.compared >= OWN * number / 2, own.reasons()


async def test_random_documents_are_answered_alike(database: None) -> None:
    await _compare(FAST)


@pytest.mark.slow
async def test_thousands_of_random_documents_are_answered_alike(database: None) -> None:
    await _compare(SLOW)
