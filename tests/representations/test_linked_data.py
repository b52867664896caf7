"""What programs are told of each type of entry, in the words of schema.org."""

import json

import pytest
from rdflib import URIRef

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.publishing.publishing import retract
from cms.representations.linked_data import script_safe
from tests.builders import ACTOR, make, make_published
from tests.representations.reading import QUERY, SCHEMA, as_graph, linked, node
from tests.schema.client import SITE, ask
from tests.schema.made import make_tags
from tests.schema.statements import counted

KINDS = {"page": "WebPage", "mission_text": "Article", "book": "Book", "event": "Event",
         "speaker": "Person", "session": "Event"}  # fmt: skip


@pytest.mark.parametrize("name", list(installed()))
async def test_every_type_is_something(database: None, name: str) -> None:
    saved = await make_published(name, summary_nl="Kort gezegd.")

    found = await linked(saved.uid)

    page, way = node(found, "WebPage"), node(found, "BreadcrumbList")
    thing = node(found, KINDS[name])
    assert page["inLanguage"] == "nl"
    assert page["url"] == page["@id"] == thing["url"]
    assert thing["description"] == "Kort gezegd."
    assert [one["item"] for one in way["itemListElement"]] == [f"{SITE}/nl", page["url"]]
    if name != "page":
        assert page["mainEntity"] == {"@id": thing["@id"]} == {"@id": f"{page['url']}#{name}"}


async def test_a_book_with_all_that_is_known(database: None) -> None:
    await make_tags(boeken=("Boeken", "Books"))
    author = await make_published("speaker", given_name="Ada", prefix="van", family_name="Berlo")
    saved = await make_published(
        "book", "Boek", subtitle_nl="Een essay", isbn="0306406152", published="2008-12-01",
        published_precision="month", free=True, authors=[{"speaker": author.uid}], tags=["boeken"],
        printings=[{"number": 2, "note_nl": "Herzien", "note_en": "Revised"}],
        links=[{"kind": "order", "label_nl": "Bestel", "label_en": "Order", "url": "https://a.example/x"}],
    )  # fmt: skip

    found = await linked(saved.uid)

    assert node(found, "WebPage")["keywords"] == ["Boeken"]
    book = node(found, "Book")
    assert {name: book[name] for name in ("isbn", "datePublished", "isAccessibleForFree")} == {
        "isbn": "9780306406157",
        "datePublished": "2008-12",
        "isAccessibleForFree": True,
    }
    assert book["author"] == [
        {
            "@type": "Person",
            "@id": f"{SITE}/nl/ada-van-berlo#speaker",
            "name": "Ada van Berlo",
            "url": f"{SITE}/nl/ada-van-berlo",
        }
    ]
    assert book["workExample"] == [{"@type": "Book", "bookEdition": "2", "description": "Herzien"}]
    assert book["potentialAction"] == [
        {"@type": "OrderAction", "name": "Bestel", "target": "https://a.example/x"}
    ]
    assert "inLanguage" not in book, "of its page only: the book is not written anew with it"
    person = node(await linked(author.uid), "Person")
    assert (person["givenName"], person["familyName"]) == ("Ada", "van Berlo")


async def test_a_series_with_dates_that_differ(database: None) -> None:
    saved = await make_published(
        "event", "Koffie", starts_at="2026-11-09T09:00:00+01:00", ends_at="2026-11-09T10:00:00+01:00",
        rrule="FREQ=MONTHLY;BYDAY=2MO,4MO", place_name_nl="Foyer", place_city_nl="Den Haag",
        exclusions=[{"starts_at": "2026-12-28T09:00:00+01:00"}],
        additions=[{"starts_at": "2027-01-05T09:00:00+01:00"}],
        overrides=[
            {"recurrence_id": "2026-12-14T09:00:00+01:00", "cancelled": True, "note_nl": "Kerst"},
            {"recurrence_id": "2027-06-14T09:00:00+02:00", "starts_at": "2027-06-15T11:00:00+02:00"},
        ],
        variations=[{"rrule": "FREQ=MONTHLY;BYDAY=4MO", "place_name_nl": "Elders"}],
    )  # fmt: skip

    event = node(await linked(saved.uid), "Event")

    assert (event["startDate"], event["endDate"]) == (
        "2026-11-09T09:00:00+01:00",
        "2026-11-09T10:00:00+01:00",
    )
    assert event["location"] == {
        "@type": "Place",
        "name": "Foyer",
        "address": {"@type": "PostalAddress", "addressLocality": "Den Haag"},
    }
    assert event["eventSchedule"] == {
        "@type": "Schedule",
        "repeatFrequency": "P1M",
        "byDay": ["2MO", "4MO"],
        "startDate": "2026-11-09",
        "startTime": "09:00:00",
        "endTime": "10:00:00",
        "scheduleTimezone": "Europe/Amsterdam",
        "exceptDate": ["2026-12-28T09:00:00+01:00"],
    }
    told = [
        (one["startDate"], one.get("eventStatus", "").removeprefix(SCHEMA), one["location"]["name"])
        for one in event["subEvent"]
    ]
    assert told == [
        ("2026-11-23T09:00:00+01:00", "", "Elders"),
        ("2026-12-14T09:00:00+01:00", "EventCancelled", "Foyer"),
        ("2027-06-15T11:00:00+02:00", "EventRescheduled", "Foyer"),
        ("2027-01-05T09:00:00+01:00", "", "Foyer"),
    ]
    assert event["subEvent"][2]["previousStartDate"] == "2027-06-14T09:00:00+02:00"


async def test_a_single_date_is_where_its_variation_says(database: None) -> None:
    saved = await make_published(
        "event", "Koffie", starts_at="2026-11-09T09:00:00+01:00",
        rrule="FREQ=MONTHLY;BYDAY=2MO,4MO", place_name_nl="Foyer",
        exclusions=[{"starts_at": "2026-11-23T09:00:00+01:00"}],
        overrides=[{"recurrence_id": "2026-12-28T09:00:00+01:00", "cancelled": True}],
        variations=[{"rrule": "FREQ=MONTHLY;BYDAY=4MO", "place_name_nl": "Elders", "note_nl": "Let op"}],
    )  # fmt: skip

    told = node(await linked(saved.uid), "Event")["subEvent"]

    assert [(one["startDate"], one["location"]["name"], one["description"]) for one in told] == [
        ("2027-01-25T09:00:00+01:00", "Elders", "Let op"),
        ("2026-12-28T09:00:00+01:00", "Elders", "Let op"),
    ]


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ({"cancelled": True}, ("EventCancelled", "2026-11-09T09:00:00+01:00", None, "Foyer")),
        (
            {"starts_at": "2026-11-10T11:00:00+01:00", "place_name_nl": "Elders"},
            (
                "EventRescheduled",
                "2026-11-10T11:00:00+01:00",
                "2026-11-09T09:00:00+01:00",
                "Elders",
            ),
        ),
    ],
)
async def test_what_happens_once_may_be_cancelled_or_moved(
    database: None, override: dict[str, object], said: tuple[str | None, ...]
) -> None:
    saved = await make_published(
        "event", "Dag", starts_at="2026-11-09T09:00:00+01:00", place_name_nl="Foyer",
        overrides=[{"recurrence_id": "2026-11-09T09:00:00+01:00", **override}],
    )  # fmt: skip

    one = node(await linked(saved.uid), "Event")

    status, place = one["eventStatus"].removeprefix(SCHEMA), one["location"]["name"]
    assert (status, one["startDate"], one.get("previousStartDate"), place) == said


@pytest.mark.parametrize(
    ("rrule", "said"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=5",
         {"repeatFrequency": "P2W", "repeatCount": 5, "byDay": [f"{SCHEMA}Monday", f"{SCHEMA}Wednesday"]}),
        ("FREQ=DAILY;UNTIL=20270101T080000Z", {"repeatFrequency": "P1D", "endDate": "2027-01-01"}),
        ("FREQ=DAILY;UNTIL=20261231T230000Z", {"endDate": "2027-01-01"}),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9", {"byMonth": [11], "byMonthDay": [9]}),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", None),
    ],
)  # fmt: skip
async def test_a_rule_in_other_words_or_not_at_all(
    database: None, rrule: str, said: dict[str, object] | None
) -> None:
    starts = "2026-11-02T09:00:00+01:00" if said is None else "2026-11-09T09:00:00+01:00"
    saved = await make_published("event", starts_at=starts, rrule=rrule)

    schedule = node(await linked(saved.uid), "Event").get("eventSchedule")

    assert schedule is None if said is None else said.items() <= schedule.items()


async def test_whole_days_have_no_hours_and_a_course_may_have_no_date(database: None) -> None:
    days = await make_published(
        "event", "Dagen", whole_day=True, kind="conference",
        starts_at="2026-11-09T00:00:00+01:00", ends_at="2026-11-11T00:00:00+01:00",
    )  # fmt: skip
    speaker = await make_published("speaker", given_name="Ada", family_name="Berlo")
    course = await make_published(
        "event", "Cursus", kind="course", starts_at=None, speakers=[{"speaker": speaker.uid}]
    )
    dated = await make_published("event", "Cursus", kind="course")

    event = node(await linked(days.uid), "Event")
    assert (event["startDate"], event["endDate"]) == ("2026-11-09", "2026-11-11")
    announced = node(await linked(course.uid), "Course")
    assert announced["hasCourseInstance"]["instructor"][0]["name"] == "Ada Berlo"
    assert node(await linked(dated.uid), "EducationEvent")["startDate"]


async def test_a_session_has_its_people_and_its_event(database: None) -> None:
    event = await make_published("event", "Dag")
    leader, guest = [
        await make_published("speaker", given_name=name, family_name="Berlo") for name in ("A", "B")
    ]
    saved = await make_published(
        "session", "Gesprek", moderator=leader.uid, interlocutors=[{"speaker": guest.uid}],
        event=event.uid, capacity=12,
    )  # fmt: skip

    session = node(await linked(saved.uid), "Event")

    assert [one["name"] for one in session["performer"]] == ["A Berlo", "B Berlo"]
    assert session["superEvent"]["@id"] == f"{SITE}/nl/dag-nl#event"
    assert session["maximumAttendeeCapacity"] == 12


async def test_languages_know_each_other(database: None) -> None:
    text = await make_published("mission_text", "Tekst")
    person = await make_published("speaker", given_name="Ada", family_name="Berlo")
    dutch = await make_published("page", "Alleen", locales=("nl",))

    made, source = await linked(text.uid, "EN"), await linked(text.uid, "NL")

    assert node(source, "Article")["workTranslation"] == [
        {"@id": f"{SITE}/en/tekst-en#mission_text"}
    ]
    assert node(made, "Article")["translationOfWork"] == {"@id": f"{SITE}/nl/tekst-nl#mission_text"}
    assert node(made, "WebPage")["translationOfWork"] == {"@id": f"{SITE}/nl/tekst-nl"}
    assert node(await linked(person.uid), "Person")["sameAs"] == [f"{SITE}/en/ada-berlo"]
    served = node(await linked(dutch.uid, "EN", fallback=["NL"]), "WebPage")
    assert (served["inLanguage"], served.get("workTranslation")) == ("nl", None)


async def test_what_is_not_public_is_not_told(database: None) -> None:
    hidden = await make("speaker", given_name="Geheim", family_name="Persoon")
    dutch = await make_published("speaker", locales=("nl",), given_name="Ada", family_name="Berlo")
    gone = await make_published("event", "Weg")
    book = await make_published("book", authors=[{"speaker": hidden.uid}, {"speaker": dutch.uid}])
    session = await make_published("session", moderator=hidden.uid, event=gone.uid)
    async with writing():
        for locale in ("nl", "en"):
            await retract(installed()["event"], gone.uid, locale, actor=ACTOR)

    told = [
        str(await linked(one.uid, locale)) for one in (book, session) for locale in ("NL", "EN")
    ]

    for text in told:
        assert "Geheim" not in text
        assert hidden.uid not in text
        assert "Weg" not in text
    assert "Ada Berlo" in told[0]
    assert "Ada Berlo" not in told[1], "not public in English"


async def test_nothing_in_it_can_end_a_script(database: None) -> None:
    title = "</script><script>alert(1)</script> & <!--"
    saved = await make_published("page", title_nl=title)

    told = (await ask(QUERY, uid=saved.uid))["entry"]["jsonLd"]

    assert not set("<>&") & set(told)
    assert json.loads(told)["@graph"][0]["name"] == title


def test_nor_what_scripts_once_took_for_the_end_of_a_line() -> None:
    written = script_safe({"name": "a\u2028b\u2029c"})

    assert written == '{"name":"a\\u2028b\\u2029c"}'
    assert json.loads(written) == {"name": "a\u2028b\u2029c"}


async def test_other_programs_read_what_we_mean(database: None) -> None:
    author = await make_published("speaker", given_name="Ada", family_name="Berlo")
    saved = await make_published("book", "Boek", authors=[{"speaker": author.uid}])

    graph = as_graph(await linked(saved.uid))

    book = URIRef(f"{SITE}/nl/boek-nl#book")
    assert graph.value(book, URIRef(f"{SCHEMA}author")) == URIRef(f"{SITE}/nl/ada-berlo#speaker")
    assert graph.value(URIRef(f"{SITE}/nl/boek-nl"), URIRef(f"{SCHEMA}mainEntity")) == book


async def test_many_are_read_in_as_few_statements_as_two(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "{ books(first: 50) { nodes { jsonLd } } }"

    async def sent() -> int:
        async with counted(monkeypatch) as statements:
            assert (await ask(query))["books"]["nodes"]
        return len(statements)

    for number in range(6):
        person = await make_published("speaker", given_name=f"A{number}", family_name="B")
        await make_published("book", f"Boek {number}", authors=[{"speaker": person.uid}])
        if number == 1:
            few = await sent()
    assert await sent() == few
