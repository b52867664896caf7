"""Blocks as scripts save them: each kind an input of its own, and what is read goes back."""

from typing import Any

from cms.content.discovery import installed
from cms.editing.working_copy import load
from tests.blocks.pages import every_kind, related, rich
from tests.builders import make, make_published
from tests.schema.client import ask
from tests.schema.editing_client import Client, client_of

STORED = "query ($uid: ID!) { entry(uid: $uid) { etag ... on Page { blocksStored } } }"
DRAFTS = {"Cms-Preview": "drafts"}


async def _stored(script: Client, uid: str) -> tuple[str, Any]:
    body = await script.post(STORED, headers=DRAFTS, uid=uid)
    assert "errors" not in body, body
    return body["data"]["entry"]["etag"], body["data"]["entry"]["blocksStored"]


async def _rows(uid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await load(installed()["page"], uid))["blocks"]
    return found


async def test_what_is_read_as_stored_can_be_saved_back(database: None) -> None:
    script = await client_of("eva", superuser=True)
    typed = every_kind(await related())
    typed[0]["hidden"] = True
    uid = (await make("page", blocks=typed)).uid
    before = await _rows(uid)

    etag, stored = await _stored(script, uid)
    fresh = await script.save("Page", input={"title": {"nl": "Kopie"}, "blocks": _new(stored)})
    same = await script.save("Page", input={"uid": uid, "blocks": stored}, ifMatch=etag)

    assert same["__typename"] == fresh["__typename"] == "Saved", same
    assert same["diff"] == []
    assert await _rows(uid) == before
    copied = await _rows(fresh["uid"])
    assert [_content(row) for row in copied] == [_content(row) for row in before]


def _content(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"key", "within"}}


def _new(stored: Any) -> Any:
    """The same without its keys: of a new page."""
    if isinstance(stored, list):
        return [_new(one) for one in stored]
    if isinstance(stored, dict):
        return {name: _new(one) for name, one in stored.items() if name != "key"}
    return stored


async def test_what_is_left_out_stays_and_what_is_not_listed_goes(database: None) -> None:
    script = await client_of("eva", superuser=True)
    uid = (await make("page", blocks=every_kind(await related()))).uid
    etag, _ = await _stored(script, uid)

    outcome = await script.save(
        "Page",
        input={
            "uid": uid,
            "blocks": [
                {"columns": {"key": "cms0"}},
                {"facts": {"key": "fcts", "facts": []}},
                {"text": {"key": "text", "body": {"en": "<p>Other</p>"}}},
            ],
        },
        ifMatch=etag,
    )

    assert outcome["__typename"] == "Saved", outcome
    cells = [one["cells"] for one in outcome["diff"][0]["change"]["rows"]]
    assert [{"field": "body.en"}] in cells
    rows = {row["key"]: row for row in await _rows(uid)}
    assert list(rows) == ["cms0", "cm01", "txt2", "cm02", "fct2", "fcts", "text"]
    assert rows["text"]["body_nl"].startswith("<p>Tekst")
    assert rows["text"]["body_en"] == "<p>Other</p>"


async def test_a_problem_names_its_place_in_the_input(database: None) -> None:
    script = await client_of("eva", superuser=True)

    outcome = await script.save(
        "Page",
        input={
            "title": {"nl": "Pagina"},
            "blocks": [
                {"text": {"body": {"nl": "<p>x</p>"}}},
                {"columns": {"columns": [{"blocks": [{"facts": {"facts": [
                    {"label": {"nl": "a"}}, {"label": {"en": "x" * 300}}]}}]}]}},
                {"speakers": {"speakers": ["nothere00000"]}},
            ],
        },
    )  # fmt: skip

    assert [(one["field"], one["code"]) for one in outcome["fields"]] == [
        ("blocks.1.columns.columns.0.blocks.0.facts.facts.1.label.en", "too_long")
    ]


async def test_only_editors_read_what_is_stored(database: None) -> None:
    script = await client_of("pim")
    uid = (await make_published("page", blocks=[{"kind": "text", **rich("body", "Tekst")}])).uid

    assert await _stored(script, uid) != (None, None)
    assert (await _stored(script, uid))[1] is None
    assert (await ask(STORED, uid=uid))["entry"]["blocksStored"] is None


async def test_a_key_that_is_none_is_refused_where_it_was_typed(database: None) -> None:
    script = await client_of("eva", superuser=True)
    column = {"blocks": [{"text": {"body": {"nl": "<p>x</p>"}}}]}
    for key in ("longkey123456", "abc", "ABCDE", "ilou"):
        blocks = [
            {"text": {"key": "gd12", "body": {}}},
            {"columns": {"key": key, "columns": [column]}},
        ]
        done = await script.save("Page", input={"title": {"nl": "Nieuw"}, "blocks": blocks})
        found = [(one["field"], one["code"]) for one in done["fields"]]
        assert found == [("blocks.1.columns.key", "bad_key")], key
