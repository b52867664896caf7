"""Lists: filters, orders, and parts of them."""

import base64
import json
from typing import Any

import pytest

from tests.builders import make_published
from tests.schema.client import ask, error_of
from tests.schema.made import make_tags


async def titles(field: str, arguments: str = "", **variables: Any) -> list[str]:
    """The titles of a list, without the home page."""
    declared = "".join(f"${name}: {kind} " for name, (kind, _) in variables.items())
    query = f"query {f'({declared})' if declared else ''} {{ {field}({arguments}) {{ nodes {{ title }} }} }}"
    data = await ask(query, **{name: value for name, (_, value) in variables.items()})
    return [one["title"] for one in data[field]["nodes"] if not one["title"].startswith("Home")]


async def _three_events() -> None:
    await make_tags(web=("Web", "Web"), open=("Open", "Open"))
    await make_published(
        "event", "Aap", kind="meeting", starts_at="2009-01-01T10:00:00+01:00", tags=["web"]
    )
    await make_published(
        "event",
        "Noot",
        kind="course",
        starts_at=None,
        whole_day=True,
        tags=["web", "open"],
    )
    await make_published("event", "Élan", kind="meeting", starts_at="2009-12-04T15:00:00+01:00")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ('title: { eq: "Aap nl" }', ["Aap nl"]),
        ('title: { eq: "aap nl" }', []),
        ('title: { ne: "Aap nl" }', ["Élan nl", "Noot nl"]),
        ('title: { in: ["Aap nl", "Noot nl", "Mies"] }', ["Aap nl", "Noot nl"]),
        ('title: { contains: "OO" }', ["Noot nl"]),
        ('title: { contains: "%" }', []),
        (r'title: { contains: "\uFF05" }', []),  # wide %, _ and \
        (r'title: { startsWith: "\uFF3F" }', []),
        (r'title: { contains: "\uFF3C" }', []),
        ('title: { startsWith: "el" }', ["Élan nl"]),
        ('title: { startsWith: "lan" }', []),
        ("kind: { eq: COURSE }", ["Noot nl"]),
        ("kind: { ne: COURSE }", ["Aap nl", "Élan nl"]),
        ("kind: { in: [COURSE, MEETING] }", ["Aap nl", "Élan nl", "Noot nl"]),
        ("wholeDay: { eq: true }", ["Noot nl"]),
        ("wholeDay: { eq: false }", ["Aap nl", "Élan nl"]),
        ("startsAt: { empty: true }", ["Noot nl"]),
        ("startsAt: { empty: false }", ["Aap nl", "Élan nl"]),
        ('startsAt: { eq: "2009-12-04T14:00:00Z" }', ["Élan nl"]),
        ('startsAt: { after: "2009-01-01T09:00:00Z" }', ["Élan nl"]),
        ('startsAt: { from: "2009-01-01T09:00:00Z" }', ["Aap nl", "Élan nl"]),
        ('startsAt: { before: "2009-12-04T15:00:00+01:00" }', ["Aap nl"]),
        ('startsAt: { until: "2009-12-04T15:00:00+01:00" }', ["Aap nl", "Élan nl"]),
        ('tags: { eq: "web" }', ["Aap nl", "Noot nl"]),
        ('tags: { in: ["open", "dicht"] }', ["Noot nl"]),
        ("tags: { empty: true }", ["Élan nl"]),
        ('publishedAt: { after: "2009-01-01T09:00:00Z" }', ["Aap nl", "Élan nl", "Noot nl"]),
        ('updatedAt: { before: "2009-01-01T09:00:00Z" }', []),
        ('and: [{ tags: { eq: "web" } }, { kind: { eq: COURSE } }]', ["Noot nl"]),
        ('or: [{ title: { eq: "Aap nl" } }, { kind: { eq: COURSE } }]', ["Aap nl", "Noot nl"]),
        ("or: []", []),
        ("and: []", ["Aap nl", "Élan nl", "Noot nl"]),
        ('not: { startsAt: { after: "2009-06-01T00:00:00Z" } }', ["Aap nl", "Noot nl"]),
        ("kind: { eq: COURSE }, title: { eq: \"Aap nl\" }", []),
        ("kind: null, title: { eq: null }", ["Aap nl", "Élan nl", "Noot nl"]),
        ('search: "noo"', ["Noot nl"]),
        ('under: "/nl"', ["Aap nl", "Élan nl", "Noot nl"]),
        ('under: "/nl/aap"', []),
    ],
)  # fmt: skip
async def test_a_filter_keeps_what_fits(database: None, asked: str, expected: list[str]) -> None:
    await _three_events()

    found = await titles("events", f"filter: {{ {asked} }}, order: [{{ title: ASC }}]")

    assert found == expected


async def test_under_an_entry_by_uid_and_by_path(database: None) -> None:
    above = await make_published("page", "Boven", slug_nl="boven")
    below = await make_published("page", "Midden", slug_nl="midden", parent=above.uid)
    await make_published("page", "Onder", parent=below.uid)
    await make_published("page", "Bovenaan", slug_nl="bovenaan")

    by_uid = await titles("pages", "filter: { under: $uid }", uid=("String", above.uid))
    by_path = await titles("pages", 'filter: { under: "/nl/boven/" }')

    assert by_uid == by_path == ["Midden nl", "Onder nl"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("{ title: ASC }", ["Aap nl", "Élan nl", "Noot nl"]),
        ("{ title: DESC }", ["Noot nl", "Élan nl", "Aap nl"]),
        ("{ startsAt: ASC }", ["Aap nl", "Élan nl", "Noot nl"]),
        ("{ startsAt: DESC }", ["Élan nl", "Aap nl", "Noot nl"]),
        ("{ kind: ASC }, { title: DESC }", ["Noot nl", "Élan nl", "Aap nl"]),
        ("{ position: ASC }, { title: ASC }", ["Aap nl", "Élan nl", "Noot nl"]),
    ],
)
async def test_an_order_sorts_with_the_empty_last(
    database: None, order: str, expected: list[str]
) -> None:
    await _three_events()

    assert await titles("events", f"order: [{order}]") == expected


async def test_a_speaker_sorts_under_the_family_name(database: None) -> None:
    for given, prefix, family in (
        ("Davied", "van", "Berlo"),
        ("Boris", "", "Zanten"),
        ("Zoe", "", "Aerts"),
    ):
        await make_published("speaker", given_name=given, prefix=prefix, family_name=family)

    found = await titles("speakers", "order: [{ sortName: ASC }]")

    assert found == ["Zoe Aerts", "Davied van Berlo", "Boris Zanten"]


PART = """
query ($first: Int, $after: String, $last: Int, $before: String, $page: Int, $size: Int,
       $order: [EventOrder!]) {
  events(first: $first, after: $after, last: $last, before: $before, page: $page, size: $size,
         order: $order) {
    totalCount nodes { title } edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor page pageCount }
  }
}
"""


async def _seven_events() -> None:
    for place in range(7):
        starts = f"2009-01-0{place + 1}T10:00:00Z" if place < 4 else None
        await make_published("event", f"E{place}", kind="course", starts_at=starts)


@pytest.mark.parametrize(
    "order", [[{"title": "ASC"}], [{"title": "DESC"}], [{"startsAt": "ASC"}], [{"startsAt": "DESC"}],
              [{"kind": "DESC"}, {"startsAt": "DESC"}], [{"publishedAt": "DESC"}], None]
)  # fmt: skip
async def test_pages_by_cursor_show_everything_once_both_ways(
    database: None, order: list[dict[str, str]] | None
) -> None:
    await _seven_events()
    whole = [one["title"] for one in (await ask(PART, order=order))["events"]["nodes"]]

    forwards: list[str] = []
    after = None
    for _ in range(4):
        part = (await ask(PART, first=2, after=after, order=order))["events"]
        forwards += [one["title"] for one in part["nodes"]]
        after = part["pageInfo"]["endCursor"]
    backwards: list[str] = []
    before = None
    for _ in range(4):
        part = (await ask(PART, last=2, before=before, order=order))["events"]
        backwards = [one["title"] for one in part["nodes"]] + backwards
        before = part["pageInfo"]["startCursor"]

    assert len(set(whole)) == 7
    assert forwards == backwards == whole


async def test_page_info_tells_where_a_part_lies(database: None) -> None:
    await _seven_events()

    first = (await ask(PART, first=3))["events"]
    middle = (await ask(PART, first=3, after=first["pageInfo"]["endCursor"]))["events"]
    last = (await ask(PART, first=3, after=middle["pageInfo"]["endCursor"]))["events"]
    paged = (await ask(PART, page=3, size=3))["events"]
    beyond = (await ask(PART, page=4, size=3))["events"]
    none = (await ask(PART, first=0))["events"]

    def ways(part: Any) -> tuple[bool, bool]:
        return part["pageInfo"]["hasPreviousPage"], part["pageInfo"]["hasNextPage"]

    assert [ways(part) for part in (first, middle, last)] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert [edge["cursor"] for edge in first["edges"]][-1] == first["pageInfo"]["endCursor"]
    assert (paged["pageInfo"]["page"], paged["pageInfo"]["pageCount"]) == (3, 3)
    assert paged["nodes"] == last["nodes"]
    assert (first["pageInfo"]["page"], first["pageInfo"]["pageCount"]) == (None, None)
    assert (beyond["nodes"], beyond["totalCount"]) == ([], 7)
    assert none["nodes"] == []
    assert none["pageInfo"]["hasNextPage"] is True


async def test_a_list_is_never_shorter_than_asked_without_saying_so(database: None) -> None:
    for arguments, name in (
        ("first: 101", "first"),
        ("last: 101", "last"),
        ("size: 1000", "size"),
        ("page: 100000, size: 20", "page"),
    ):
        error = await error_of(f"{{ events({arguments}) {{ nodes {{ title }} }} }}")
        assert error["extensions"]["code"] == "limit"
        assert error["extensions"]["limit"] == name
        assert str(error["extensions"]["most"]) in error["message"]


LONG = "x" * 201
MANY = '"x" ' * 101
ALTERNATIVES = "{ wholeDay: { eq: true } }" * 101


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("first: -1", "bad_argument"),
        ("page: 0", "bad_argument"),
        ("first: 2, last: 2", "bad_argument"),
        ("first: 2, page: 1", "bad_argument"),
        ("order: [{ relevance: DESC }]", "bad_argument"),
        (f'filter: {{ search: "{LONG}" }}', "limit"),
        (f'filter: {{ title: {{ contains: "{LONG}" }} }}', "limit"),
        (f"filter: {{ title: {{ in: [{MANY}] }} }}", "limit"),
        (f"filter: {{ or: [{ALTERNATIVES}] }}", "limit"),
        (f"order: [{'{ title: ASC }' * 6}]", "limit"),
    ],
)
async def test_arguments_that_make_no_sense_have_a_code(
    database: None, arguments: str, code: str
) -> None:
    error = await error_of(f"{{ events({arguments}) {{ nodes {{ title }} }} }}")

    assert error["extensions"]["code"] == code


async def test_a_cursor_works_only_in_the_list_that_gave_it(database: None) -> None:
    await _three_events()
    data = await ask("{ events(first: 1, order: [{ title: ASC }]) { pageInfo { endCursor } } }")
    cursor = data["events"]["pageInfo"]["endCursor"]

    for elsewhere in (
        "events(after: $c)",
        "events(after: $c, order: [{ title: DESC }])",
        "events(after: $c, order: [{ title: ASC }], locale: EN)",
        "events(after: $c, order: [{ title: ASC }], filter: { kind: { eq: MEETING } })",
        "pages(after: $c, order: [{ title: ASC }])",
    ):
        error = await error_of(
            f"query ($c: String) {{ {elsewhere} {{ nodes {{ title }} }} }}", c=cursor
        )
        assert error["extensions"]["code"] == "bad_cursor"
    again = "query ($c: String) { events(after: $c, order: [{ title: ASC }]) { nodes { title } } }"
    assert len((await ask(again, c=cursor))["events"]["nodes"]) == 2


@pytest.mark.parametrize(
    "bad", ["x", "é", "AAAA", "W10", "e30", "bnVsbA", "WyJhIl0", "a" * 9000, "WyIiLG51bGwsbnVsbF0="]
)
async def test_a_made_up_cursor_is_refused(database: None, bad: str) -> None:
    error = await error_of("query ($c: String) { events(after: $c) { nodes { title } } }", c=bad)

    assert error["extensions"]["code"] == "bad_cursor"


async def test_a_cursor_with_other_values_cannot_do_harm(database: None) -> None:
    await _three_events()
    query = "query ($c: String) { events(first: 1, after: $c) { nodes { title } pageInfo { endCursor } } }"
    cursor = (await ask(query))["events"]["pageInfo"]["endCursor"]
    held = _decoded(cursor)

    for place, value in (
        (1, "text"),
        (1, 2**80),
        (1, 1.5),
        (2, 7),
        (2, "a\0b"),
        (3, []),
        (2, True),
    ):
        changed = [*held]
        changed[place] = value
        error = await error_of(query, c=_encoded(changed))
        assert error["extensions"]["code"] == "bad_cursor", (place, value)


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
async def test_a_cursor_at_an_instant_that_no_database_knows_is_refused(
    database: None, instant: str
) -> None:
    await _three_events()
    query = """query ($c: String) { events(first: 1, after: $c, order: [{ publishedAt: ASC }]) {
      pageInfo { endCursor } } }"""
    cursor = (await ask(query))["events"]["pageInfo"]["endCursor"]
    held = _decoded(cursor)
    held[1] = instant

    assert (await error_of(query, c=_encoded(held)))["extensions"]["code"] == "bad_cursor"


async def test_the_cursor_of_the_longest_titles_leads_on(database: None) -> None:
    for letter in "ab":
        await make_published("event", title_nl=letter + "字" * 199)
    query = """query ($c: String) { events(first: 1, after: $c, order: [
      { title: ASC }, { title: DESC }, { title: ASC }]) { nodes { title } pageInfo { endCursor } } }"""
    cursor = (await ask(query))["events"]["pageInfo"]["endCursor"]

    assert (await ask(query, c=cursor))["events"]["nodes"][0]["title"].startswith("b")


def _decoded(cursor: str) -> list[Any]:
    held: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return held


def _encoded(held: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")


async def test_filters_and_orders_exist_only_for_what_is_declared(database: None) -> None:
    for arguments in (
        'filter: { rrule: { eq: "x" } }',
        'filter: { createdBy: { eq: "editor" } }',
        "filter: { revision: { eq: 1 } }",
        "order: [{ rrule: ASC }]",
    ):
        error = await error_of(f"{{ events({arguments}) {{ nodes {{ title }} }} }}")
        assert error["extensions"]["code"] == "unknown_field"
