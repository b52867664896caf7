"""Blocks among each other: what may lie where, and what is refused in words."""

from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving
from cms.editing.working_copy import load
from cms.errors import InvalidInput
from tests.builders import ACTOR, make

TEXT = {"kind": "text", "body_nl": "<p>Tekst</p>", "body_en": "<p>Text</p>"}


def block(kind: str, key: str, within: str = "", **values: Any) -> dict[str, Any]:
    """A block as it is typed."""
    return {"kind": kind, "key": key, "within": within, **values}


async def test_blocks_are_stored_in_reading_order(database: None) -> None:
    fact = block("fact", "fact", "fcts", label_nl="Leden", value_nl="40")
    saved = await make(
        "page",
        blocks=[
            fact,
            block("columns", "grp0", anchor="programme"),
            block("column", "bay1", "grp0"),
            block("column", "bay2", "grp0"),
            block("facts", "fcts", "bay2"),
            {**TEXT, "within": "bay1", "body_nl": "<p onclick='x()'>Tekst<script>x()</script></p>"},
        ],
    )

    stored = (await load(installed()["page"], saved.uid))["blocks"]

    kinds = [row["kind"] for row in stored]
    assert kinds == ["columns", "column", "text", "column", "facts", "fact"]
    assert stored[2]["body_nl"] == "<p>Tekst</p>"
    assert stored[5] | fact == stored[5]


@pytest.mark.parametrize(
    ("blocks", "problems"),
    [
        ([{"kind": "hero"}], {"blocks.0.kind": "unknown_kind"}),
        ([{}], {"blocks.0.kind": "unknown_kind"}),
        ([{**TEXT, "url": "https://x.nl"}], {"blocks.0.url": "field_of_another_kind"}),
        ([{**TEXT, "within": "none"}], {"blocks.0.within": "unknown_block"}),
        ([block("fact", "fact")], {"blocks.0.within": "misplaced_block"}),
        (
            [block("column", "aaaa", "bbbb"), block("column", "bbbb", "aaaa")],
            {"blocks.0.within": "cycle", "blocks.1.within": "cycle"},
        ),
        (
            [
                block("columns", "aaaa"),
                block("column", "bbbb", "aaaa"),
                block("columns", "cccc", "bbbb"),
            ],
            {"blocks.2.within": "misplaced_block"},
        ),
        (
            [{**TEXT, "anchor": "here"}, {**TEXT, "anchor": "here"}],
            {"blocks.0.anchor": "anchor_taken", "blocks.1.anchor": "anchor_taken"},
        ),
        ([{**TEXT, "anchor": "1 Here"}], {"blocks.0.anchor": "bad_anchor"}),
        ([block("facts", "aaaa", anchor="x" * 61)], {"blocks.0.anchor": "too_long"}),
        ([block("embed", "aaaa", url="javascript:x()")], {"blocks.0.url": "not_embeddable"}),
        ([block("listing", "aaaa", count=0)], {"blocks.0.count": "out_of_range"}),
        ([block("listing", "aaaa", types=["hero"])], {"blocks.0.types": "unknown_type"}),
        ([block("listing", "aaaa", upcoming=True)], {"blocks.0.upcoming": "not_dated"}),
        ([block("listing", "aaaa", tags=["none"])], {"blocks.0.tags": "unknown_tag"}),
        ([block("teaser", "aaaa", entry="nothere00000")], {"blocks.0.entry": "unknown_reference"}),
        ([TEXT] * 201, {"blocks": "too_many"}),
        (
            [block("columns", "cccc"), *(block("column", f"c{n}xy", "cccc") for n in range(5))],
            {"blocks.0.kind": "too_many"},
        ),
        ("text", {"blocks": "wrong_type"}),
        (["text"], {"blocks.0": "wrong_type"}),
    ],
)
async def test_what_can_never_be_saved(
    database: None, blocks: Any, problems: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await make("page", blocks=blocks)

    assert {problem.field: problem.code for problem in caught.value.problems} == problems


async def test_a_block_stays_of_its_kind(database: None) -> None:
    page = installed()["page"]
    saved = await make("page", blocks=[{**TEXT, "key": "same"}])

    with pytest.raises(InvalidInput) as caught:
        async with writing():
            await saving.save(
                page,
                saved.uid,
                {"blocks": [block("facts", "same")]},
                revision=saved.revision,
                actor=ACTOR,
            )

    assert {one.code for one in caught.value.problems} == {"kind_changed", "field_of_another_kind"}
