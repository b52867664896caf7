"""What receivers are sent is what the public could read at the event, and nothing besides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, public_readers, readers, writing
from cms.publishing.publishing import publish
from cms.reading.view import AsOf, View
from cms.schema.ids import write_id, write_image_id
from cms.webhooks.shaping import DEFAULT_DOCUMENT
from tests.builders import ACTOR, change, make, make_asset, make_published
from tests.webhooks.means import MEANS

pytestmark = pytest.mark.usefixtures("database")


async def now() -> datetime:
    """By the database's clock."""
    at: datetime = (await fetch("SELECT clock_timestamp() AS at"))[0]["at"]
    return at


async def shaped(document: str, uid: str, at: datetime | None) -> Any:
    given = {"uid": uid, "locale": "NL", "event": "changed"}
    found = await MEANS.shaping.shaped(document, given, at)
    assert "errors" not in found
    return found["data"]


@pytest.mark.parametrize("late", [False, True])
async def test_it_is_read_in_the_role_of_the_public(*, late: bool) -> None:
    uid = (await make_published("page", "Een", locales=("nl",))).uid
    at = await now() if late else None
    await readers.close()
    await public_readers.close()
    assert (await shaped(DEFAULT_DOCUMENT, uid, at))["entry"]["title"] == "Een nl"
    assert public_readers.idle
    assert not readers.idle


async def test_a_draft_and_what_is_planned_are_not_there() -> None:
    await make_published("page", "Openbaar")
    draft = (await make("page", "Geheim")).uid
    planned = (await make("page", "Straks")).uid
    async with writing():
        at = datetime.now(UTC) + timedelta(days=1)
        await publish(installed()["page"], planned, "nl", actor=ACTOR, at=at)
    for uid in (draft, planned):
        for moment in (None, await now()):
            assert (await shaped(DEFAULT_DOCUMENT, uid, moment))["entry"] is None


async def test_a_file_that_nothing_public_shows_is_not_told_to_who_knows_its_id() -> None:
    uid = (await make_published("page", locales=("nl",))).uid
    file = await make_asset()
    document = f'query {{ node(id: "{write_image_id(file, View("nl"))}") {{ __typename }} }}'
    assert await shaped(document, uid, await now()) == {"node": None}


async def test_an_id_in_a_document_is_read_as_of_the_event_too() -> None:
    uid = (await make_published("page", title_nl="Eerst", locales=("nl",))).uid
    at = await now()
    await change("page", uid, title_nl="Later")
    async with writing():
        await publish(installed()["page"], uid, "nl", actor=ACTOR)
    named = write_id(uid, View("nl"))
    assert write_id(uid, View("nl", perspective=AsOf(at))) == named  # the public may use it
    document = f'query {{ node(id: "{named}") {{ ... on Content {{ title }} }} }}'
    assert await shaped(document, uid, at) == {"node": {"title": "Eerst"}}
    assert await shaped(document, uid, None) == {"node": {"title": "Later"}}
