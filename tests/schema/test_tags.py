"""The list of tags: those that the public meets, in its language, with how often."""

from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.publishing.publishing import retract
from tests.builders import ACTOR, make, make_published
from tests.schema.client import ask
from tests.schema.made import make_tags
from tests.schema.statements import counted

pytestmark = pytest.mark.usefixtures("database")

TAGS = """query ($locale: Locale, $fallback: [Locale!]) {
  tags(locale: $locale, fallback: $fallback) { key label labels { locale text } totalCount } }"""


async def tags(**variables: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ask(TAGS, **variables))["tags"]
    return found


async def test_tags_are_listed_with_what_carries_them() -> None:
    await make_tags(
        overheid=("Overheid", "Government"), delen=("Delen", ""), stil=("Stil", "Silent")
    )
    await make_published("book", tags=["overheid", "delen"])
    await make_published("speaker", tags=["overheid"], expertise=["overheid"])
    await make("page", tags=["stil", "overheid"])

    found = await tags(locale="EN")

    assert [(one["key"], one["label"], one["totalCount"]) for one in found] == [
        ("delen", "Delen", 1),
        ("overheid", "Government", 2),
    ]
    assert [one["labels"] for one in found] == [
        [{"locale": "NL", "text": "Delen"}],
        [{"locale": "NL", "text": "Overheid"}, {"locale": "EN", "text": "Government"}],
    ]


async def test_the_fields_of_speakers_are_tags() -> None:
    await make_tags(zorg=("Zorg", "Care"))
    await make_published("speaker", expertise=["zorg"])

    assert [(one["key"], one["totalCount"]) for one in await tags(locale="EN")] == [("zorg", 1)]


async def test_tags_are_those_of_what_a_view_serves() -> None:
    await make_tags(overheid=("Overheid", "Government"), delen=("Delen", "Sharing"))
    await make_published("book", locales=("nl",), tags=["overheid"])
    gone = await make_published("page", tags=["delen"])
    async with writing():
        await retract(installed()["page"], gone.uid, "nl", actor=ACTOR)

    assert [one["key"] for one in await tags()] == ["overheid"]
    assert [one["key"] for one in await tags(locale="EN")] == ["delen"]
    both = await tags(locale="EN", fallback=["NL"])
    assert [(one["label"], one["totalCount"]) for one in both] == [
        ("Government", 1),
        ("Sharing", 1),
    ]


async def test_numbers_are_counted_once_and_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await make_tags(overheid=("Overheid", "Government"), delen=("Delen", "Sharing"))
    await make_published("book", tags=["overheid", "delen"])

    async with counted(monkeypatch) as plain:
        await ask("{ tags { key label } }")
    async with counted(monkeypatch) as numbered:
        await ask("{ tags { key label totalCount } }")

    assert not any("count(" in one for one in plain)
    assert len([one for one in numbered if "count(" in one]) == 1
