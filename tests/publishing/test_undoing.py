"""Undoing an act: once, by whoever did it, unless something changed since."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from cms.access.actors import Actor
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import authorised, undo, versions
from cms.editing.undo import Inverse, UndoStale, UndoUnknown
from cms.editing.working_copy import load
from cms.errors import NotFound
from cms.publishing import publishing, reissuing, undoing
from cms.publishing.bin import deleting
from cms.publishing.bulk import done, transition_all
from cms.publishing.tree import authorised_tree
from cms.publishing.undoing import Undone, since, undo_act
from tests.builders import change, make, make_home, make_published
from tests.people import someone

PAGE = installed()["page"]


@pytest.fixture
async def eva(database: None) -> Actor:
    return await someone("eva", "editor", "reviewer")


async def undone(actor: Actor, token: str | None) -> Undone:
    async with writing():
        return await undo_act(actor, token or "")


async def saved_by(actor: Actor, uid: str, revision: int, **values: Any) -> str | None:
    async with writing():
        saved = await authorised.save(actor, PAGE, uid, values, revision=revision)
        return await undo.offer(actor, undo.of_save(saved))


async def published_by(
    actor: Actor, uid: str, locale: str, act: Callable[..., Awaitable[Any]] = publishing.publish
) -> str | None:
    async with writing():
        before = await reissuing.public(uid, locale)
        await act(PAGE, uid, locale, actor=actor.name)
        return await undo.offer(actor, await since(uid, before))


async def read(locale: str = "nl") -> dict[str, str]:
    rows = await fetch(
        "SELECT path, title FROM publication WHERE locale = $1 AND valid @> clock_timestamp()"
        " AND parent_uid IS NOT NULL",
        locale,
    )
    return {row["path"]: row["title"] for row in rows}


async def test_a_save_is_undone_by_a_new_version(eva: Actor) -> None:
    saved = await make("page", "Klok", tags=[], body_nl="<p>Oud</p>")
    token = await saved_by(eva, saved.uid, 1, title_nl="Uurwerk", body_nl="<p>Nieuw</p>")

    done = await undone(eva, token)

    values = await load(PAGE, saved.uid)
    assert (values["title_nl"], values["body_nl"], values["slug_nl"]) == (
        "Klok nl", "<p>Oud</p>", "klok-nl",
    )  # fmt: skip
    assert done == Undone("save", saved.uid, 3)
    assert (await versions.load(saved.uid, 3)).remark.operation == "revert"


async def test_a_token_works_once_and_for_its_maker_alone(eva: Actor) -> None:
    saved = await make("page", "Klok")
    token = await saved_by(eva, saved.uid, 1, title_nl="Uurwerk")

    with pytest.raises(UndoUnknown):
        await undone(await someone("bas", "editor"), token)
    await undone(eva, token)
    with pytest.raises(UndoUnknown):
        await undone(eva, token)
    assert (await load(PAGE, saved.uid))["revision"] == 3


async def test_a_token_expires_and_is_not_in_the_database(eva: Actor) -> None:
    saved = await make("page", "Klok")
    token = await saved_by(eva, saved.uid, 1, title_nl="Uurwerk")
    assert not [row for row in await fetch("SELECT * FROM undo") if token in str(row)]
    await execute("UPDATE undo SET expires_at = clock_timestamp()")

    with pytest.raises(UndoUnknown):
        await undone(eva, token)


async def test_nothing_is_undone_once_somebody_saved_after_it(eva: Actor) -> None:
    saved = await make("page", "Klok")
    token = await saved_by(eva, saved.uid, 1, title_nl="Uurwerk")
    await saved_by(eva, saved.uid, 2, summary_nl="Later")

    with pytest.raises(UndoStale):
        await undone(eva, token)
    assert (await load(PAGE, saved.uid))["revision"] == 3


async def test_a_translator_undoes_their_own_words(eva: Actor) -> None:
    saved = await make("page", "Klok")
    anna = await someone("anna", "translator:en")
    token = await saved_by(anna, saved.uid, 1, summary_en="A clock")

    await undone(anna, token)

    assert (await load(PAGE, saved.uid))["summary_en"] == ""


async def test_a_new_entry_is_undone(eva: Actor) -> None:
    await make_home()
    async with writing():
        saved = await authorised.create(eva, PAGE, {"title_nl": "Klok"})
        token = await undo.offer(eva, undo.of_create(saved))

    assert (await undone(eva, token)).revision is None
    with pytest.raises(NotFound):
        await load(PAGE, saved.uid)


async def test_a_first_publication_is_undone(eva: Actor) -> None:
    saved = await make_published("page", "Klok", locales=("en",))
    token = await published_by(eva, saved.uid, "nl")

    await undone(eva, token)

    assert await read("nl") == {}
    assert await read("en") == {"/en/klok-en": "Klok en"}
    assert (await load(PAGE, saved.uid))["state_nl"] == "private"


async def test_a_publication_anew_gives_the_old_one_back_with_all_below(eva: Actor) -> None:
    top = await make_published("page", "Boven", locales=("nl",))
    await make_published("page", "Onder", locales=("nl",), parent=top.uid)
    await saved_by(eva, top.uid, 1, title_nl="Hoger", slug_nl="hoger")
    token = await published_by(eva, top.uid, "nl")
    assert await read() == {"/nl/hoger": "Hoger", "/nl/hoger/onder-nl": "Onder nl"}

    await undone(eva, token)

    assert await read() == {"/nl/boven-nl": "Boven nl", "/nl/boven-nl/onder-nl": "Onder nl"}
    values = await load(PAGE, top.uid)
    assert (values["title_nl"], values["state_nl"]) == ("Hoger", "published")


async def test_a_retraction_gives_back_what_was_read_and_not_the_draft(eva: Actor) -> None:
    saved = await make_published("page", "Klok", locales=("nl",))
    token = await published_by(eva, saved.uid, "nl", publishing.retract)
    await saved_by(eva, saved.uid, 1, title_nl="Geheim")

    await undone(eva, token)

    assert await read() == {"/nl/klok-nl": "Klok nl"}
    assert (await load(PAGE, saved.uid))["state_nl"] == "published"


async def test_a_retraction_is_not_undone_under_what_left_or_where_another_came(eva: Actor) -> None:
    top = await make_published("page", "Boven", locales=("nl",))
    below = await make_published("page", "Onder", locales=("nl",), parent=top.uid)
    token = await published_by(eva, below.uid, "nl", publishing.retract)
    await published_by(eva, top.uid, "nl", publishing.retract)

    with pytest.raises(UndoStale):
        await undone(eva, token)
    assert await read() == {}


async def test_a_first_publication_with_something_below_stays(eva: Actor) -> None:
    top = await make_published("page", "Boven", locales=())
    token = await published_by(eva, top.uid, "nl")
    await make_published("page", "Onder", locales=("nl",), parent=top.uid)

    with pytest.raises(UndoStale):
        await undone(eva, token)
    assert len(await read()) == 2


async def test_a_publication_is_not_undone_once_another_followed(eva: Actor) -> None:
    saved = await make_published("page", "Klok", locales=("nl",))
    await saved_by(eva, saved.uid, 1, title_nl="Uurwerk")
    token = await published_by(eva, saved.uid, "nl")
    await saved_by(eva, saved.uid, 2, title_nl="Wijzerplaat")
    await published_by(eva, saved.uid, "nl")

    with pytest.raises(UndoStale):
        await undone(eva, token)
    assert set((await read()).values()) == {"Wijzerplaat"}


async def test_what_left_for_translators_is_what_is_read(eva: Actor) -> None:
    saved = await make_published("page", "Klok", locales=("nl",))
    await saved_by(eva, saved.uid, 1, title_nl="Geheim")
    token = await published_by(eva, saved.uid, "nl")

    await undone(eva, token)

    rows = await fetch("SELECT published FROM source_text WHERE field = 'title'")
    assert "Geheim" not in {row["published"] for row in rows}


async def test_a_move_and_a_rename_are_undone(eva: Actor) -> None:
    top = await make_published("page", "Boven", locales=("nl",))
    moved = await make_published("page", "Klok", locales=("nl",))
    home = await make_home()
    async with writing():
        made = await authorised_tree.move(eva, moved.uid, top.uid)
        back = await undo.offer(eva, undoing.of_move(made))
    async with writing():
        made = await authorised_tree.rename(eva, top.uid, "nl", "hoger")
        rename = await undo.offer(eva, undoing.of_rename(made, "nl"))
    assert await read() == {"/nl/hoger": "Boven nl", "/nl/hoger/klok-nl": "Klok nl"}

    await undone(eva, rename)
    await undone(eva, back)

    assert await read() == {"/nl/boven-nl": "Boven nl", "/nl/klok-nl": "Klok nl"}
    assert (await load(PAGE, moved.uid))["parent"] == home


async def test_a_move_is_not_undone_after_another_change(eva: Actor) -> None:
    top, moved = await make("page", "Boven"), await make("page", "Klok")
    async with writing():
        made = await authorised_tree.move(eva, moved.uid, top.uid)
        back = await undo.offer(eva, undoing.of_move(made))
    await saved_by(eva, moved.uid, made.revision, summary_nl="Later")

    with pytest.raises(UndoStale):
        await undone(eva, back)
    assert (await load(PAGE, moved.uid))["parent"] == top.uid


async def test_another_order_is_undone_unless_it_changed_again(eva: Actor) -> None:
    home = await make_home()
    for name in ("Een", "Twee", "Drie"):
        await make("page", name)
    before = await authorised_tree.order_of(eva, home)
    async with writing():
        after = await authorised_tree.reorder(eva, home, before[::-1], if_order=before)
        token = await undo.offer(eva, undoing.of_order(home, before, after))
        stale = await undo.offer(eva, undoing.of_order(home, before, after))

    await undone(eva, token)

    assert await authorised_tree.order_of(eva, home) == before
    with pytest.raises(UndoStale):
        await undone(eva, stale)


async def test_a_copy_is_undone_as_long_as_nobody_changed_it(eva: Actor) -> None:
    top = await make("page", "Boven")
    await make("page", "Onder", parent=top.uid)
    home, tokens, copies = await make_home(), [], []
    for _ in range(2):
        async with writing():
            made = await authorised_tree.copy(eva, top.uid, home)
            copies.append(made.uid)
            tokens.append(await undo.offer(eva, undoing.of_copy(made)))
    await saved_by(eva, copies[1], 1, summary_nl="Anders")

    assert (await undone(eva, tokens[0])).revision is None
    with pytest.raises(UndoStale):
        await undone(eva, tokens[1])
    assert (await load(PAGE, copies[1]))["summary_nl"] == "Anders"


async def test_a_deletion_is_undone_and_that_again(eva: Actor) -> None:
    top = await make("page", "Boven")
    below = await make("page", "Onder", parent=top.uid)
    async with writing():
        gone = await deleting.delete(eva, [top.uid])
        token = await undo.offer(eva, undoing.of_delete(gone))

    await undone(eva, token)

    assert (await load(PAGE, below.uid))["parent"] == top.uid
    async with writing():
        again = Inverse("restore", top.uid, {"entries": 2})
        token = await undo.offer(eva, again)
    assert (await undone(eva, token)).revision is None


async def test_a_deletion_is_undone_with_what_referred_to_it(eva: Actor) -> None:
    tokens, referring = [], []
    for name in ("Zij", "Hij"):
        person = await make("speaker", name)
        session = await make("session", "Gesprek", moderator=person.uid)
        book = await make("book", "Boek", authors=[{"speaker": person.uid}])
        referring.append((person.uid, session.uid, book.uid))
        async with writing():
            gone = await deleting.delete(eva, [person.uid], break_links=True)
            tokens.append(await undo.offer(eva, undoing.of_delete(gone)))
    await change("book", referring[1][2], summary_nl="Later")

    await undone(eva, tokens[0])
    with pytest.raises(UndoStale):
        await undone(eva, tokens[1])

    person_uid, session_uid, book_uid = referring[0]
    assert (await load(installed()["session"], session_uid))["moderator"] == person_uid
    [author] = (await load(installed()["book"], book_uid))["authors"]
    assert author["speaker"] == person_uid
    assert (await load(installed()["session"], referring[1][1]))["moderator"] is None


async def test_a_planned_retraction_is_undone(eva: Actor) -> None:
    saved = await make_published("page", "Klok", locales=("nl",))
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    token = await published_by(eva, saved.uid, "nl", partial(publishing.retract, at=tomorrow))

    await undone(eva, token)

    assert await read() == {"/nl/klok-nl": "Klok nl"}
    rows = await fetch("SELECT FROM publication WHERE uid = $1 AND upper_inf(valid)", saved.uid)
    assert len(rows) == 1


async def test_many_steps_are_undone_together(eva: Actor) -> None:
    above = await make_published("page", "Boven")
    below = await make("page", "Onder", parent=above.uid)
    await change("page", above.uid, slug_nl="hoger", title_nl="Hoger")
    uids, before = [below.uid, above.uid], await read()
    async with writing():
        stood = await reissuing.publics([(uid, "nl") for uid in uids])
        reports = await transition_all(eva, uids, "publish", ["nl"])
        steps = await undoing.since_each(stood, done(reports))
        token = await undo.offer(eva, undoing.of_steps(steps))
    assert await read() == {"/nl/hoger": "Hoger", "/nl/hoger/onder-nl": "Onder nl"}

    await undone(eva, token)

    assert await read() == before
    assert (await load(PAGE, below.uid))["state_nl"] == "private"


async def test_a_deletion_is_undone_with_what_the_public_read(eva: Actor) -> None:
    above = await make_published("page", "Boven")
    below = await make_published("page", "Onder", parent=above.uid, locales=("nl",))
    planned = await make_published("page", "Straks", parent=above.uid, locales=())
    soon = datetime.now(UTC) + timedelta(days=1)
    async with writing():
        await publishing.publish(PAGE, planned.uid, "nl", actor="x", at=soon)
    await change("page", below.uid, title_nl="Concept")
    uids, locales = [above.uid, below.uid, planned.uid], ("nl", "en")
    keys, before = [(uid, locale) for uid in uids for locale in locales], await read()
    states = {key: one.state for key, one in (await reissuing.publics(keys)).items()}
    async with writing():
        token = await undo.offer(
            eva, undoing.of_delete(await deleting.delete(eva, [above.uid], break_links=True))
        )
    assert await read() == {}

    await undone(eva, token)

    after = await reissuing.publics(keys)
    assert await read() == before
    assert {key: one.state for key, one in after.items()} == states
    assert len(after[planned.uid, "nl"].issues) == 1
    assert (await load(PAGE, below.uid))["title_nl"] == "Concept"


async def test_a_deletion_is_not_undone_once_its_address_is_taken(eva: Actor) -> None:
    gone = await make_published("page", "Klok", locales=("nl",))
    async with writing():
        token = await undo.offer(eva, undoing.of_delete(await deleting.delete(eva, [gone.uid])))
    await make_published("page", "Klok", locales=("nl",))

    with pytest.raises(UndoStale):
        await undone(eva, token)
    assert len(await fetch("SELECT FROM binned_branch")) == 1
