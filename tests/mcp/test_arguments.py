"""What is wrong with an argument is told in our own words, in the language of whoever calls."""

from itertools import product
from typing import Any

import httpx

from cms.errors import InvalidInput
from cms.mcp.using import TOOLS
from tests.mcp.test_hostile import HEADERS, call
from tests.schema.editing_client import client_of

PUBLISH = {"uids": ["x"], "locales": ["nl"]}
TRANSLATE = {"uid": "x", "locale": "nl"}
WRONG: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("search", {"text": 7}, "Write a text.", "Schrijf een tekst."),
    (
        "search",
        {"text": ""},
        "Write at least so many characters: 1.",
        "Schrijf minstens zoveel tekens: 1.",
    ),
    (
        "search",
        {"text": "x" * 201},
        "At most so many characters: 200.",
        "Hooguit zoveel tekens: 200.",
    ),
    ("search", {"text": "x", "types": 7}, "Give a list.", "Geef een lijst."),
    ("search", {"text": "x", "first": "7"}, "Write a whole number.", "Schrijf een heel getal."),
    ("search", {"text": "x", "first": 7.5}, "Write a whole number.", "Schrijf een heel getal."),
    ("search", {"text": "x", "first": 0}, "This must be 1 or more.", "Dit moet 1 of meer zijn."),
    (
        "search",
        {"text": "x", "first": 51},
        "This must be 50 or less.",
        "Dit moet 50 of minder zijn.",
    ),
    (
        "search",
        {"text": "x", "locale": "xx"},
        "Choose one of 'nl', 'en'.",
        "Kies een van 'nl', 'en'.",
    ),
    ("read", {"draft": "ja"}, "Write true or false.", "Schrijf true of false."),
    ("save_draft", {"type": "page", "values": []}, "Give an object.", "Geef een object."),
    ("translate", TRANSLATE | {"texts": ["x"]}, "Give an object.", "Geef een object."),
    (
        "publish",
        PUBLISH | {"uids": []},
        "Give at least so many: 1.",
        "Geef er minstens zoveel: 1.",
    ),
    ("publish", PUBLISH | {"uids": ["x"] * 21}, "At most so many: 20.", "Hooguit zoveel: 20."),
    (
        "publish",
        PUBLISH | {"at": "yesterday"},
        "Write a moment with its time zone, such as 2026-11-22T20:00:00+01:00.",
        "Schrijf een moment met de tijdzone erbij, zoals 2026-11-22T20:00:00+01:00.",
    ),
)


async def test_a_value_of_the_wrong_kind(database: None, address: str) -> None:
    chief = await client_of("chief", superuser=True)
    known = HEADERS | {"authorization": f"Bearer {chief.token}"}
    async with httpx.AsyncClient(headers=known, timeout=5) as http:
        for tool, given, *told in WRONG:
            for language, words in zip(("en", "nl"), told, strict=True):
                spoken = {"accept-language": language}
                answer = await http.post(address, headers=spoken, json=call(tool, given))
                [field] = answer.json()["result"]["structuredContent"]["error"]["fields"]
                assert (field["code"], field["message"]) == ("bad_value", words)


SILLY: tuple[Any, ...] = (
    *(None, True, -1, 7.5, 10**9, "", "x" * 200_000, [], {}, [None], [{"key": 1}]),
    ["x"] * 300,
)


def test_no_value_is_refused_without_a_reason() -> None:
    said: set[str] = set()
    for tool in TOOLS.values():
        for name, value in product(tool.arguments.model_fields, SILLY):
            try:
                tool.read({name: value})
            except InvalidInput as error:
                said |= {one.message.text for one in error.problems}

    assert "Write a text." in said
    assert "This is no value for it." not in said
