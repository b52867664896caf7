"""Relations: to one, to many, and back."""

from typing import Any

import pytest

from tests.builders import make, make_published
from tests.schema.client import ask


async def _think_tank() -> dict[str, str]:
    """Two speakers, a book by both, three sessions of one event."""
    anna = (await make_published("speaker", given_name="Anna", family_name="Aap")).uid
    bob = (await make_published("speaker", given_name="Bob", family_name="Noot")).uid
    hidden = (await make("speaker", given_name="Hidden", family_name="Person")).uid
    event = (await make_published("event", "Koffie")).uid
    book = (
        await make_published(
            "book", "Boek", authors=[{"speaker": bob}, {"speaker": hidden}, {"speaker": anna}]
        )
    ).uid
    for place, (moderator, other) in enumerate([(anna, bob), (bob, anna), (hidden, bob)]):
        await make_published(
            "session",
            f"S{place}",
            moderator=moderator,
            interlocutors=[{"speaker": other}],
            event=event if place < 2 else None,
        )
    await make("session", "Concept", moderator=anna, event=event)
    return {"anna": anna, "bob": bob, "hidden": hidden, "event": event, "book": book}


async def test_related_entries_come_in_order_without_the_hidden(database: None) -> None:
    made = await _think_tank()

    data = await ask(
        """query ($book: ID!) {
          entry(uid: $book) { ... on Book { authors { title } } }
          sessions { nodes { title moderator { title } event { title } } }
        }""",
        book=made["book"],
    )

    assert data["entry"]["authors"] == [{"title": "Bob Noot"}, {"title": "Anna Aap"}]
    assert [
        (one["title"], one["moderator"] and one["moderator"]["title"], bool(one["event"]))
        for one in data["sessions"]["nodes"]
    ] == [("S0 nl", "Anna Aap", True), ("S1 nl", "Bob Noot", True), ("S2 nl", None, False)]


async def test_the_way_back(database: None) -> None:
    made = await _think_tank()

    data = await ask(
        """query ($anna: ID!, $event: ID!) {
          speaker: entry(uid: $anna) { ... on Speaker { books { title }
            sessions { totalCount nodes { title } } } }
          event: entry(uid: $event) { ... on Event {
            sessions(first: 1, order: [{ title: DESC }]) { totalCount nodes { title }
              pageInfo { hasNextPage endCursor } }
            some: sessions(filter: { title: { eq: "S0 nl" } }) { totalCount nodes { title } } } }
        }""",
        anna=made["anna"],
        event=made["event"],
    )

    assert data["speaker"] == {
        "books": [{"title": "Boek nl"}],
        "sessions": {"totalCount": 2, "nodes": [{"title": "S0 nl"}, {"title": "S1 nl"}]},
    }
    assert data["event"]["sessions"]["totalCount"] == 2
    assert data["event"]["sessions"]["nodes"] == [{"title": "S1 nl"}]
    assert data["event"]["sessions"]["pageInfo"]["hasNextPage"] is True
    assert data["event"]["some"] == {"totalCount": 1, "nodes": [{"title": "S0 nl"}]}


async def test_each_owner_gets_its_own_part_of_a_nested_list(database: None) -> None:
    await _think_tank()
    query = """query ($after: String) { speakers(order: [{ sortName: ASC }]) { nodes { title
      sessions(first: 1, after: $after) { nodes { title } pageInfo { endCursor hasNextPage } } } } }"""

    first = (await ask(query))["speakers"]["nodes"]
    cursor = first[0]["sessions"]["pageInfo"]["endCursor"]
    second = (await ask(query, after=cursor))["speakers"]["nodes"]

    def shown(nodes: Any) -> list[tuple[list[str], bool]]:
        return [
            (
                [each["title"] for each in one["sessions"]["nodes"]],
                one["sessions"]["pageInfo"]["hasNextPage"],
            )
            for one in nodes
        ]

    assert shown(first) == [(["S0 nl"], True), (["S0 nl"], True)]
    assert shown(second) == [(["S1 nl"], False), (["S1 nl"], True)]


@pytest.mark.parametrize(
    ("field", "asked", "expected"),
    [
        ("sessions", 'moderator: { is: { title: { contains: "Anna" } } }', ["S0 nl"]),
        ("sessions", 'moderator: { isNot: { title: { contains: "Anna" } } }', ["S1 nl", "S2 nl"]),
        ("sessions", "moderator: { empty: true }", ["S2 nl"]),
        ("sessions", "event: { empty: false }", ["S0 nl", "S1 nl"]),
        ("sessions", 'moderator: { is: { slug: { eq: "anna-aap" } } }', ["S0 nl"]),
        ("sessions", 'interlocutors: { some: { familyName: { eq: "Noot" } } }', ["S0 nl", "S2 nl"]),
        ("sessions", 'interlocutors: { none: { familyName: { eq: "Noot" } } }', ["S1 nl"]),
        ("books", 'authors: { some: { givenName: { eq: "Anna" } } }', ["Boek nl"]),
        ("books", 'authors: { every: { givenName: { in: ["Anna", "Bob"] } } }', ["Boek nl"]),
        ("books", 'authors: { every: { givenName: { eq: "Anna" } } }', []),
        ("books", 'authors: { none: { givenName: { eq: "Zoe" } } }', ["Boek nl"]),
        ("books", 'authors: { some: { givenName: { eq: "Hidden" } } }', []),
    ],
)  # fmt: skip
async def test_a_filter_by_what_is_related(
    database: None, field: str, asked: str, expected: list[str]
) -> None:
    await _think_tank()

    data = await ask(f"{{ {field}(filter: {{ {asked} }}) {{ nodes {{ title }} totalCount }} }}")

    assert [one["title"] for one in data[field]["nodes"]] == expected
    assert data[field]["totalCount"] == len(expected)


async def test_what_refers_to_an_entry_in_a_field_or_in_a_text(database: None) -> None:
    made = await _think_tank()
    await make_published("page", "Tekst", body_nl=f'<p><a href="uid:{made["bob"]}">Bob</a></p>')
    await make("page", "Klad", body_nl=f'<p><a href="uid:{made["bob"]}">Bob</a></p>')

    data = await ask(
        "query ($uid: ID!) { entry(uid: $uid) { backlinks { totalCount nodes { __typename title } } } }",
        uid=made["bob"],
    )

    found = {(one["__typename"], one["title"]) for one in data["entry"]["backlinks"]["nodes"]}
    assert found == {
        ("Book", "Boek nl"),
        ("Session", "S0 nl"),
        ("Session", "S1 nl"),
        ("Session", "S2 nl"),
        ("Page", "Tekst nl"),
    }
    assert data["entry"]["backlinks"]["totalCount"] == 5


async def test_children_by_type_in_their_order(database: None) -> None:
    above = (await make_published("page", "Boven")).uid
    await make_published("page", "Tweede", parent=above, position=2)
    await make_published("book", "Eerste", parent=above, position=1)
    await make("page", "Concept", parent=above)
    query = """query ($uid: ID!, $types: [ContentType!], $after: String) { entry(uid: $uid) {
      children(types: $types, first: 1, after: $after) {
        totalCount nodes { title } pageInfo { endCursor hasNextPage } } } }"""

    first = (await ask(query, uid=above))["entry"]["children"]
    rest = (await ask(query, uid=above, after=first["pageInfo"]["endCursor"]))["entry"]["children"]
    pages = (await ask(query, uid=above, types=["PAGE"]))["entry"]["children"]

    assert (first["nodes"], first["totalCount"]) == ([{"title": "Eerste nl"}], 2)
    assert (rest["nodes"], rest["pageInfo"]["hasNextPage"]) == ([{"title": "Tweede nl"}], False)
    assert (pages["nodes"], pages["totalCount"]) == ([{"title": "Tweede nl"}], 1)
