"""Drafts: derived of all that changed, and of each entry by itself."""

from typing import Any

import pytest

from cms.database.engine import execute, fetch
from cms.publishing import drafts
from tests.builders import make
from tests.schema.editing_client import client_of


async def _titles(*uids: str) -> list[Any]:
    found = await fetch(
        "SELECT title FROM draft WHERE locale = 'nl' AND uid = ANY($1::text[]) ORDER BY title", uids
    )
    return [row["title"] for row in found]


async def test_one_that_cannot_be_derived_keeps_nobody_else(
    database: None, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await make("page", title_nl="Stuk")
    await drafts.renew()
    deep = "<ul><li>" * 30 + "x" + "</li></ul>" * 30
    await execute(
        "UPDATE page SET title_nl = 'Erger', body_nl = $2 WHERE uid = $1", broken.uid, deep
    )
    await execute("UPDATE node SET updated_at = now() WHERE uid = $1", broken.uid)
    sound = await make("page", title_nl="Heel")

    await drafts.renew()

    assert await _titles(broken.uid, sound.uid) == ["Heel", "Stuk"]
    assert broken.uid in caplog.text


async def test_a_text_kept_with_an_address_longer_than_any_uid(database: None) -> None:
    """As it was kept before such an address was refused."""
    long = "a" * 20
    page = await make("page", title_nl="Oud")
    html = f'<p><a href="uid:{long}">x</a> <img src="uid:{long}" alt="y"></p>'
    await execute("UPDATE page SET body_nl = $2 WHERE uid = $1", page.uid, html)
    await execute("UPDATE node SET updated_at = now() WHERE uid = $1", page.uid)

    await drafts.renew()
    script = await client_of("eva", superuser=True)
    saved = await script.save("Page", input={"title": {"nl": "Nieuw"}, "body": {"nl": html}})

    assert await fetch("SELECT FROM draft WHERE uid = $1 AND refs = '{}'", page.uid)
    assert saved["__typename"] == "Saved"
    kept = await fetch("SELECT body_nl FROM page WHERE uid = $1", saved["uid"])
    assert "uid:" not in kept[0]["body_nl"]
    assert "x" in kept[0]["body_nl"]
