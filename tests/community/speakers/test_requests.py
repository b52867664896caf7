"""A request for a speaker, from the form to the bundle, by mail: and no address of the other side."""

import asyncio
from typing import Any

import pytest

from cms.community import asking
from cms.community.speakers import authorised, reminders, requests
from cms.content.discovery import installed
from cms.database.buckets import Bucket
from cms.database.engine import fetch, writing
from cms.publishing.publishing import retract
from cms.settings import Settings
from tests.community.post import PostOffice, consent, do, opened, sent, tokens, whole
from tests.community.speakers.network import (
    ANNA,
    BRAM,
    CORA,
    SEEKER,
    SENT,
    a_speaker,
    asked,
    later,
    organiser,
    requested,
    the_bundle,
    the_network,
)
from tests.mailbox import html_of, text_of

EVERYBODY = {SEEKER, ANNA, BRAM, CORA}


async def answers(mail: Any, **values: Any) -> Any:
    """What comes of a speaker's answer by their own link."""
    return await opened("answerSpeakerRequest", tokens(mail)["speakers/answer"], **values)


async def sends(actor: Any) -> None:
    found = await the_bundle(actor)
    async with writing():
        await authorised.send(actor, found.request.id, found.fingerprint)


async def test_from_form_to_bundle_no_address_leaks(database: None, post: PostOffice) -> None:
    await the_network()
    olga = await organiser()
    mails = await asked(post, message=f"Bel me niet.\nMail {SEEKER} of ZOEKER (at) elders.example")
    assert set(mails) == {ANNA, BRAM, SEEKER}
    await answers(mails[ANNA], reply="YES", message=f"Graag! {ANNA}", fee="NONE", agreed=True)
    await answers(mails[BRAM], reply="MAYBE", message=f"Mail {BRAM}", reach="06 1234", agreed=False)
    assert await post.delivered() == []
    await sends(olga)
    bundle = await post.letter_to(SEEKER)

    for mail in post.inbox.mails:
        others = EVERYBODY - {mail["To"], ANNA if mail is bundle else ""}
        said = whole(mail).lower()
        assert not [one for one in others if one in said], mail
        assert "elders.example" not in said or mail["To"] == SEEKER
    assert ANNA in text_of(bundle)
    assert "Graag!" in text_of(bundle)
    assert "06 1234" not in whole(bundle)
    assert "Bram Spreker" in text_of(bundle)


async def test_each_mail_has_links_of_its_own(database: None, post: PostOffice) -> None:
    await the_network()
    await asked(post)
    mine = [set(tokens(mail).values()) for mail in post.inbox.mails]

    assert all(mine)
    for mail, own in zip(post.inbox.mails, mine, strict=True):
        theirs = set.union(*mine) - own
        assert not [token for token in theirs if token in whole(mail)]
    assert len(set.union(*mine)) == sum(map(len, mine))


async def test_only_digests_of_tokens_are_kept(database: None, post: PostOffice) -> None:
    await the_network()
    await asked(post)
    tables = await fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    kept = "".join([str(await fetch(f'SELECT * FROM "{one["name"]}"')) for one in tables])

    for mail in post.inbox.mails:
        assert not [token for token in tokens(mail).values() if token in kept]


async def test_nobody_mails_the_network_with_an_address_that_is_not_theirs(
    database: None, post: PostOffice
) -> None:
    await the_network()
    token = await requested(post)
    assert await post.delivered() == []
    unknown = await opened("confirmRequest", token[::-1])
    assert (unknown["__typename"], unknown["code"]) == ("DeadLink", "token_unknown")
    assert await post.delivered() == []
    first = await opened("confirmRequest", token, SENT)
    again = await opened("confirmRequest", token, SENT)
    assert first == again == {"__typename": "SpeakerRequested", "sent": True}
    assert sorted(mail["To"] for mail in await post.delivered()) == [ANNA, BRAM, SEEKER]


async def test_all_are_asked_who_are_public_bookable_and_in_the_network(
    database: None, post: PostOffice
) -> None:
    await the_network()
    await a_speaker("Dora", "dora@spreker.example", bookable=False)
    hidden = await a_speaker("Ed", "ed@spreker.example")
    async with writing():
        for locale in ("nl", "en"):
            await retract(installed()["speaker"], hidden, locale, actor="olga")
    mails = await asked(post, fields=[], toAll=True)
    assert set(mails) == {ANNA, BRAM, CORA, SEEKER}


async def test_who_opted_out_is_asked_nothing_until_they_opt_in_again(
    database: None, post: PostOffice
) -> None:
    await the_network()
    mails = await asked(post)
    leaving = tokens(mails[ANNA])["speakers/take-part"]
    assert mails[ANNA]["List-Unsubscribe"].endswith(f"?token={leaving}>")
    choose = "takePartAsSpeaker(token: $token, takesPart: $takesPart)"
    told = "... on SpeakerTakesPart { takesPart }"
    chosen = {"token": ("String!", leaving), "takesPart": ("Boolean", False)}
    assert (await do(choose, told, **chosen))["takesPart"] is False
    await later(8)
    await asking.remind_all()
    assert [mail["To"] for mail in await post.delivered()] == [BRAM]
    assert set(await asked(post)) == {BRAM, SEEKER}

    chosen["takesPart"] = ("Boolean", True)
    assert (await do(choose, told, **chosen))["takesPart"] is True
    assert set(await asked(post)) == {ANNA, BRAM, SEEKER}


async def test_an_answer_can_be_changed_until_the_deadline(
    database: None, post: PostOffice
) -> None:
    await the_network()
    olga = await organiser()
    mails = await asked(post)
    for reply in ("NO", "YES"):
        assert (await answers(mails[ANNA], reply=reply))["__typename"] == "SpeakerAnswered"
    found = await the_bundle(olga)
    assert [one.reply for one in found.asked] == ["yes", None]
    await later(10)
    late = await answers(mails[ANNA], reply="NO")
    assert (late["__typename"], late["code"]) == ("Refused", "answers_closed")


async def test_after_the_bundle_no_answer_counts(database: None, post: PostOffice) -> None:
    await the_network()
    olga = await organiser()
    mails = await asked(post)
    await sends(olga)
    assert (await answers(mails[ANNA], reply="YES"))["code"] == "answers_closed"


async def test_one_reminder_before_the_deadline_to_who_has_not_answered(
    database: None, post: PostOffice
) -> None:
    await the_network()
    mails = await asked(post)
    await answers(mails[ANNA], reply="NO")
    await asking.remind_all()
    assert await post.delivered() == []
    await later(7.5)
    await asking.remind_all()
    await asking.remind_all()
    reminder = await post.letter_to(BRAM)
    assert reminder["Subject"].startswith("Reminder")
    assert (await answers(reminder, reply="MAYBE"))["__typename"] == "SpeakerAnswered"
    assert (await answers(mails[BRAM], reply="NO"))["__typename"] == "SpeakerAnswered"
    await later(3)
    await asking.remind_all()
    assert await post.delivered() == []


async def test_a_reminder_stays_with_its_letter_or_neither_does(
    database: None, post: PostOffice
) -> None:
    await the_network()
    await asked(post)
    await later(8)

    async def killed() -> None:
        async with writing():
            await reminders.remind()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await killed()
    await asking.remind_all()
    assert sorted(mail["To"] for mail in await post.delivered()) == [ANNA, BRAM]


INJECTED = "X\r\nBcc: victim@example.net\r\n\r\nBody <b>&</b> =?utf-8?q?=0ABcc:?="


LINES = ("name", "organisation", "occasion", "period", "place", "audience", "message")


async def test_no_field_writes_a_header(database: None, post: PostOffice) -> None:
    await the_network()
    olga = await organiser()
    mails = await asked(
        post, **dict.fromkeys(LINES, INJECTED), fields=["open data", "\r\nBcc: x@y.example"]
    )
    await answers(mails[ANNA], reply="YES", message=INJECTED, reach=INJECTED, agreed=True)
    await sends(olga)
    await post.delivered()
    for mail in post.inbox.mails:
        assert not [name for name in mail if "bcc" in name.lower()]
        assert mail["To"] in EVERYBODY
        assert "<b>" not in html_of(mail)
    assert {mail["To"] for mail in post.inbox.mails} == {ANNA, BRAM, SEEKER}


async def test_what_strangers_write_is_text_in_the_html(database: None, post: PostOffice) -> None:
    await the_network()
    mails = await asked(post, occasion="<img src=x>", message="<script>alert(1)</script>")
    html = mails[ANNA].get_body(("html",)).get_content()
    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"email": "nobody"}, "email", "bad_address"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "email", "bad_address"),
        ({"name": " \n "}, "name", "required"),
        ({"occasion": "x" * 201}, "occasion", "too_long"),
        ({"message": "a\u0007b"}, "message", "bad_characters"),
        ({"fields": []}, "fields", "no_fields"),
        ({"fields": [str(number) for number in range(13)]}, "fields", "too_many"),
        ({"consent": ""}, "consent", "consent_missing"),
        ({"consent": "another"}, "consent", "consent_outdated"),
        ({"idempotencyKey": "short"}, "idempotencyKey", "bad_key"),
    ],
)
async def test_bad_input_is_told_by_field_and_keeps_nothing(
    database: None, post: PostOffice, values: dict[str, Any], field: str, code: str
) -> None:
    given = {"name": "Zoë", "email": SEEKER, "occasion": "Dag", "period": "nu", "message": "Kom.",
             "fields": ["x"], "consent": await consent("requestSpeaker")}  # fmt: skip
    done = await sent("requestSpeaker", "SpeakerRequestInput", **(given | values))
    assert [(one["field"], one["code"]) for one in done["fields"]] == [(field, code)]
    assert await fetch("SELECT FROM speaker_request") == []
    assert await post.delivered() == []


async def test_sent_twice_with_a_key_it_is_one_request(database: None, post: PostOffice) -> None:
    await the_network()
    await requested(post, idempotencyKey="a-key-of-mine")
    with pytest.raises(ValueError, match="not enough values"):
        await requested(post, idempotencyKey="a-key-of-mine")
    assert len(await fetch("SELECT FROM speaker_request")) == 1


async def test_one_mailbox_is_not_flooded(database: None, post: PostOffice) -> None:
    await the_network()
    for _ in range(5):
        await requested(post)
    done = await sent(
        "requestSpeaker",
        "SpeakerRequestInput",
        name="Z", email=SEEKER.upper(), occasion="x", period="x", message="x", toAll=True,
        consent=await consent("requestSpeaker"),
    )  # fmt: skip
    assert done["__typename"] == "RateLimited"


async def test_an_organiser_looks_first_where_the_settings_say_so(
    database: None, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.settings.settings", Settings(speaker_requests="reviewed"))
    await the_network()
    olga = await organiser()
    done = await opened("confirmRequest", await requested(post), SENT)
    assert done["sent"] is False
    assert [mail["To"] for mail in await post.delivered()] == [SEEKER]
    found = await the_bundle(olga)
    assert await authorised.how_many_match(olga, found.request) == (2, 3)
    async with writing():
        await authorised.ask(olga, found.request.id, Settings(), to_all=True, days=5)
    assert sorted(mail["To"] for mail in await post.delivered()) == [ANNA, BRAM, CORA, SEEKER]


async def test_what_suits_nobody_and_what_is_too_much_waits_for_somebody(
    database: None, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "BY_ITSELF", Bucket("speaker requests", size=2, seconds=43_200))
    await the_network()
    done = await opened("confirmRequest", await requested(post, fields=["koken"]), SENT)
    assert done["sent"] is False
    await post.delivered()
    for number in range(2):
        await asked(post, email=f"zoeker{number}@elders.example")
    one_more = await requested(post, email="nog@elders.example")
    assert (await opened("confirmRequest", one_more, SENT))["sent"] is False


async def test_neither_haste_nor_erasing_makes_room_for_more_requests(
    database: None, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "BY_ITSELF", Bucket("speaker requests", size=2, seconds=43_200))
    await the_network()
    seekers = [f"zoeker{number}@elders.example" for number in range(5)]
    haste = [await requested(post, email=one) for one in seekers]

    done = await asyncio.gather(*(opened("confirmRequest", one, SENT) for one in haste))
    assert sorted(one["sent"] for one in done) == [False, False, False, True, True]

    for mail in await post.delivered():
        if erasing := tokens(mail).get("speakers/request/erase"):
            await opened("eraseSpeakerRequest", erasing)
    one_more = await requested(post, email="nog@elders.example")
    assert (await opened("confirmRequest", one_more, SENT))["sent"] is False


async def test_a_refusal_is_mailed_with_its_reason(database: None, post: PostOffice) -> None:
    olga = await organiser()
    await opened("confirmRequest", await requested(post))
    await post.delivered()
    found = await the_bundle(olga)
    async with writing():
        await authorised.refuse(olga, found.request.id, "Geen reclame, alsjeblieft.")
    mail = await post.letter_to(SEEKER)
    assert "> Geen reclame, alsjeblieft." in text_of(mail)


async def test_the_organiser_edits_leaves_out_and_sends_what_they_saw(
    database: None, post: PostOffice
) -> None:
    await the_network()
    olga = await organiser()
    mails = await asked(post)
    await answers(mails[ANNA], reply="YES", message="Dat wil ik graag doen!!!", agreed=True)
    await answers(mails[BRAM], reply="YES", message="Ik ook")
    found = await the_bundle(olga)
    bram = next(one for one in found.asked if one.name == "Bram Spreker")
    anna = next(one for one in found.asked if one.name == "Anna Spreker")
    typed = {
        "introduction": "Dag! {site} %s",
        f"text_{anna.id}": "Anna wil graag.",
        f"text_{bram.id}": "Ik ook",
        f"without_{bram.id}": "yes",
    }
    async with writing():
        await authorised.edit(olga, found.request.id, found.fingerprint, typed)
    await answers(mails[ANNA], reply="MAYBE", message="Toch misschien", agreed=True)
    seen = await the_bundle(olga)
    assert [(one.name, one.late) for one in seen.asked] == [
        ("Bram Spreker", False),
        ("Anna Spreker", True),
    ]
    with pytest.raises(authorised.bundles.BundleChanged):
        async with writing():
            await authorised.send(olga, found.request.id, found.fingerprint)
    await sends(olga)
    said = text_of(await post.letter_to(SEEKER))
    assert "Dag! {site} %s" in said
    assert "> Anna wil graag." in said
    assert "Bram" not in said
    with pytest.raises(authorised.requests.Decided):
        await sends(olga)


async def test_erased_by_link_and_after_a_while(database: None, post: PostOffice) -> None:
    await the_network()
    olga = await organiser()
    mails = await asked(post)
    erasing = tokens(mails[SEEKER])["speakers/request/erase"]
    done = await opened("eraseSpeakerRequest", erasing)
    assert done["__typename"] == "SpeakerRequestErased"
    assert await fetch("SELECT FROM speaker_asked") == []
    gone = await answers(mails[ANNA], reply="YES")
    assert gone["__typename"] == "NotFound"

    await asked(post)
    await sends(olga)
    await later(89)
    await asking.forget_old(90)
    assert len(await fetch("SELECT FROM speaker_request")) == 1
    await later(1.1)
    await asking.forget_old(90)
    assert await fetch("SELECT FROM speaker_request") == []
