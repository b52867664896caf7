"""Blocks beside GraphQL: in open data, in the panel's preview, in the types' own description."""

from admin.changes import words_for
from admin.rendering import rendered
from cms.access.actors import system
from cms.content.discovery import installed
from cms.editing import versions
from cms.editing.comparison.fields import compare
from cms.reading.view import View
from tests.blocks.pages import every_kind, related
from tests.builders import ACTOR, change, make, make_published, remove
from tests.delivery.open_data.reading import entries
from tests.schema.client import ask


async def test_open_data_has_them_as_a_tree(database: None) -> None:
    to = await related()
    uid = (await make_published("page", blocks=every_kind(to))).uid

    (page,) = [one for one in await entries("en", "page") if one["uid"] == uid]

    by_key = {one["key"]: one for one in page["blocks"]}
    assert "/media/" in by_key["pct1"]["image"]
    assert by_key["tser"]["entry"] == to["entry"]
    assert by_key["spkr"]["speakers"] == [to["speaker"]]
    assert 'href="http' in by_key["text"]["body"]
    assert by_key["fcts"]["facts"][0]["label"] == "Sinds en"
    assert by_key["cms0"]["columns"][0]["blocks"][0]["body"] == "<p>Naast en</p>"
    assert not {"types", "count", "choice"} & {*by_key["stng"], *by_key["evnt"]}


async def test_the_panel_shows_them(database: None) -> None:
    uid = (await make_published("page", blocks=every_kind(await related()))).uid

    found = await rendered(uid, View("en"), "nl")

    assert found
    labels = [line.label for line in found.lines]
    assert labels[labels.index("Citaat") + 1] == "Teaser"
    said = repr(found.lines)
    assert all(text in said for text in ("Gezegd en", "Sinds en", "Naast en", "Koffie en"))


async def test_a_teaser_goes_with_what_it_leads_to(database: None) -> None:
    to = await related()
    uid = (await make_published("page", blocks=every_kind(to))).uid
    query = "query ($uid: ID!) { entry(uid: $uid) { ... on Page { blocks { key } } } }"

    await remove(to["entry"], break_links=True)

    keys = {one["key"] for one in (await ask(query, uid=uid))["entry"]["blocks"]}
    assert "tser" not in keys
    assert {"text", "spkr", "cms0"} <= keys


async def test_frontends_are_told_of_every_kind(database: None) -> None:
    data = await ask(
        """{ contentTypes(locale: NL) { name blocks {
          name typeName label part holds of fewest most fields { name label required } } } }"""
    )

    found = {one["name"]: one["blocks"] for one in data["contentTypes"]}
    kinds = {one["name"]: one for one in found["PAGE"]}
    assert found["BOOK"] == []
    assert kinds["columns"] | {"of": ["column"], "fewest": 2, "most": 4} == kinds["columns"]
    assert kinds["quotation"]["label"] == "Citaat"
    assert kinds["quotation"]["fields"][0] == {"name": "text", "label": "Tekst", "required": True}
    assert (kinds["fact"]["part"], kinds["fact"]["typeName"]) == (True, "Fact")
    assert "columns" not in kinds["column"]["of"]


async def test_the_history_says_in_words_what_became_of_blocks(database: None) -> None:
    page, to = installed()["page"], await related()
    saved = await make("page", blocks=every_kind(to))
    await change("page", saved.uid, blocks=[])
    first, second = [(await versions.load(saved.uid, n)).snapshot for n in (1, 2)]

    found = await words_for(system(ACTOR), page, compare(page, first, second), "nl")

    (blocks,) = found
    assert blocks.label == "Blokken"
    assert len(blocks.rows) == len(every_kind(to))
    said = repr(blocks)
    assert all(text in said for text in ("Hier gekozen", "Gezegd nl", "Koffie nl", "vimeo.com"))
