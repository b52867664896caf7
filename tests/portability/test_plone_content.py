"""What came of an export of Plone: each thing as it was there."""

import pytest

from cms.database.engine import fetch
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.portability.elsewhere.brought import Brought
from tests.portability.plone import (
    COFFEE,
    FOLDER,
    INTERN,
    LETTER,
    NEWS,
    OPEN_DATA,
    PICTURE,
    SECRET,
    VOLTO,
    beside,
    brought,
    codes,
    plone,
    public,
)
from tests.portability.sites import values_of


@pytest.fixture(scope="module")
async def site(migrated: None) -> Brought:
    """The sample, brought in once: the tests below only look."""
    await beside()
    found, _ = await brought()
    return found


async def test_a_page_comes_with_its_place_languages_dates_and_subjects(site: Brought) -> None:
    values = await values_of(OPEN_DATA)
    assert (values["title_nl"], values["title_en"]) == ("Open data", "Open data")
    assert values["parent"] == FOLDER
    assert values["tags"] == ["open-data", "web-2-0"]
    assert values["created_at"].isoformat() == "2009-05-02T09:00:00+00:00"
    assert values["updated_at"].isoformat() == "2010-01-15T12:30:00+00:00"
    assert values["created_by"] == "davied"
    shown = (await public(OPEN_DATA))["nl"]
    assert shown["path"] == "/nl/werkplaats/open-data"
    assert shown["first_published_at"].isoformat() == "2009-05-03T10:00:00+00:00"


async def test_links_become_references_and_nothing_runs(site: Brought) -> None:
    body = (await values_of(OPEN_DATA))["body_nl"]
    assert f'href="uid:{LETTER}#kop"' in body
    assert f'src="uid:{PICTURE}"' in body
    assert 'href="https://example.org/"' in body
    assert "alert" not in body
    assert "onclick" not in body
    assert "broken_link" in codes(site)
    letter = (await values_of(LETTER))["body_nl"]
    assert "<h2>Beste minister</h2>" in letter
    assert f'href="uid:{OPEN_DATA}"' in letter
    assert "&lt;b&gt;" in letter


async def test_only_what_is_published_there_is_public_here(site: Brought) -> None:
    assert set(await public(FOLDER)) == {"nl"}
    assert await public(LETTER) == {}
    assert await public(INTERN) == {}
    assert (await values_of(INTERN))["state_nl"] == "private"
    assert codes(site, plone(5)) >= {"not_public"}
    assert codes(site, plone(8)) == {"not_public"}


async def test_files_that_are_private_there_stay_behind(site: Brought) -> None:
    rows = {row["uid"]: row for row in await fetch("SELECT uid, digest, alt_nl FROM asset")}
    assert SECRET not in rows
    assert codes(site, plone(9)) == {"private_file"}
    assert rows[PICTURE]["alt_nl"] == "De haven bij zonsopgang"
    kept = b"".join([some async for some in storage().read(original_key(rows[PICTURE]["digest"]))])
    assert b"Camera 1234" not in kept
    news = await values_of(NEWS)
    assert news["image"] in rows
    assert rows[news["image"]]["alt_nl"] == "Volle zaal"


async def test_an_event_takes_place_when_it_did(site: Brought) -> None:
    values = await values_of(COFFEE)
    assert values["rrule"] == "FREQ=WEEKLY;COUNT=4"
    assert values["starts_at"].isoformat() == "2010-02-01T09:00:00+00:00"
    assert [row["starts_at"].isoformat() for row in values["exclusions"]] == [
        "2010-02-08T09:00:00+00:00"
    ]
    assert values["place_name_nl"] == "Den Haag"
    assert codes(site, plone(11)) == {"unknown_field"}  # contact_name


async def test_what_has_no_place_here_is_told(site: Brought) -> None:
    assert codes(site, plone(12)) == {"unknown_type"}
    assert codes(site, plone(13)) == {"unknown_locale"}
    assert codes(site, "principals.json") == {"left_behind"}


async def test_old_addresses_lead_to_the_new(site: Brought) -> None:
    rows = {row["path"]: row["target"] for row in await fetch("SELECT path, target FROM alias")}
    assert rows["/oude-brief"] == f"uid:{OPEN_DATA}"
    assert rows["/nl/nieuws"] == f"uid:{NEWS}"
    assert "/nl/intern" not in rows
    assert rows["/nl/elders"] == "https://example.org/elders"
    assert rows["/nl/weblog"] == f"uid:{NEWS}"


async def test_what_volto_composed_comes_as_text(site: Brought) -> None:
    values = await values_of(VOLTO)
    body = values["body_nl"]
    for said in (
        "<h2>Waar begin je?</h2>", "<h3>In cijfers</h3>", "Vijfhonderd", "<h3>Vraag</h3>", "Antwoord.",
        f'<a href="uid:{OPEN_DATA}">De gegevens</a>', "Wat er open is.", f'src="uid:{PICTURE}"',
        "Naar het weblog", '<a href="https://vimeo.com/123456789">De film</a>',
    ):  # fmt: skip
        assert said in body
    assert "<table>" in body
    assert values["image"] == PICTURE
    assert codes(site, plone(14)) == {"unknown_block"}


async def test_front_pages_and_default_pages_are_told(site: Brought) -> None:
    assert codes(site, "plone_site_root") == {"front_page"}
    assert "default_page" in codes(site, plone(3))


async def test_a_moment_without_a_zone_is_of_the_site_s_clocks(site: Brought) -> None:
    shown = (await public(NEWS))["nl"]
    assert shown["first_published_at"].isoformat() == "2009-05-03T10:00:00+00:00"
