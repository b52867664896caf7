"""The examples that GraphiQL begins with: the same in both languages, and all of them work."""

import json

import pytest

from cms.schema.http.ide import STATIC
from tests.builders import make_published
from tests.schema.client import ask

EXAMPLES: dict[str, list[str]] = json.loads((STATIC / "graphiql-examples.json").read_text("utf-8"))


@pytest.mark.parametrize("query", [*EXAMPLES["nl"], *EXAMPLES["en"]])
async def test_the_examples_are_answered(database: None, query: str) -> None:
    await make_published("book")

    assert await ask(query)


def test_both_languages_have_the_same_examples() -> None:
    assert [len(one) for one in EXAMPLES.values()] == [5, 5]
    assert set(EXAMPLES) == {"nl", "en"}
