"""The network through its pages: the public's forms, the links in mails, and the organiser's panel."""

import html
import re

import httpx
import pytest

from cms.access.actors import load_actor
from cms.community.speakers import contacts
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing import working_copy
from tests.builders import make_home, make_published
from tests.community.browser import browser, filled, hidden, organiser
from tests.community.post import PostOffice, whole
from tests.community.speakers.network import ANNA, BRAM, SEEKER, the_network
from tests.mailbox import text_of
from tests.people import make_user
from tests.schema.made import make_tags

_ADDRESS = re.compile(r"http://127\.0\.0\.1:8000(/forms/\S+)")
ASKED = {
    "name": "Zoë Zoeker", "email": SEEKER, "occasion": "Dag van de open overheid",
    "period": "voorjaar", "message": f"Kom!\r\n\r\nMail {SEEKER}", "to_all": "yes",
}  # fmt: skip
OFFERED = {
    "given_name": "Sanne", "prefix": "de", "family_name": "Spreker", "role": "Adviseur",
    "email": "sanne@spreker.example", "introduction": "Mijn <b>verhaal</b>.\r\n\r\nNog wat.",
    "fields": "open data, dansen", "languages": ["nl"],
}  # fmt: skip


def links(mail: object) -> dict[str, str]:
    """The addresses in a mail, by the page that they lead to."""
    found = _ADDRESS.findall(text_of(mail))  # type: ignore[arg-type]
    return {one.split("?")[0].split("/", 3)[3].strip("/"): one for one in found}


async def saves(client: httpx.AsyncClient, page: str, to: str, **fields: str) -> httpx.Response:
    """Send a form of a page of the panel."""
    form = hidden((await client.get(f"/admin/{page}")).text)
    return await client.post(f"/admin/{page}{to}", data={"csrftoken": "token"} | form | fields)


async def test_a_request_goes_from_form_to_bundle_by_pages(
    database: None, post: PostOffice
) -> None:
    await the_network()
    visitor, olga = browser(), await organiser(await make_user("olga", "reviewer"))
    sent = await filled(visitor, "/forms/nl/speakers/request/", **ASKED)
    assert "Kijk in je mailbox" in sent.text
    confirming = links(await post.letter_to(SEEKER))["speakers/request/confirm"]
    looked = await visitor.get(confirming)
    assert (looked.status_code, await post.delivered()) == (200, [])
    assert "naar de sprekers gestuurd" in (await filled(visitor, confirming)).text
    mails = {mail["To"]: mail for mail in await post.delivered()}

    for speaker, reply in ((ANNA, "yes"), (BRAM, "maybe")):
        page = links(mails[speaker])["speakers/answer"]
        assert SEEKER not in (await visitor.get(page)).text
        done = await filled(
            visitor, page, reply=reply, message=f"Mail {speaker}", agreed="yes" * (speaker == ANNA)
        )
        assert done.status_code == 200
    (row,) = await fetch("SELECT id FROM speaker_request")
    place = f"speaker-requests/{row['id']}/"
    assert "2 of 3 answered" in (await olga.get("/admin/speaker-requests/")).text
    saved = await saves(olga, place, "edit/", introduction="Hier zijn ze!", then="preview")
    assert saved.headers["location"] == f"/admin/{place}bundle/"
    preview = html.unescape((await olga.get(saved.headers["location"])).text)
    assert "Hier zijn ze!" in preview
    assert ANNA in preview
    assert BRAM not in preview
    form = hidden(preview)
    assert (await olga.post(f"/admin/{place}send/", data=form)).status_code == 303
    again = await olga.post(f"/admin/{place}send/", data=form)
    assert again.status_code == 409
    bundle = await post.letter_to(SEEKER)
    assert ANNA in whole(bundle)
    assert BRAM not in whole(bundle)
    assert "Bundle sent" in (await olga.get("/admin/speaker-requests/?show=ended")).text
    erased = await filled(visitor, links(bundle)["speakers/request/erase"])
    assert "niets meer" in erased.text
    assert await fetch("SELECT FROM speaker_asked") == []


async def test_an_offer_becomes_a_speaker_whose_address_is_nowhere_else(
    database: None, post: PostOffice
) -> None:
    await make_tags(data=("Open data", "Open data"))
    await make_home()
    visitor, olga = browser(), await organiser(await make_user("olga", "editor", "reviewer"))
    await filled(visitor, "/forms/nl/speakers/offer/", **OFFERED)
    assert "There are no offers here." in (await olga.get("/admin/speaker-offers/")).text
    mail = await post.letter_to(OFFERED["email"])
    assert "verhaal" not in whole(mail)
    await filled(visitor, links(mail)["speakers/offer/confirm"])
    (row,) = await fetch("SELECT id FROM speaker_offer")
    page = await olga.get(f"/admin/speaker-offers/{row['id']}/")
    assert "left out: dansen" in page.text
    assert "<b>verhaal" not in page.text
    taken = await saves(olga, f"speaker-offers/{row['id']}/", "accept/", entry="")
    assert taken.status_code == 303, taken.text
    twice = await saves(olga, f"speaker-offers/{row['id']}/", "accept/", entry="")
    assert twice.status_code == 409

    (made,) = await fetch("SELECT entry FROM speaker_offer")
    values = await working_copy.load(installed()["speaker"], made["entry"])
    assert (values["title_nl"], values["bookable"]) == ("Sanne de Spreker", True)
    assert values["expertise"] == ["data"]
    assert values["bio_nl"] == "<p>Mijn &lt;b&gt;verhaal&lt;/b&gt;.</p><p>Nog wat.</p>"
    for table in ("speaker", "version", "publication", "source_text", "audit"):
        assert OFFERED["email"] not in str(await fetch(f"SELECT * FROM {table}")), table
    assert await contacts.bookable((), to_all=True) == []
    welcome = await post.letter_to(OFFERED["email"])
    out = await filled(visitor, links(welcome)["speakers/take-part"])
    assert "geen aanvragen meer" in out.text
    back = await filled(visitor, links(welcome)["speakers/take-part"])
    assert "vanaf nu" in back.text


async def test_an_offer_renews_the_speaker_who_is_there_and_is_published(
    database: None, post: PostOffice
) -> None:
    known = {"given_name": "Sanne", "prefix": "de", "family_name": "Spreker"}
    there = await make_published("speaker", "Sanne", **known)
    visitor, olga = browser(), await organiser(await make_user("olga", "editor", "reviewer"))
    await filled(visitor, "/forms/nl/speakers/offer/", **OFFERED)
    await filled(visitor, links(await post.letter_to(OFFERED["email"]))["speakers/offer/confirm"])
    (row,) = await fetch("SELECT id FROM speaker_offer")
    place = f"speaker-offers/{row['id']}/"
    assert there.uid in (await olga.get(f"/admin/{place}")).text
    taken = await saves(olga, place, "accept/", entry=there.uid, publish="yes")
    assert taken.status_code == 303, taken.text
    (found,) = await contacts.bookable((), to_all=True)
    assert (found.uid, found.email, found.name) == (there.uid, OFFERED["email"], "Sanne de Spreker")


async def test_a_rejected_offer_is_told_why(database: None, post: PostOffice) -> None:
    visitor, olga = browser(), await organiser(await make_user("olga", "reviewer"))
    await filled(visitor, "/forms/nl/speakers/offer/", **OFFERED)
    await filled(visitor, links(await post.letter_to(OFFERED["email"]))["speakers/offer/confirm"])
    (row,) = await fetch("SELECT id FROM speaker_offer")
    place = f"speaker-offers/{row['id']}/"
    assert (await saves(olga, place, "reject/", reason=" ")).status_code == 422
    await saves(olga, place, "reject/", reason="Te veel reclame.")
    assert "> Te veel reclame." in text_of(await post.letter_to(OFFERED["email"]))


async def test_what_nobody_confirmed_is_not_in_the_panel(database: None, post: PostOffice) -> None:
    visitor, olga = browser(), await organiser(await make_user("olga", "reviewer"))
    await filled(visitor, "/forms/nl/speakers/offer/", **OFFERED)
    await filled(visitor, "/forms/nl/speakers/request/", **ASKED)
    for table, folder in (
        ("speaker_offer", "speaker-offers"),
        ("speaker_request", "speaker-requests"),
    ):
        (row,) = await fetch(f"SELECT id FROM {table}")
        assert (await olga.get(f"/admin/{folder}/{row['id']}/")).status_code == 404


async def test_a_form_sent_twice_is_kept_once(database: None, post: PostOffice) -> None:
    visitor = browser()
    page = await visitor.get("/forms/en/speakers/offer/")
    for _ in range(2):
        assert (await visitor.post(page.url.path, data=hidden(page.text) | OFFERED)).is_success
    assert len(await fetch("SELECT FROM speaker_offer")) == 1
    await post.letter_to(OFFERED["email"])


@pytest.mark.parametrize("locale", ["nl", "en"])
async def test_what_is_wrong_is_shown_by_its_field_with_what_was_typed(
    database: None, post: PostOffice, locale: str
) -> None:
    await the_network()
    refused = await filled(
        browser(), f"/forms/{locale}/speakers/request/", **(ASKED | {"email": "x@y", "to_all": ""})
    )
    assert refused.status_code == 422
    assert 'href="#email"' in refused.text
    assert 'href="#fields"' in refused.text
    assert 'value="Zoë Zoeker"' in refused.text
    assert await post.delivered() == []


async def test_only_who_reviews_the_site_organises(database: None, post: PostOffice) -> None:
    eva = await organiser(await make_user("eva", "editor"))
    for folder in ("speaker-requests", "speaker-offers", "proposals"):
        assert (await eva.get(f"/admin/{folder}/")).status_code == 403
        assert f'href="/admin/{folder}/"' not in (await eva.get("/admin/overview/")).text
    assert (await load_actor("eva")).name == "eva"
