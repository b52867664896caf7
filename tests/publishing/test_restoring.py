"""Restoring: as one unit, as drafts, with every clash handled and told."""

import pytest

from cms.access.actors import Actor, load_actor, system
from cms.access.permissions import Denied
from cms.access.tables import RoleGrant
from cms.content.discovery import installed
from cms.database.engine import as_json, execute, fetch, rehearsing, writing
from cms.editing import saving, working_copy
from cms.editing.checks import MOST_LEVELS
from cms.errors import InvalidInput, NotFound
from cms.publishing import tags
from cms.publishing.bin import restoring
from cms.publishing.bin.deleting import delete
from cms.publishing.bin.restoring import AlreadyThere, Restored, restore
from cms.publishing.publishing import publish
from tests.builders import ACTOR, make, make_home, make_published, remove
from tests.people import give, make_group, make_user, someone

SYSTEM = system("eva")


async def bring_back(bin_id: int, *, parent: str | None = None, actor: Actor = SYSTEM) -> Restored:
    async with writing():
        return await restore(actor, bin_id, parent=parent)


async def values_of(uid: str) -> dict[str, object]:
    return await working_copy.load(await working_copy.content_type_of(uid), uid)


def codes(restored: Restored) -> set[str]:
    return {one.code for one in restored.clashes}


ALWAYS_NEW = {"revision", "updated_at", "updated_by"}


def lasting(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in ALWAYS_NEW}


@pytest.mark.parametrize("name", list(installed()))
async def test_every_type_comes_back_as_it_was(database: None, name: str) -> None:
    saved = await make(name)
    before = await values_of(saved.uid)
    (done,) = await remove(saved.uid)

    restored = await bring_back(done.bin_id)

    assert (restored.uid, restored.entries, restored.clashes) == (saved.uid, 1, ())
    after = await values_of(saved.uid)
    assert lasting(after) == lasting(before)
    assert after["revision"] == 3
    assert await fetch("SELECT FROM binned_branch") == []


async def test_a_branch_comes_back_with_all_that_holds_it_together(database: None) -> None:
    top = await make("page", "Boven")
    person = await make("speaker", "Zij", parent=top.uid)
    event = await make("event", "Bijeenkomst", parent=person.uid, position=7)
    session = await make(
        "session", "Gesprek", parent=top.uid, moderator=person.uid, event=event.uid
    )
    book = await make("book", "Boek", parent=session.uid, authors=[{"speaker": person.uid}],
                      body_nl=f'<p><a href="uid:{top.uid}">x</a></p>')  # fmt: skip
    uids = [one.uid for one in (top, person, event, session, book)]
    before = [lasting(await values_of(uid)) for uid in uids]
    (done,) = await remove(top.uid)

    restored = await bring_back(done.bin_id)

    assert (restored.entries, restored.clashes) == (5, ())
    assert [lasting(await values_of(uid)) for uid in uids] == before


async def test_what_was_public_comes_back_as_a_draft(database: None) -> None:
    page = await make_published("page", "Publiek")
    (done,) = await remove(page.uid)

    await bring_back(done.bin_id)

    values = await values_of(page.uid)
    live = await fetch(
        "SELECT FROM publication WHERE uid = $1 AND valid @> clock_timestamp()", page.uid
    )
    assert ({values["state_nl"], values["state_en"]}, live) == ({"private"}, [])
    async with writing():
        await publish(installed()["page"], page.uid, "nl", actor="eva")
    first = await fetch(
        "SELECT count(DISTINCT first_published_at) AS number FROM publication"
        " WHERE uid = $1 AND locale = 'nl'",
        page.uid,
    )
    assert first == [{"number": 1}]


async def test_what_came_back_can_be_deleted_again(database: None) -> None:
    top = await make_published("page", "Boven")
    await make("page", "Onder", parent=top.uid)
    (first,) = await remove(top.uid)
    await bring_back(first.bin_id)

    (second,) = await remove(top.uid)
    restored = await bring_back(second.bin_id)

    assert (second.entries, restored.entries) == (2, 2)
    with pytest.raises(NotFound):
        await bring_back(first.bin_id)


async def test_translations_are_not_lost(database: None) -> None:
    page = await make("page", body_nl="<p>Eerst.</p>", body_en="<p>First.</p>")
    async with writing():
        await saving.save(
            installed()["page"], page.uid, {"body_nl": "<p>Anders.</p>"}, revision=1, actor=ACTOR
        )
    query = "SELECT field, seg, text, base FROM translated_text ORDER BY id"
    before = await fetch(query)
    (done,) = await remove(page.uid)

    await bring_back(done.bin_id)

    assert before
    assert await fetch(query) == before


async def test_its_place_may_be_gone(database: None) -> None:
    home = await make_home()
    above = await make("page", "Boven")
    middle = await make("page", "Midden", parent=above.uid)
    below = await make("page", "Onder", parent=middle.uid)
    (first,) = await remove(below.uid)
    await remove(middle.uid)

    nearest = await bring_back(first.bin_id)
    (again,) = await remove(below.uid)
    await remove(above.uid)
    at_home = await bring_back(again.bin_id)

    assert (nearest.parent, codes(nearest)) == (above.uid, {"parent_gone"})
    assert "Boven" in str(nearest.clashes[0].message)
    assert (at_home.parent, codes(at_home)) == (home, {"parent_gone"})


async def test_a_place_can_be_named(database: None) -> None:
    other = await make("page", "Elders")
    page = await make("page")
    (done,) = await remove(page.uid)

    with pytest.raises(InvalidInput):
        await bring_back(done.bin_id, parent="nope")
    restored = await bring_back(done.bin_id, parent=other.uid)

    assert (restored.parent, restored.clashes) == (other.uid, ())


async def test_it_comes_back_no_further_down_than_entries_may_stand(database: None) -> None:
    deep = [await make_home()]
    for _ in range(MOST_LEVELS - 1):
        deep.append((await make("page", parent=deep[-1])).uid)
    top = (await make("page")).uid
    await make("page", parent=top)
    (done,) = await remove(top)

    with pytest.raises(InvalidInput) as caught:
        await bring_back(done.bin_id, parent=deep[-1])
    assert [one.code for one in caught.value.problems] == ["too_deep"]
    assert (await bring_back(done.bin_id, parent=deep[-2])).entries == 2


async def test_its_short_name_may_be_taken(database: None) -> None:
    page = await make("page", slug_nl="contact", slug_en="contact-us")
    (done,) = await remove(page.uid)
    await make("page", slug_nl="contact", slug_en="free")

    restored = await bring_back(done.bin_id)

    values = await values_of(page.uid)
    assert (values["slug_nl"], values["slug_en"]) == ("contact-2", "contact-us")
    assert [(one.code, one.field) for one in restored.clashes] == [("slug_taken", "slug_nl")]
    assert "contact-2" in str(restored.clashes[0].message)


async def test_what_it_refers_to_may_be_gone(database: None) -> None:
    person, other = await make("speaker", "Zij"), await make("speaker", "Hij")
    session = await make("session", "Gesprek", moderator=person.uid,
                         interlocutors=[{"speaker": other.uid}],
                         body_nl=f'<p><a href="uid:{person.uid}">x</a></p>')  # fmt: skip
    (done,) = await remove(session.uid)
    await remove(person.uid)

    restored = await bring_back(done.bin_id)

    values = await values_of(session.uid)
    assert values["moderator"] is None
    assert [row["speaker"] for row in values["interlocutors"]] == [other.uid]  # type: ignore[attr-defined]
    assert [(one.code, one.field) for one in restored.clashes] == [
        ("relation_gone", "moderator"),
        ("link_gone", None),
    ]


async def test_a_tag_may_be_gone(database: None) -> None:
    async with writing():
        await tags.create_tag("water", {"label_nl": "Water"})
        await tags.create_tag("lucht", {"label_nl": "Lucht"})
    page = await make("page", tags=["water", "lucht"])
    (done,) = await remove(page.uid)
    async with writing():
        await tags.delete_tag("water")

    restored = await bring_back(done.bin_id)

    assert (await values_of(page.uid))["tags"] == ["lucht"]
    assert codes(restored) == {"tag_gone"}


async def test_somebody_may_have_made_a_new_home_page(database: None) -> None:
    old = await make_home()
    (done,) = await remove(old)
    new = await make_home()

    restored = await bring_back(done.bin_id)

    values = await values_of(old)
    assert (restored.parent, codes(restored)) == (new, {"home_exists"})
    assert (values["slug_nl"], values["slug_en"]) == ("home-nl", "home-en")


async def test_there_may_be_no_home_page_any_more(database: None) -> None:
    page = await make("page")
    (first,) = await remove(page.uid)
    (home,) = await remove(await make_home())

    restored = await bring_back(first.bin_id)
    also = await bring_back(home.bin_id)

    assert (restored.parent, codes(restored)) == (None, {"parent_gone"})
    assert (also.parent, codes(also)) == (page.uid, {"home_exists"})


async def test_its_address_may_lead_elsewhere(database: None) -> None:
    page = await make_published("page", slug_nl="contact", slug_en="contact-us")
    (done,) = await remove(page.uid)
    await make_published("page", slug_nl="contact", slug_en="free")

    restored = await bring_back(done.bin_id)

    assert codes(restored) == {"slug_taken", "address_taken"}
    assert any("/nl/contact," in str(one.message) for one in restored.clashes)


async def test_it_may_have_been_made_anew(database: None) -> None:
    page = await make("page")
    (done,) = await remove(page.uid)
    async with writing():
        await saving.create(installed()["page"], {"title_nl": "x"}, uid=page.uid, actor="import")

    with pytest.raises(AlreadyThere):
        await bring_back(done.bin_id)


async def test_local_roles_come_back_with_who_has_them(database: None) -> None:
    page = await make("page")
    mo = await make_user("mo")
    await make_group("denktank")
    await give("editor", user_id=mo, uid=page.uid)
    await give("reader", group="denktank", uid=page.uid)
    await execute("INSERT INTO blocked_branch (uid, blocked_by) VALUES ($1, 'mo')", page.uid)
    (done,) = await remove(page.uid)
    await execute("DELETE FROM user_group WHERE name = 'denktank'")

    restored = await bring_back(done.bin_id)

    grants = await RoleGrant.select(RoleGrant.user_id, RoleGrant.role)
    assert [(one["user_id"], one["role"]) for one in grants] == [(mo, "editor")]
    assert await fetch("SELECT blocked_by FROM blocked_branch") == [{"blocked_by": "mo"}]
    assert codes(restored) == {"role_gone"}


async def test_a_dry_run_tells_what_would_clash(database: None) -> None:
    page = await make("page", slug_nl="contact")
    (done,) = await remove(page.uid)
    await make("page", slug_nl="contact")

    async with rehearsing():
        told = await restore(SYSTEM, done.bin_id)
    real = await bring_back(done.bin_id)

    assert told == real
    assert codes(told) == {"slug_taken"}


async def test_restoring_takes_the_right_to_add_there(database: None) -> None:
    other = await make("page", "Elders")
    page = await make("page")
    mo = await make_user("mo")
    await give("editor", user_id=mo, uid=page.uid)
    actor = await load_actor("mo")
    async with writing():
        done = await _delete_as(actor, page.uid)
    reader = await someone("lies", "reader")

    with pytest.raises(Denied):
        await bring_back(done, actor=actor)
    with pytest.raises(NotFound):
        await bring_back(done, actor=reader)
    await give("editor", user_id=mo, uid=other.uid)
    restored = await bring_back(done, parent=other.uid, actor=await load_actor("mo"))

    assert restored.parent == other.uid


async def _delete_as(actor: Actor, uid: str) -> int:
    (done,) = await delete(actor, [uid])
    return done.bin_id


@pytest.mark.parametrize(
    "step", ["_members", "_place", "_name", "_check_relations", "_store", "_grant"]
)
async def test_a_failure_in_the_middle_leaves_it_in_the_bin(
    database: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    top = await make("page", "Boven")
    await make("page", "Onder", parent=top.uid)
    (done,) = await remove(top.uid)
    whole = getattr(restoring, step)

    async def torn(*arguments: object) -> None:
        await whole(*arguments)
        raise RuntimeError(step)

    monkeypatch.setattr(restoring, step, torn)
    with pytest.raises(RuntimeError):
        await bring_back(done.bin_id)

    assert await fetch("SELECT FROM node WHERE uid = $1", top.uid) == []
    assert len(await fetch("SELECT FROM binned_entry")) == 2
    assert len(await fetch("SELECT FROM version WHERE uid = $1", top.uid)) == 2


async def test_a_choice_that_is_gone_is_named(database: None) -> None:
    text = await make("mission_text")
    (done,) = await remove(text.uid)
    await execute(
        "UPDATE binned_entry SET snapshot = snapshot || $1::jsonb", as_json({"kind": "gone"})
    )

    with pytest.raises(InvalidInput) as refused:
        await bring_back(done.bin_id)

    assert [one.field for one in refused.value.problems] == ["kind"]


async def test_what_referred_to_it_is_told(database: None) -> None:
    person = await make("speaker", "Zij")
    session = await make("session", "Gesprek", moderator=person.uid)
    await make("book", "Boek", authors=[{"speaker": person.uid}])
    (done,) = await remove(person.uid, break_links=True)

    restored = await bring_back(done.bin_id)

    told = [(one.code, str(one.message)) for one in restored.clashes]
    assert [code for code, _ in told] == ["unlinked", "unlinked"]
    assert "Gesprek nl" in " ".join(text for _, text in told)
    assert (await values_of(session.uid))["moderator"] is None
