"""An export that Plone wrote itself: tests/portability/samples/plone-6/README.md says how."""

import shutil
from pathlib import Path

import pytest

from cms.content.identity import derived_uid
from cms.database.engine import fetch
from cms.portability.elsewhere.brought import Brought
from cms.portability.elsewhere.plone import read_plone
from tests.portability.plone import SAMPLES, beside, brought, codes, public
from tests.portability.sites import values_of

SAMPLE = SAMPLES / "plone-6"
THERE = {
    "rules": "2c2d92c849df4fc0873edf0f6f7f58ef",
    "events": "3783c629f9354a579c7e3792b085ba2f",
    "collection": "36058118f970461f8146fc5b9384c793",
    "club": "9510da83ea01410eb6b2d4ac0d180a18",
    "welcome": "6bd03c708cb64896b39dd9c1ca0c2a98",
    "flowers": "9998beef33824ef4a40e163fb878f96b",
    "honey": "ee344b0c1b2b436da70144be5fc13d1a",
    "honey, English": "65a0597d54a5427d8e459d3dcbbbd629",
    "swarms": "7dbbfd105f154c1990dfd82627a969ef",
    "frame": "de5a23d02e564a1a84cab4845b5ae550",
    "card": "5f06bd48d29b4c00a8b54e7d957f20c3",
}
"""What Plone called them."""


def uid(name: str) -> str:
    return derived_uid("plone", THERE[name])


@pytest.fixture(scope="module")
async def site(migrated: None) -> Brought:
    """The sample, brought in once: the tests below only look."""
    await beside()
    found, _ = await brought("plone-6")
    return found


async def test_a_page_comes_in_both_languages(site: Brought) -> None:
    values, shown = await values_of(uid("welcome")), await public(uid("welcome"))
    assert (values["title_nl"], values["title_en"]) == (
        "Welkom bij de imkers",
        "Welcome to the beekeepers",
    )
    assert {row["path"] for row in shown.values()} == {
        "/nl/vereniging/welkom",
        "/en/the-club/welcome",
    }
    assert (values["parent"], values["tags"]) == (uid("club"), ["bijen", "over-ons"])
    assert f'href="uid:{uid("rules")}"' in values["body_nl"]
    assert f'src="uid:{uid("frame")}"' in values["body_nl"]
    assert f'href="uid:{uid("card")}"' in values["body_en"]


async def test_what_is_private_or_over_there_is_a_draft_here(site: Brought) -> None:
    assert await public(uid("rules")) == await public(uid("swarms")) == {}
    assert set(await public(uid("honey"))) == {"nl"}
    assert (await values_of(uid("honey")))["title_en"] == "The first honey of the year"
    assert codes(site, THERE["rules"]) == codes(site, THERE["honey, English"]) == {"not_public"}
    assert codes(site, THERE["swarms"]) == {"expired"}


async def test_news_keeps_its_picture_dates_and_relative_link(site: Brought) -> None:
    values, shown = await values_of(uid("honey")), await public(uid("honey"))
    picture = await fetch("SELECT alt_nl, width FROM asset WHERE uid = $1", values["image"])
    assert (picture[0]["alt_nl"], picture[0]["width"]) == ("Verse raat, getekend door Anna", 240)
    assert values["created_at"].isoformat() == "2026-05-30T17:45:00+00:00"
    assert shown["nl"]["first_published_at"].isoformat() == "2026-05-31T17:45:00+00:00"
    assert values["created_by"] == "anna"
    assert f'<a href="uid:{uid("welcome")}">de vereniging</a>' in values["body_nl"]


async def test_an_event_recurs_as_it_did(site: Brought) -> None:
    values = await values_of(uid("events"))
    assert values["starts_at"].isoformat() == "2027-04-03T08:00:00+00:00"
    assert values["rrule"] == "FREQ=WEEKLY;UNTIL=20270529T215959Z"
    for name, day in (("exclusions", "2027-04-17"), ("additions", "2027-05-05")):
        assert [row["starts_at"].isoformat() for row in values[name]] == [f"{day}T08:00:00+00:00"]
    assert values["place_name_nl"] == "De bijenstand achter de boomgaard"


async def test_blocks_come_as_text(site: Brought) -> None:
    body = (await values_of(uid("flowers")))["body_nl"]
    for said in (
        f'<a href="uid:{uid("honey")}">wat dat opbracht</a>', "<h2>Maand voor maand</h2>", "wilg",
        f'src="uid:{uid("frame")}"', f'<a href="uid:{uid("welcome")}">Doe mee op zaterdag</a>',
    ):  # fmt: skip
        assert said in body


async def test_links_and_what_moved_lead_on(site: Brought) -> None:
    rows = {row["path"]: row["target"] for row in await fetch("SELECT path, target FROM alias")}
    assert rows["/nl/bijenatlas"] == "https://example.org/atlas"
    assert rows["/nl/meedoen"] == f"uid:{uid('welcome')}"
    assert rows["/nl/honing"] == f"uid:{uid('honey')}"
    assert rows["/nl/kalender/kasten-nakijken"] == f"uid:{uid('events')}"


async def test_what_stays_behind_is_told(site: Brought) -> None:
    assert codes(site, THERE["collection"]) == {"unknown_type"}
    assert codes(site, THERE["flowers"]) == {"unknown_block"}
    assert codes(site, THERE["events"]) == {"unknown_field"}
    assert codes(site, THERE["club"]) == {"default_page"}
    assert codes(site, "principals.json") == {"left_behind"}


@pytest.mark.usefixtures("site")
async def test_a_second_time_changes_nothing() -> None:
    _, again = await brought("plone-6")
    assert {one.status for one in again.comparison.differences} == {"same"}


def test_a_site_that_was_exported_by_its_own_name_knows_its_links(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "plone")
    for file in (tmp_path / "plone").rglob("*.json"):
        said = file.read_text()
        file.write_text(said.replace("http://nohost/Plone", "https://bijen.example.org"))
    assert read_plone(tmp_path / "plone").aliases["/nl/meedoen"] == uid("welcome")
