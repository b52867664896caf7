"""Who is editing: a courtesy that one person at a time is shown."""

import asyncio

import pytest

from cms.access.actors import Actor, system
from cms.access.permissions import Denied
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import locks, saving
from cms.editing.locks import Lock, Locked, LockLost
from cms.errors import NotFound
from tests.builders import make
from tests.people import give, make_user, someone

PAGE = installed()["page"]


async def taken(actor: Actor, uid: str, *, steal: bool = False) -> str:
    async with writing():
        _, token = await (locks.steal if steal else locks.take)(actor, uid)
    return token


async def renewed(actor: Actor, uid: str, token: str) -> Lock:
    async with writing():
        return await locks.renew(actor, uid, token)


async def holder(uid: str) -> str:
    found = await locks.held(system("test"), [uid])
    return found[uid].holder if uid in found else ""


async def expire() -> None:
    await execute("UPDATE edit_lock SET expires_at = clock_timestamp()")


async def test_the_second_is_told_who_was_first(database: None) -> None:
    uid = (await make("page")).uid
    eva, bas = await someone("eva", "editor"), await someone("bas", "editor")
    token = await taken(eva, uid)

    with pytest.raises(Locked, match="eva") as refused:
        await taken(bas, uid)

    assert refused.value.lock.holder == "eva"
    assert token not in str(await fetch("SELECT * FROM edit_lock"))
    assert token not in str(vars(refused.value.lock))
    await renewed(eva, uid, token)


async def test_of_fifty_takers_one_holds_it(database: None) -> None:
    uid = (await make("page")).uid
    people = [await someone(f"person{number}", "editor") for number in range(50)]

    async def attempt(actor: Actor) -> str:
        try:
            await taken(actor, uid)
        except Locked:
            return ""
        return actor.name

    held = [name for name in await asyncio.gather(*map(attempt, people)) if name]

    assert len(held) == 1
    assert await holder(uid) == held[0]


async def test_an_expired_lock_is_none(database: None) -> None:
    uid = (await make("page")).uid
    eva, bas = await someone("eva", "editor"), await someone("bas", "editor")
    token = await taken(eva, uid)
    await expire()

    assert await holder(uid) == ""
    with pytest.raises(LockLost) as lost:
        await renewed(eva, uid, token)
    assert lost.value.lock is None
    await taken(bas, uid)
    assert await holder(uid) == "bas"


async def test_renewing_extends_from_now(database: None) -> None:
    uid = (await make("page")).uid
    eva = await someone("eva", "editor")
    token = await taken(eva, uid)
    await execute("UPDATE edit_lock SET expires_at = clock_timestamp() + interval '1 second'")

    await renewed(eva, uid, token)

    [row] = await fetch("SELECT expires_at - clock_timestamp() AS left FROM edit_lock")
    assert 115 < row["left"].total_seconds() <= 120


async def test_stealing_is_an_act_of_its_own_that_the_holder_hears_of(database: None) -> None:
    uid = (await make("page")).uid
    eva, bas = await someone("eva", "editor"), await someone("bas", "editor")
    token = await taken(eva, uid)

    stolen = await taken(bas, uid, steal=True)

    with pytest.raises(LockLost) as lost:
        await renewed(eva, uid, token)
    assert lost.value.lock is not None
    assert lost.value.lock.holder == "bas"
    await renewed(bas, uid, stolen)
    [row] = await fetch("SELECT actor, act, subject, details FROM audit")
    assert (row["actor"], row["act"], row["subject"]) == ("bas", "lock.steal", uid)
    assert "eva" in row["details"]


async def test_nobody_lets_go_of_a_lock_with_another_token(database: None) -> None:
    uid = (await make("page")).uid
    eva, bas = await someone("eva", "editor"), await someone("bas", "editor")
    token = await taken(eva, uid)

    await locks.release(bas, uid, token)
    await locks.release(eva, uid, "other")
    assert await holder(uid) == "eva"
    await locks.release(eva, uid, token)
    assert await holder(uid) == ""


async def test_the_newest_form_of_one_person_has_it(database: None) -> None:
    uid = (await make("page")).uid
    eva = await someone("eva", "editor")
    first = await taken(eva, uid)

    second = await taken(eva, uid)

    with pytest.raises(LockLost) as lost:
        await renewed(eva, uid, first)
    assert lost.value.lock is not None
    assert lost.value.lock.holder == "eva"
    await locks.release(eva, uid, first)  # the first form leaves: the second one stays
    await renewed(eva, uid, second)


async def test_it_stays_when_the_entry_moves_and_keeps_nobody_from_saving(database: None) -> None:
    top, saved = await make("page", "Boven"), await make("page", "Klok")
    eva = await someone("eva", "editor")
    token = await taken(eva, saved.uid)

    async with writing():
        changes = {"parent": top.uid, "slug_nl": "uurwerk"}
        await saving.save(PAGE, saved.uid, changes, revision=1, actor="bas")

    assert (await renewed(eva, saved.uid, token)).holder == "eva"


async def test_only_who_may_write_takes_it_and_only_who_may_view_sees_it(database: None) -> None:
    uid = (await make("page")).uid
    await taken(await someone("anna", "translator:en"), uid)

    with pytest.raises(Denied):
        await taken(await someone("rob", "reader"), uid)
    with pytest.raises(NotFound):
        await taken(await someone("outsider"), uid, steal=True)
    other = await make("page", "Elders")
    user_id = await make_user("local")
    await give("editor", user_id=user_id, uid=other.uid)
    assert await locks.held(await someone("nobody"), [uid]) == {}
