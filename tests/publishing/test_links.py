"""What would break, what is broken: per language, and without the titles of what may not be seen."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.access.actors import load_actor, system
from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.editing import saving
from cms.publishing.authorised import How, retract
from cms.publishing.links.broken_links import broken_links
from cms.publishing.links.links import Breaking, WouldBreakLinks, would_break
from cms.publishing.publishing import publish
from tests.builders import ACTOR, make, make_published, remove
from tests.people import give, make_user, someone

SYSTEM = system("eva")


def to(uid: str, text: str = "x") -> str:
    return f'<p><a href="uid:{uid}#deel">{text}</a></p>'


async def test_all_ways_of_referring_count_once(database: None) -> None:
    top = await make("page", "Boven")
    person = await make("speaker", "Zij", parent=top.uid)
    inside = await make("page", "Binnen", parent=top.uid, body_nl=to(person.uid))
    session = await make("session", "Gesprek", moderator=person.uid, body_nl=to(person.uid))
    book = await make("book", "Boek", authors=[{"speaker": person.uid}])
    page = await make("page", "Tekst", body_en=to(top.uid))
    await make("page", "Niets", body_nl=to("0" * 12), summary_nl=f"uid:{person.uid}")

    found = await would_break(SYSTEM, [top.uid])

    assert {one.uid for one in found.named} == {session.uid, book.uid, page.uid}
    assert (found.total, found.hidden) == (3, 0)
    assert inside.uid not in {one.uid for one in found.named}


async def test_what_the_public_still_reads_counts_too(database: None) -> None:
    person = await make_published("speaker", "Zij")
    page = await make_published("page", "Tekst", body_nl=to(person.uid))
    async with writing():
        await saving.save(
            installed()["page"], page.uid, {"body_nl": "<p>Weg</p>"}, revision=1, actor=ACTOR
        )

    assert [one.uid for one in (await would_break(SYSTEM, [person.uid])).named] == [page.uid]


async def test_retracting_is_about_one_language(database: None) -> None:
    person = await make_published("speaker", "Zij")
    page = await make_published("page", "Tekst", body_nl=to(person.uid))
    await make("page", "Kladje", body_en=to(person.uid))
    speaker = installed()["speaker"]

    assert [one.uid for one in (await would_break(SYSTEM, [person.uid], "nl")).named] == [page.uid]
    assert not await would_break(SYSTEM, [person.uid], "en")
    async with writing():
        await retract(SYSTEM, speaker, person.uid, "en")
    with pytest.raises(WouldBreakLinks):
        async with writing():
            await retract(SYSTEM, speaker, person.uid, "nl")
    async with writing():
        await retract(SYSTEM, speaker, person.uid, "nl", How(break_links=True))


async def test_an_expiry_looks_at_what_is_public_then(database: None) -> None:
    person = await make_published("speaker", "Zij")
    page = await make("page", "Tekst", body_nl=to(person.uid))
    now = datetime.now(UTC)
    async with writing():
        await publish(
            installed()["page"], page.uid, "nl", actor=ACTOR, until=now + timedelta(days=2)
        )

    sooner = await would_break(SYSTEM, [person.uid], "nl", at=now + timedelta(days=1))
    later = await would_break(SYSTEM, [person.uid], "nl", at=now + timedelta(days=3))

    assert (sooner.total, later) == (1, Breaking())


async def test_what_may_not_be_seen_is_a_number(database: None) -> None:
    person = await make("speaker", "Zij")
    shared = await make("page", "Gedeeld", body_nl=to(person.uid))
    await make("page", "Geheim", body_nl=to(person.uid))
    mo = await make_user("mo")
    await give("editor", user_id=mo, uid=person.uid)
    await give("reader", user_id=mo, uid=shared.uid)

    found = await would_break(await load_actor("mo"), [person.uid])

    assert [one.title("nl") for one in found.named] == ["Gedeeld nl"]
    assert (found.total, found.hidden) == (1, 1)
    assert "Geheim" not in str(WouldBreakLinks(found).message)


async def test_a_list_is_bounded_and_a_number_is_not(database: None) -> None:
    person = await make("speaker", "Zij")
    for number in range(22):
        await make("page", f"Pagina {number}", body_nl=to(person.uid))

    found = await would_break(SYSTEM, [person.uid])

    assert (len(found.named), found.total) == (20, 22)
    assert "19 more" in str(WouldBreakLinks(found).message)


async def test_the_report_tells_what_is_broken_and_why(database: None) -> None:
    binned, gone, draft, fine = [
        (await make_published("page", name)).uid for name in ("Bak", "Weg", "Klad", "Goed")
    ]
    links = "".join(to(uid) for uid in (binned, gone, draft, fine))
    page = await make_published("page", "Tekst", body_nl=links, locales=("nl", "en"))
    person = await make_published("speaker", "Zij", locales=("nl",))
    session = await make_published("session", "Gesprek", moderator=person.uid)
    await remove(binned, gone, break_links=True)
    await execute("DELETE FROM binned_branch WHERE uid = $1", gone)
    async with writing():
        await retract(SYSTEM, installed()["page"], draft, "nl", How(break_links=True))

    report = await broken_links(SYSTEM)

    told = {(one.uid, one.locale, one.target, one.kind, one.fate) for one in report.broken}
    assert told == {
        (page.uid, "nl", binned, "link", "binned"),
        (page.uid, "nl", gone, "link", "gone"),
        (page.uid, "nl", draft, "link", "not_public"),
        (session.uid, "en", person.uid, "relation", "not_public"),
    }
    assert (report.total, (await broken_links(SYSTEM, "en")).total) == (4, 1)


async def test_the_report_is_for_who_may_see_its_sources(database: None) -> None:
    draft = await make("page", "Klad")
    await make_published("page", "Tekst", body_nl=to(draft.uid))

    report = await broken_links(await someone("niemand"))

    assert (report.broken, report.total, report.hidden) == ((), 0, 1)
