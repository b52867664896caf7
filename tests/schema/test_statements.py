"""However many entries an answer has, it takes the same number of statements."""

from typing import Any

import pytest

from tests.builders import make_published
from tests.schema.client import app, ask
from tests.schema.editing_client import client_of
from tests.schema.made import make_tags
from tests.schema.statements import counted

RICH_LIST = """
query ($first: Int, $locale: Locale, $fallback: [Locale!]) {
  sessions(first: $first, locale: $locale, fallback: $fallback) {
    totalCount
    nodes {
      title
      tags { label }
      body { html references { title } }
      place { name }
      moderator { title books { title authors { title } } sessions(first: 3) { totalCount nodes { title } } }
      interlocutors { title fields { label } bio { text } }
      event { title sessions { nodes { title } totalCount } }
      challenge { title }
      parent { title }
      breadcrumbs { title }
      children { totalCount nodes { title } }
      backlinks { totalCount nodes { title } }
      translations { locale state text content { title } }
      localization { complete fields { state } }
      in(locale: EN) { title }
    }
  }
}
"""


@pytest.fixture
def executor_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is compiled."""
    monkeypatch.setattr(app.answering, "compiled", None)


@pytest.mark.parametrize("fallback", [[], ["EN"]])
async def test_a_whole_operation_is_one_statement(
    database: None, monkeypatch: pytest.MonkeyPatch, fallback: list[str]
) -> None:
    await _fill(3)

    async with counted(monkeypatch) as sent:
        data = await ask(RICH_LIST, first=3, locale="NL", fallback=fallback)

    assert len(data["sessions"]["nodes"]) == 3
    assert len(sent) == 1


@pytest.mark.parametrize("fallback", [[], ["EN"]])
async def test_as_many_statements_for_thirty_entries_as_for_one(
    database: None, executor_alone: None, monkeypatch: pytest.MonkeyPatch, fallback: list[str]
) -> None:
    await _fill(30)

    async def statements(first: int) -> tuple[int, int]:
        async with counted(monkeypatch) as sent:
            data = await ask(RICH_LIST, first=first, locale="NL", fallback=fallback)
        return len(data["sessions"]["nodes"]), len(sent)

    (one, for_one), (many, for_many) = await statements(1), await statements(30)

    assert (one, many) == (1, 30)
    assert for_one == for_many
    assert 10 < for_many < 40


async def test_as_many_statements_for_many_hits_and_items_as_for_one(
    database: None, executor_alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = """query ($first: Int!) {
      search(text: "sessie", first: $first) {
        totalCount nodes { highlight content { title parent { title } } } }
      menu(name: "main") { items { label content { parent { title } tags { label } } } }
    }"""
    await _fill(20)

    async def statements(first: int) -> tuple[int, int]:
        async with counted(monkeypatch) as sent:
            data = await ask(query, first=first)
        return len(data["search"]["nodes"]), len(sent)

    (one, for_one), (many, for_many) = await statements(1), await statements(20)

    assert (one, many) == (1, 20)
    assert for_one == for_many


async def test_only_what_is_asked_is_read(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    await _fill(3)

    async with counted(monkeypatch) as sent:
        await ask("{ sessions { nodes { title theme startsAt } pageInfo { hasNextPage } } }")

    assert len(sent) == 1
    assert "count(*)" not in sent[0]


async def test_a_count_asked_twice_is_counted_once(
    database: None, executor_alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fill(3)

    async with counted(monkeypatch) as sent:
        data = await ask("{ sessions(page: 1, size: 2) { totalCount pageInfo { pageCount } } }")

    assert data == {"sessions": {"totalCount": 3, "pageInfo": {"pageCount": 2}}}
    assert len([sql for sql in sent if "count(*)" in sql]) == 1


async def _fill(number: int) -> None:
    await make_tags(web=("Web", "Web"))
    page = (await make_published("page", "Uitdaging")).uid
    event = (await make_published("event", "Koffie")).uid
    speakers = [
        (
            await make_published(
                "speaker", f"S{n}", given_name="S", family_name=f"{n}", expertise=["web"]
            )
        ).uid
        for n in range(4)
    ]
    await make_published(
        "book", "Boek", authors=[{"speaker": speakers[0]}, {"speaker": speakers[1]}]
    )
    for place in range(number):
        await make_published(
            "session",
            f"Sessie {place:02}",
            tags=["web"],
            challenge=page,
            event=event,
            moderator=speakers[0],
            interlocutors=[{"speaker": speakers[2]}, {"speaker": speakers[3]}],
            body_nl=f'<p>Zie <a href="uid:{page}">de uitdaging</a>.</p>',
        )


async def test_histories_are_read_together(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    eva = await client_of("eva", "reader")
    query = """query ($first: Int!) { sessions(first: $first) { nodes {
      uid history(first: 2) { nodes { operation at } pageInfo { endCursor hasNextPage } } } } }"""
    await _fill(6)

    async def statements(first: int) -> tuple[list[Any], int]:
        async with counted(monkeypatch) as sent:
            data = await eva.ask(query, first=first)
        return data["sessions"]["nodes"], len(sent)

    (one, for_one), (many, for_many) = await statements(1), await statements(6)

    assert for_one == for_many
    assert many[0] == one[0]
    assert [len(each["history"]["nodes"]) for each in many] == [2] * 6
    assert len({each["history"]["pageInfo"]["endCursor"] for each in many}) == 6
