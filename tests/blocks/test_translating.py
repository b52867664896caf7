"""Blocks in translators' files: every text goes out by the block's key, and comes back to it."""

from pathlib import Path
from typing import Any

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing.input import KEY_COLUMN
from cms.editing.working_copy import load
from cms.publishing.gate import missing
from cms.publishing.publishing import publish
from tests.blocks.pages import every_kind, related
from tests.builders import ACTOR, change, make, make_published
from tests.translation.files import Desk

TRANSLATED = {
    "body", "caption", "alt", "text", "attribution", "heading", "blurb", "title", "label", "value",
    "source",
}  # fmt: skip


async def _dutch() -> str:
    """A page with every kind of block, of which nothing has been translated."""
    typed = every_kind(await related())
    for row in typed:
        row |= {name: "" for name in row if name.endswith("_en")}
    return (await make_published("page", locales=("nl",), title_en="", blocks=typed)).uid


async def _rows(uid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await load(installed()["page"], uid))["blocks"]
    return found


async def test_every_text_goes_out_and_comes_back(database: None, tmp_path: Path) -> None:
    desk, uid = Desk(tmp_path), await _dutch()
    rows = await _rows(uid)
    written = {(row[KEY_COLUMN], name) for row in rows for name in TRANSLATED if row[f"{name}_nl"]}
    await desk.export()
    entries = [one for one in desk.entries() if (one.msgctxt or "").startswith(f"{uid}/blocks_")]

    named = {one.msgctxt.split("/blocks_")[1].split("#")[0] for one in entries if one.msgctxt}
    assert {one.split("@")[0] for one in named} == {f"{name}.{key}" for key, name in written}
    (quoted,) = [one for one in entries if one.msgid == "Gezegd nl"]
    assert "Quotation, Text" in quoted.extracted[0]

    for one in entries:
        desk.edit(one.msgid, one.msgid.replace(" nl", " en"))
    desk.edit("Voorbeeld nl", "Example")
    await desk.take()
    after = await _rows(uid)
    for row in after:
        for name in TRANSLATED:
            assert row[f"{name}_en"] == row[f"{name}_nl"].replace(" nl", " en")
    async with writing():
        await publish(installed()["page"], uid, "en", actor=ACTOR)


async def test_reordering_costs_no_translation(database: None, tmp_path: Path) -> None:
    desk, uid = Desk(tmp_path), await _dutch()
    await desk.export()
    before = {one.msgctxt for one in desk.entries() if not one.obsolete}

    await change("page", uid, blocks=[*reversed(await _rows(uid))])
    async with writing():
        await publish(installed()["page"], uid, "nl", actor=ACTOR)
    await desk.export()

    assert {one.msgctxt for one in desk.entries() if not one.obsolete} == before


async def test_the_gate_asks_each_block_for_what_it_needs(database: None) -> None:
    page = installed()["page"]
    saved = await make(
        "page",
        blocks=[
            {"kind": "text", "body_nl": "<p>Alleen Nederlands</p>"},
            {"kind": "image", "hidden": True},
            {"kind": "columns"},
        ],
    )

    assert [one.field for one in missing(page, saved.values, "nl")] == ["blocks.2.kind"]
    assert [one.field for one in missing(page, saved.values, "en")] == [
        "blocks.0.body_en",
        "blocks.2.kind",
    ]
