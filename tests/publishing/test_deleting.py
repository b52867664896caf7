"""Deleting: a branch goes to the bin as one unit, asked of each entry in it, or nothing happens."""

import asyncio
import contextvars
from datetime import UTC, datetime, timedelta

import pytest

from cms.access import sharing
from cms.access.actors import load_actor, system
from cms.access.permissions import Denied
from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, rehearsing, writing
from cms.editing import working_copy
from cms.editing.saving import create
from cms.errors import InvalidInput, NotFound
from cms.publishing import drafts
from cms.publishing.bin import deleting
from cms.publishing.bin.deleting import InUse, Meanwhile, delete
from cms.publishing.denials import DeniedBelow
from cms.publishing.links.links import WouldBreakLinks
from cms.publishing.publishing import publish
from tests.builders import change, make, make_home, make_published, remove
from tests.people import give, make_user, someone

EVERY_TYPE = pytest.mark.parametrize("name", list(installed()))


async def everything() -> dict[str, list[object]]:
    """All that a deletion could touch, to compare before and after."""
    tables = ["node", "publication", "version", "binned_branch", "binned_entry", "role_grant",
              "audit", "transition", "outbox", *installed()]  # fmt: skip
    return {
        name: [tuple(row.values()) for row in await fetch(f'SELECT * FROM "{name}" ORDER BY 1')]
        for name in tables
    }


@EVERY_TYPE
async def test_a_draft_is_deleted_and_its_last_version_kept(database: None, name: str) -> None:
    saved = await make(name)

    (done,) = await remove(saved.uid)

    assert (done.uid, done.entries, done.retracted) == (saved.uid, 1, 0)
    assert await fetch("SELECT 1 FROM node WHERE uid = $1", saved.uid) == []
    assert await fetch(f'SELECT 1 FROM "{name}" WHERE uid = $1', saved.uid) == []
    versions = await fetch(
        "SELECT operation, revision, actor, snapshot->>'uid' AS uid FROM version"
        " WHERE uid = $1 ORDER BY revision DESC LIMIT 1",
        saved.uid,
    )
    assert [tuple(row.values()) for row in versions] == [("delete", 2, "editor", saved.uid)]


async def test_an_entry_made_anew_goes_on_from_its_last_version(database: None) -> None:
    saved = await make("page", body_nl="<p>Eerst.</p>", body_en="<p>First.</p>")
    await remove(saved.uid)

    async with writing():
        again = await create(
            installed()["page"], {"title_nl": "Terug"}, uid=saved.uid, actor="import"
        )

    versions = await fetch(
        "SELECT operation, revision FROM version WHERE uid = $1 ORDER BY revision", saved.uid
    )
    assert again.revision == 3
    assert [tuple(row.values()) for row in versions] == [
        ("create", 1),
        ("delete", 2),
        ("create", 3),
    ]


async def test_rows_go_with_their_entry(database: None) -> None:
    saved = await make("mission_text", statements=[{"text_nl": "Een"}])

    await remove(saved.uid)

    assert await fetch("SELECT 1 FROM mission_text_statement") == []


async def test_a_branch_goes_as_one_with_what_is_public(database: None) -> None:
    top = await make_published("page", "Boven")
    middle = await make_published("page", "Midden", locales=("nl",), parent=top.uid)
    below = await make("event", "Onder", parent=middle.uid)

    (done,) = await remove(top.uid)

    assert (done.entries, done.retracted) == (3, 2)
    left = await fetch("SELECT uid FROM node WHERE parent IS NOT NULL")
    live = await fetch(
        "SELECT uid FROM publication WHERE valid @> clock_timestamp() AND uid = ANY($1)",
        [top.uid, middle.uid, below.uid],
    )
    assert (left, live) == ([], [])
    assert await fetch("SELECT act, subject FROM audit WHERE act = 'delete'") == [
        {"act": "delete", "subject": top.uid}
    ]
    told = await fetch("SELECT uid, locale FROM outbox WHERE kind = 'deleted' ORDER BY id")
    assert {(one["uid"], one["locale"]) for one in told} == {
        (top.uid, "nl"),
        (top.uid, "en"),
        (middle.uid, "nl"),
    }


async def test_what_is_planned_does_not_happen(database: None) -> None:
    await make_published("page")
    page = await make("page", "Straks")
    async with writing():
        await publish(
            installed()["page"], page.uid, "nl", actor="x", at=datetime.now(UTC) + timedelta(days=1)
        )

    (done,) = await remove(page.uid)

    planned = await fetch("SELECT FROM publication WHERE uid = $1 AND NOT isempty(valid)", page.uid)
    assert (done.retracted, planned) == (1, [])


async def test_entries_of_a_branch_may_refer_to_each_other(database: None) -> None:
    top = await make("page", "Boven")
    person = await make("speaker", "Zij", parent=top.uid)
    event = await make("event", "Bijeenkomst", parent=person.uid)
    session = await make(
        "session", "Gesprek", parent=top.uid, moderator=person.uid, event=event.uid
    )
    await make("book", "Boek", parent=session.uid, authors=[{"speaker": person.uid}])

    (done,) = await remove(top.uid)

    assert (done.entries, done.unlinked) == (5, {})


async def test_several_at_once_are_several_units(database: None) -> None:
    top = await make("page", "Boven")
    below = await make("page", "Onder", parent=top.uid)
    other = await make("page", "Ander", body_nl=f'<p><a href="uid:{top.uid}">x</a></p>')

    done = await remove(below.uid, top.uid, other.uid)

    assert {(one.uid, one.entries) for one in done} == {(top.uid, 2), (other.uid, 1)}


async def test_a_home_page_goes_last(database: None) -> None:
    home = await make_home()
    below = await make("page")

    with pytest.raises(InUse, match="home page"):
        await remove(home)
    await remove(below.uid)
    await remove(home)

    assert await fetch("SELECT FROM node") == []


async def test_what_would_break_links_is_asked_first(database: None) -> None:
    top = await make("page", "Boven")
    person = await make("speaker", "Zij", parent=top.uid)
    session = await make("session", "Gesprek", moderator=person.uid,
                         interlocutors=[])  # fmt: skip
    book = await make("book", "Boek", authors=[{"speaker": person.uid}])
    page = await make("page", "Tekst", body_nl=f'<p><a href="uid:{person.uid}">zij</a></p>')
    before = await everything()

    with pytest.raises(WouldBreakLinks) as refused:
        await remove(top.uid)
    named = {one.uid for one in refused.value.breaking.named}
    assert (named, refused.value.breaking.hidden) == ({session.uid, book.uid, page.uid}, 0)
    assert await everything() == before

    (done,) = await remove(top.uid, break_links=True)

    assert set(done.unlinked) == {session.uid, book.uid}
    after = await working_copy.load(installed()["session"], session.uid)
    written = await working_copy.load(installed()["book"], book.uid)
    assert (after["moderator"], after["revision"], written["authors"]) == (None, 2, [])
    operations = await fetch(
        "SELECT operation FROM version WHERE uid = $1 AND revision = 2", book.uid
    )
    assert operations == [{"operation": "unlink"}]


async def test_what_is_not_there_cannot_be_deleted(database: None) -> None:
    with pytest.raises(NotFound):
        await remove("nope")


async def test_a_dry_run_leaves_no_trace(database: None) -> None:
    top = await make_published("page", "Boven")
    await make("page", "Onder", parent=top.uid)
    before = await everything()

    async with rehearsing():
        (done,) = await delete(await someone("ada", "editor", "reviewer"), [top.uid])

    assert (done.entries, done.retracted) == (2, 1)
    after = await everything()
    assert after | {"role_grant": []} == before | {"role_grant": []}


async def test_deleting_is_asked_of_everything_below(database: None) -> None:
    top = await make("page", "Boven")
    secret = await make("page", "Geheim plan", parent=top.uid)
    await make("page", "Ook", parent=secret.uid)
    eva = await make_user("eva")
    await give("editor", user_id=eva, uid=top.uid)
    owner = await someone("mo", "editor")
    async with writing():
        await sharing.block(owner, secret.uid)
    actor = await load_actor("eva")

    with pytest.raises(DeniedBelow) as refused:
        async with writing():
            await delete(actor, [top.uid])

    assert refused.value.missing is Permission.DELETE
    assert "2" in str(refused.value.message)
    assert "Geheim" not in str(refused.value.message)


async def test_what_may_be_seen_and_not_deleted_is_named(database: None) -> None:
    top = await make("page", "Boven")
    below = await make("page", "Onder", parent=top.uid)
    await execute("UPDATE node SET created_by = 'eva' WHERE uid = $1", top.uid)
    actor = await someone("eva", "contributor")

    with pytest.raises(DeniedBelow, match="Onder"):
        async with writing():
            await delete(actor, [top.uid])
    assert below


async def test_what_is_public_takes_the_right_to_publish(database: None) -> None:
    top = await make("page", "Boven")
    page = await make_published("page", "Publiek", locales=("en",))
    editor = await someone("eva", "editor")

    with pytest.raises(Denied) as refused:
        async with writing():
            await delete(editor, [page.uid])
    async with writing():
        await delete(editor, [top.uid])

    assert refused.value.missing is Permission.PUBLISH


async def test_what_may_not_be_seen_is_not_there(database: None) -> None:
    page = await make("page")
    nobody = await someone("niemand")

    with pytest.raises(NotFound):
        async with writing():
            await delete(nobody, [page.uid])


@pytest.mark.parametrize("step", ["_retract", "_unlink", "_bin", "_remove"])
async def test_a_failure_in_the_middle_leaves_everything(
    database: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    top = await make_published("page", "Boven")
    person = await make("speaker", "Zij", parent=top.uid)
    await make("book", "Boek", authors=[{"speaker": person.uid}])
    before = await everything()
    whole = getattr(deleting, step)

    async def torn(*arguments: object) -> None:
        await whole(*arguments)
        raise RuntimeError(step)

    monkeypatch.setattr(deleting, step, torn)
    with pytest.raises(RuntimeError):
        await remove(top.uid, break_links=True)

    assert await everything() == before


async def test_of_two_who_delete_the_same_one_does(database: None) -> None:
    top = await make_published("page", "Boven")
    await make("page", "Onder", parent=top.uid)

    done = await asyncio.gather(remove(top.uid), remove(top.uid), return_exceptions=True)

    failed = [one for one in done if isinstance(one, BaseException)]
    assert [type(one) for one in failed] == [NotFound]
    assert len(await fetch("SELECT FROM binned_branch")) == 1


async def test_what_comes_under_it_meanwhile_has_no_place(database: None) -> None:
    for number in range(5):
        top = await make("page", f"Boven {number}")

        gone, made = await asyncio.gather(
            remove(top.uid), make("page", "Onder", parent=top.uid), return_exceptions=True
        )

        lost = await fetch(
            "SELECT FROM node n WHERE parent IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM node p WHERE p.uid = n.parent)"
        )
        there = await fetch("SELECT uid FROM node WHERE parent = $1", top.uid)
        assert lost == []
        assert bool(there) == isinstance(gone, Meanwhile)
        assert not isinstance(made, BaseException) or isinstance(made, InvalidInput)


async def test_a_reference_made_meanwhile_is_seen_or_refused(database: None) -> None:
    for number in range(5):
        person = await make("speaker", f"Zij {number}")

        gone, made = await asyncio.gather(
            remove(person.uid),
            make("session", "Gesprek", moderator=person.uid),
            return_exceptions=True,
        )

        dangling = await fetch(
            "SELECT FROM session WHERE moderator IS NOT NULL"
            " AND moderator NOT IN (SELECT uid FROM speaker)"
        )
        assert dangling == []
        refused = {type(one) for one in (gone, made) if isinstance(one, BaseException)}
        assert refused in ({Meanwhile}, {WouldBreakLinks}, {InvalidInput})


async def test_what_editors_moved_since_goes_too(database: None) -> None:
    top = await make_published("page", "Boven")
    one = await make_published("page", "Een", parent=top.uid)
    two = await make_published("page", "Twee", parent=one.uid)
    await change("page", two.uid, parent=top.uid)
    await change("page", one.uid, parent=two.uid)  # for the public still the other way round

    (done,) = await remove(top.uid)

    assert (done.entries, done.retracted) == (3, 3)


async def test_a_preview_waits_for_a_deletion(database: None) -> None:
    page = await make("page", "Weg")

    async with writing():
        await delete(system("eva"), [page.uid])
        preview = asyncio.create_task(drafts.renew(), context=contextvars.Context())
        await asyncio.sleep(0.3)
    await preview

    assert await fetch("SELECT FROM draft WHERE uid = $1", page.uid) == []
