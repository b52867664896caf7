"""Values as a reader of the language writes them, and names in the order in which they are listed."""

import pytest

from tests.builders import make_published
from tests.demo_site import stand_demo
from tests.schema.client import ask

pytestmark = pytest.mark.usefixtures("database")

EVENT = """query ($uid: ID!, $locale: Locale!) { entry(uid: $uid, locale: $locale) { ... on Event {
  startsAtFormatted endsAtFormatted(style: SHORT) periodFormatted } } }"""


async def test_acceptance_29_speakers_are_listed_without_their_prefix() -> None:
    await stand_demo()
    for locale in ("NL", "EN"):
        data = await ask(
            "query ($locale: Locale!) { speakers(locale: $locale, first: 50,"
            " order: [{ sortName: ASC }]) { nodes { familyName } } }",
            locale=locale,
        )
        found = [one["familyName"] for one in data["speakers"]["nodes"]]
        wanted = ["Berlo", "Enthoven", "Hoff", "Nauta", "Prins", "Veldhuijzen van Zanten", "Zande"]
        assert [one for one in found if one in wanted] == wanted
        assert found == sorted(found)


async def test_accents_do_not_change_a_name_s_place() -> None:
    for family in ("Frissen", "Élias", "Enthoven"):
        await make_published("speaker", given_name="A", family_name=family)
    data = await ask("{ speakers(order: [{ sortName: ASC }]) { nodes { familyName } } }")
    found = [one["familyName"] for one in data["speakers"]["nodes"]]
    assert found == ["Élias", "Enthoven", "Frissen"]


@pytest.mark.parametrize(
    ("locale", "start", "end", "both"),
    [
        ("NL", "14 december 2009, 9.00 uur", "14-12-2009, 10.00 uur", "9.00–10.00 uur"),
        ("EN", "14 December 2009, 09:00", "14/12/2009, 10:00", "9–10 am"),
    ],
)
async def test_the_times_of_an_event(locale: str, start: str, end: str, both: str) -> None:
    saved = await make_published(
        "event", starts_at="2009-12-14T09:00:00+01:00", ends_at="2009-12-14T10:00:00+01:00"
    )
    event = (await ask(EVENT, uid=saved.uid, locale=locale))["entry"]
    assert event["startsAtFormatted"] == start
    assert event["endsAtFormatted"] == end
    assert event["periodFormatted"] == f"{start.partition(',')[0]}, {both}"


async def test_what_is_not_known_is_not_written() -> None:
    saved = await make_published("event", kind="course", starts_at=None)
    event = (await ask(EVENT, uid=saved.uid, locale="NL"))["entry"]
    assert set(event.values()) == {None}


async def test_numbers_and_dates_of_rows() -> None:
    book = await make_published("book", printings=[{"number": 1, "copies": 2000}])
    person = await make_published("speaker", memberships=[{"since": "2009-03-01"}])
    asked = """query ($book: ID!, $person: ID!) {
      book: entry(uid: $book, locale: EN) { ... on Book { printings { copiesFormatted } } }
      person: entry(uid: $person) { ... on Speaker { memberships { sinceFormatted untilFormatted } } } }"""
    data = await ask(asked, book=book.uid, person=person.uid)
    assert data["book"]["printings"] == [{"copiesFormatted": "2,000"}]
    assert data["person"]["memberships"] == [
        {"sinceFormatted": "1 maart 2009", "untilFormatted": None}
    ]
