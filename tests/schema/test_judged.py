"""How good search is: what readers type, beside what was judged to answer it.

Precision at 5 of a text is how many of the first n hits were judged to answer it, divided by n, where
n is 5, or the number of entries that do if there are fewer. The figure is the mean over all texts.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cms.demo.reading import uid_of
from tests.demo_site import stand_demo
from tests.schema.client import ask

JUDGED = Path(__file__).parent / "judged"
LEAST = {"nl": 0.965, "en": 0.965}
FEWEST = {"nl": 60, "en": 40}
FIRST = 5

QUERY = """query ($text: String!, $locale: Locale) {
  search(text: $text, locale: $locale, first: 5) { totalCount nodes { content { uid } } } }"""


def judged(locale: str) -> Mapping[str, Any]:
    return tomllib.loads((JUDGED / f"{locale}.toml").read_text())


async def found(text: str, locale: str) -> list[str]:
    data = (await ask(QUERY, text=text, locale=locale.upper()))["search"]
    return [one["content"]["uid"] for one in data["nodes"]]


def precision(hits: Sequence[str], relevant: Sequence[str]) -> float:
    most = min(FIRST, len(relevant))
    return len(set(hits[:most]) & {uid_of(key) for key in relevant}) / most


@pytest.mark.parametrize("locale", ["nl", "en"])
async def test_what_readers_look_for_comes_first(
    database: None, locale: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await stand_demo()
    lists = judged(locale)
    scores = {
        text: precision(await found(text, locale), relevant)
        for text, relevant in lists["relevant"].items()
    }
    mean = sum(scores.values()) / len(scores)
    with capsys.disabled():
        print(f"\n{locale}: precision at {FIRST} over {len(scores)} texts: {mean:.3f}")  # noqa: T201
    assert len(scores) >= FEWEST[locale]
    assert mean >= LEAST[locale], {text: one for text, one in scores.items() if one < 1}
    assert {text: await found(text, locale) for text in lists["nothing"]["texts"]} == {
        text: [] for text in lists["nothing"]["texts"]
    }
