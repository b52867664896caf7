"""Proposals to host an Open Koffie, or of a speaker or a place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cms.community import asking
from cms.community.proposals.occasions import Occasion, occasions
from cms.content.discovery import installed
from cms.database.engine import execute, fetch
from cms.editing import working_copy
from tests.builders import make_home, make_published
from tests.community.browser import browser, filled, hidden, organiser
from tests.community.post import PostOffice, consent, opened, sent, tokens, whole
from tests.mailbox import text_of
from tests.people import make_user

HANNA = "hanna@gastvrij.example"
GIVEN = {"kind": "host", "name": "Hanna", "email": HANNA, "place_name": "Atrium",
         "place_address": "Laan 1", "place_city": "Den Haag"}  # fmt: skip

ELSEWHERE = {"event": "nowhere", "occurrence": "2030-01-01T09:00:00Z"}


async def open_koffie() -> list[Occasion]:
    """A meeting that recurs, and when it takes place."""
    await make_published(
        "event", "Open Koffie", starts_at="2026-01-12T09:00:00+01:00",
        ends_at="2026-01-12T10:00:00+01:00", rrule="FREQ=MONTHLY;BYDAY=2MO,4MO",
    )  # fmt: skip
    return await occasions("nl")


async def proposed(post: PostOffice, **values: Any) -> int:
    """Somebody fills in the page, and confirms it."""
    visitor = browser()
    page = await filled(visitor, "/forms/nl/proposals/", **(GIVEN | values))
    assert page.status_code == 200, page.text
    token = tokens(await post.letter_to(HANNA))["proposals/confirm"]
    await filled(visitor, f"/forms/nl/proposals/confirm/?token={token}")
    (row,) = await fetch("SELECT id, state FROM proposal")
    assert row["state"] == "waiting"
    return int(row["id"])


async def decided(
    client: httpx.AsyncClient, number: int, how: str, **fields: str
) -> httpx.Response:
    form = hidden((await client.get(f"/admin/proposals/{number}/")).text)
    return await client.post(
        f"/admin/proposals/{number}/{how}/", data={"csrftoken": "token"} | form | fields
    )


async def test_a_host_gets_one_date_of_the_series(database: None, post: PostOffice) -> None:
    first, second, *_ = await open_koffie()
    olga = await organiser(await make_user("olga", "editor", "reviewer"))
    number = await proposed(post, occasion=f"{second.uid} {second.recurrence_id.isoformat()}",
                            organisation="Gastvrij BV")  # fmt: skip
    done = await decided(olga, number, "accept", remark="Tot dan!")
    assert done.status_code == 303, done.text
    values = await working_copy.load(installed()["event"], second.uid)
    (row,) = values["overrides"]
    assert row["recurrence_id"] == second.recurrence_id
    assert (row["place_name_nl"], row["place_city_en"]) == ("Atrium", "Den Haag")
    assert (await occasions("nl"))[:2] == [first, second]
    told = await post.letter_to(HANNA)
    assert "> Tot dan!" in text_of(told)
    assert "Hallo Hanna," in text_of(told)
    assert "- Bijeenkomst: Open Koffie nl\n- Wanneer: " in text_of(told)
    assert "- Plek: Atrium, Laan 1, Den Haag" in text_of(told)
    assert row["note_nl"] == "We zijn te gast bij Gastvrij BV."
    assert row["note_en"] == "We are the guests of Gastvrij BV."
    assert (await decided(olga, number, "accept")).status_code == 409


async def test_a_second_proposal_for_a_date_keeps_what_else_differs(
    database: None, post: PostOffice
) -> None:
    first, *_ = await open_koffie()
    olga = await organiser(await make_user("olga", "editor", "reviewer"))
    number = await proposed(post, occasion=f"{first.uid} {first.recurrence_id.isoformat()}")
    await decided(olga, number, "accept")
    await post.delivered()
    await execute("DELETE FROM proposal")
    number = await proposed(
        post, occasion=f"{first.uid} {first.recurrence_id.isoformat()}", place_name="Foyer"
    )
    await decided(olga, number, "accept")
    (row,) = (await working_copy.load(installed()["event"], first.uid))["overrides"]
    assert row["place_name_nl"] == "Foyer"


async def test_a_day_of_ones_own_becomes_a_draft(database: None, post: PostOffice) -> None:
    await make_home()
    olga = await organiser(await make_user("olga", "editor", "reviewer"))
    number = await proposed(post, occurrence="2030-06-03T09:30")
    assert (await decided(olga, number, "accept")).status_code == 303
    (made,) = await fetch("SELECT entry FROM proposal")
    values = await working_copy.load(installed()["event"], made["entry"])
    assert values["starts_at"] == datetime(2030, 6, 3, 7, 30, tzinfo=UTC)
    assert values["title_nl"] == "Bijeenkomst bij Atrium"
    assert HANNA not in str(await fetch("SELECT * FROM version"))


async def test_a_speaker_becomes_a_draft(database: None, post: PostOffice) -> None:
    await make_home()
    olga = await organiser(await make_user("olga", "editor", "reviewer"))
    number = await proposed(post, kind="speaker", given_name="Tess", family_name="Teller")
    await decided(olga, number, "accept")
    (made,) = await fetch("SELECT entry FROM proposal")
    values = await working_copy.load(installed()["speaker"], made["entry"])
    assert (values["title_nl"], values["bookable"]) == ("Tess Teller", False)


async def test_a_place_without_a_day_is_only_thanked_for(database: None, post: PostOffice) -> None:
    olga = await organiser(await make_user("olga", "reviewer"))
    number = await proposed(post, kind="place")
    assert "Nothing is made" in (await olga.get(f"/admin/proposals/{number}/")).text
    assert (await decided(olga, number, "accept")).status_code == 303
    assert "accepted" in (await fetch("SELECT state FROM proposal"))[0]["state"]


async def test_who_may_not_save_accepts_nothing(database: None, post: PostOffice) -> None:
    await make_home()
    olga = await organiser(await make_user("olga", "reviewer"))
    number = await proposed(post, kind="speaker", family_name="Teller")
    assert (await decided(olga, number, "accept")).status_code == 403
    assert (await fetch("SELECT state FROM proposal"))[0]["state"] == "waiting"
    assert await post.delivered() == []


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"kind": "HOST", "placeName": ""}, "placeName", "required"),
        ({"kind": "SPEAKER"}, "familyName", "required"),
        ({"kind": "HOST"} | ELSEWHERE, "occurrence", "unknown_occasion"),
        ({"kind": "HOST", "message": "x" * 3001}, "message", "too_long"),
    ],
)  # fmt: skip
async def test_bad_proposals_are_told_by_field(
    database: None, post: PostOffice, values: dict[str, Any], field: str, code: str
) -> None:
    given = {"name": "Hanna", "email": HANNA, "placeName": "Atrium"} | values
    done = await sent("propose", "ProposalInput", **given, consent=await consent("propose"))
    assert [(one["field"], one["code"]) for one in done["fields"]] == [(field, code)]
    assert await post.delivered() == []


async def test_through_graphql_too_and_nothing_typed_is_in_the_first_mail(
    database: None, post: PostOffice
) -> None:
    first, *_ = await open_koffie()
    done = await sent(
        "propose", "ProposalInput", kind="HOST", name="Koop nu", email=HANNA, placeName="http://x",
        event=first.uid, occurrence=first.recurrence_id.isoformat(), consent=await consent("propose"),
    )  # fmt: skip
    assert done["__typename"] == "ConfirmationSent"
    mail = await post.letter_to(HANNA)
    assert "Koop nu" not in whole(mail)
    assert "Open Koffie" in whole(mail)
    made = await opened(
        "confirmProposal", tokens(mail)["proposals/confirm"], "... on Proposed { kind }"
    )
    assert made == {"__typename": "Proposed", "kind": "HOST"}


async def test_what_is_old_is_forgotten(database: None, post: PostOffice) -> None:
    olga = await organiser(await make_user("olga", "reviewer"))
    await decided(olga, await proposed(post, kind="place"), "reject", reason="Vol.")
    await asking.forget_old(90)
    assert len(await fetch("SELECT FROM proposal")) == 1
    await execute("UPDATE proposal SET ended_at = ended_at - $1::interval", timedelta(days=91))
    await asking.forget_old(90)
    assert await fetch("SELECT FROM proposal") == []
