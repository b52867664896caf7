"""API tokens: never more than their owner may, never for ever, never readable."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cms.access import accounts, api_tokens, invites, sharing
from cms.access.actors import Actor, load_actor, system
from cms.access.api_tokens import BadToken, BeyondToken
from cms.access.giving import CannotGive
from cms.access.permissions import Denied, may, may_somewhere, require, visible
from cms.access.roles import Permission, read_given
from cms.access.sharing import Principal
from cms.access.users import set_password
from cms.database.engine import execute, fetch, writing
from cms.errors import InvalidInput, NotFound
from tests.builders import make
from tests.people import give, make_user, someone

pytestmark = pytest.mark.usefixtures("database")

EDIT, VIEW, SHARE = Permission.EDIT, Permission.VIEW, Permission.SHARE


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


async def make_token(actor: Actor, *scopes: Permission, days: float = 30) -> str:
    async with writing():
        return await api_tokens.create(actor, "deploy", scopes or (EDIT,), in_days(days))


async def refusal(text: str) -> tuple[str, int]:
    with pytest.raises(BadToken) as refused:
        await api_tokens.actor_of(text)
    return refused.value.code, refused.value.status


async def test_only_a_digest_of_a_token_is_kept() -> None:
    text = await make_token(await someone("eva", "editor"))

    [row] = await fetch("SELECT to_jsonb(t)::text AS said FROM api_token t")
    [audited] = await fetch("SELECT act, subject, details::text AS said FROM audit")
    assert text.startswith("klankbord_")
    assert len(text) > 50
    assert text[20:] not in row["said"] + audited["said"]
    assert (audited["act"], audited["subject"]) == ("token.create", "eva")


async def test_a_token_may_what_both_its_owner_and_its_scopes_allow() -> None:
    eva, page = await someone("eva", "editor"), await make("page")

    reading = await api_tokens.actor_of(await make_token(eva, VIEW))
    publishing = await api_tokens.actor_of(await make_token(eva, Permission.PUBLISH))

    assert reading.name == "eva"
    assert [await may(reading, one, page.uid) for one in (VIEW, EDIT)] == [True, False]
    assert not await may(publishing, Permission.PUBLISH, page.uid)  # an editor may not
    with pytest.raises(Denied):
        await require(reading, EDIT, page.uid)
    await execute("DELETE FROM role_grant")
    stripped = await api_tokens.actor_of(await make_token(eva, VIEW))
    assert not await may(stripped, VIEW, page.uid)


async def test_scopes_hold_for_local_roles_and_lists_too() -> None:
    page, user_id = await make("page"), await make_user("eva")
    await give("editor", user_id=user_id, uid=page.uid)
    eva = await load_actor("eva")
    viewing = await api_tokens.actor_of(await make_token(eva, VIEW))
    blind = Actor("eva", user_id, scopes=frozenset({EDIT}))

    assert await visible(viewing, [page.uid]) == {page.uid}
    assert await may_somewhere(eva, EDIT)
    assert not await may_somewhere(viewing, EDIT)
    assert await visible(blind, [page.uid]) == frozenset()
    with pytest.raises(NotFound):
        await require(blind, EDIT, page.uid)


async def test_a_token_gives_no_role_beyond_its_scopes() -> None:
    eva, page = await someone("eva", "editor"), await make("page")
    await make_user("piet")
    sharing_only = await api_tokens.actor_of(await make_token(eva, SHARE))

    with pytest.raises(CannotGive):
        async with writing():
            await sharing.share(sharing_only, page.uid, Principal("piet"), [read_given("editor")])
    async with writing():
        await sharing.share(sharing_only, page.uid, Principal("piet"), [read_given("reader")])


@pytest.mark.parametrize("days", [-1, 0, 367, 4000])
async def test_a_token_expires_within_a_year(days: float) -> None:
    eva = await someone("eva", "editor")

    with pytest.raises(InvalidInput) as refused:
        await make_token(eva, days=days)
    assert [one.code for one in refused.value.problems] == ["bad_expiry"]


async def test_what_is_wrong_with_a_new_token_is_told_at_once() -> None:
    eva = await someone("eva", "editor")

    with pytest.raises(InvalidInput) as refused:
        async with writing():
            await api_tokens.create(eva, " ", [], datetime.now())  # noqa: DTZ005
    assert {one.field for one in refused.value.problems} == {"name", "scopes", "expires"}


async def test_nobody_makes_a_token_for_somebody_else() -> None:
    eva = await someone("eva", "editor")
    await make_user("ada", superuser=True)

    async with writing():
        text = await api_tokens.create(eva, "x", [EDIT], in_days(1), owner="ada")
    assert (await api_tokens.actor_of(text)).name == "eva"
    with pytest.raises(NotFound):
        async with writing():
            await api_tokens.create(system("test"), "x", [EDIT], in_days(1), owner="nobody")


@pytest.mark.parametrize("text", ["", "klankbord_", "klankbord_x", "é" * 60, "\udcff", "x" * 9000])
async def test_what_is_no_token_is_refused(text: str) -> None:
    assert await refusal(text) == ("bad_token", 401)


async def test_expired_and_revoked_tokens_say_so() -> None:
    eva = await someone("eva", "editor")
    expired, revoked = await make_token(eva), await make_token(eva)
    await execute("UPDATE api_token SET expires_at = now() WHERE hint = $1", expired[:14])
    token = next(one for one in await api_tokens.tokens(eva) if one.hint == revoked[:14])
    async with writing():
        await api_tokens.revoke(eva, token.id)

    assert await refusal(expired) == ("token_expired", 401)
    assert await refusal(revoked) == ("token_revoked", 401)
    acts = [row["act"] for row in await fetch("SELECT act FROM audit ORDER BY id")]
    assert acts == ["token.create", "token.create", "token.revoke"]


async def test_who_is_deactivated_has_no_tokens_left() -> None:
    eva, ada = await someone("eva", "editor"), await make_user("ada", superuser=True)
    assert eva.user_id
    assert ada
    text, boss = await make_token(eva), await load_actor("ada")

    for active in (False, True):
        async with writing():
            await accounts.set_active(boss, eva.user_id, active=active)

    assert await refusal(text) == ("token_revoked", 401)


async def test_tokens_of_others_are_not_there_but_for_an_administrator() -> None:
    eva, piet = await someone("eva", "editor"), await someone("piet", "editor")
    await make_user("ada", superuser=True)
    await make_token(eva)
    [token] = await api_tokens.tokens(eva)

    assert await api_tokens.tokens(piet) == []
    with pytest.raises(NotFound):
        async with writing():
            await api_tokens.revoke(piet, token.id)
    async with writing():
        await api_tokens.revoke(await load_actor("ada"), token.id)
    assert (await api_tokens.tokens(eva))[0].ended


async def test_a_token_makes_none_that_may_more_or_lasts_longer() -> None:
    eva = await someone("eva", "editor")
    acting = await api_tokens.actor_of(await make_token(eva, EDIT, days=30))

    with pytest.raises(InvalidInput) as refused:
        await make_token(acting, EDIT, SHARE, days=31)
    assert [one.code for one in refused.value.problems] == ["beyond_scopes", "beyond_expiry"]
    made = await api_tokens.actor_of(await make_token(acting, VIEW, days=29))

    assert (made.name, made.scopes) == ("eva", {VIEW})


async def test_what_a_token_made_ends_with_it() -> None:
    eva = await someone("eva", "editor")
    beside, first = await make_token(eva), await make_token(eva, days=30)
    acting = await api_tokens.actor_of(first)
    second = await make_token(acting, days=20)
    third = await make_token(await api_tokens.actor_of(second), days=10)

    async with writing():
        await api_tokens.revoke(eva, acting.token_id or 0)

    assert [(await refusal(one))[0] for one in (first, second, third)] == ["token_revoked"] * 3
    assert (await api_tokens.actor_of(beside)).name == "eva"
    with pytest.raises(BadToken):  # it was looked up before it was revoked
        await make_token(acting, days=20)


async def test_a_token_revokes_none_that_may_do_more() -> None:
    eva = await someone("eva", "editor")
    strong, weak = await make_token(eva, EDIT, SHARE), await make_token(eva, VIEW)
    by_hint = {one.hint: one.id for one in await api_tokens.tokens(eva)}
    acting = await api_tokens.actor_of(weak)

    with pytest.raises(BeyondToken):
        async with writing():
            await api_tokens.revoke(acting, by_hint[strong[:14]])
    async with writing():
        await api_tokens.revoke(await api_tokens.actor_of(strong), by_hint[weak[:14]])

    assert (await refusal(weak))[0] == "token_revoked"


@pytest.mark.parametrize("end_tokens", [True, False])
async def test_a_new_password_ends_tokens_unless_their_owner_keeps_them(
    end_tokens: bool,
) -> None:
    eva = await someone("eva", "editor")
    text = await make_token(eva)

    async with writing():
        await set_password(eva.user_id or 0, "another good one", by="eva", end_tokens=end_tokens)

    [noted] = await fetch("SELECT details::text AS said FROM audit WHERE act = 'password.set'")
    if end_tokens:
        assert (await refusal(text))[0] == "token_revoked"
        assert noted["said"] == '{"tokens": 1}'
    else:
        assert (await api_tokens.actor_of(text)).name == "eva"


async def test_a_link_for_a_new_password_ends_tokens() -> None:
    eva, ada = await someone("eva", "editor"), system("test")
    text = await make_token(eva)
    async with writing():
        sent = await invites.reset(ada, eva.user_id or 0)
    assert (await api_tokens.actor_of(text)).name == "eva"

    async with writing():
        await invites.choose_password(sent.token, "another good one")

    assert (await refusal(text))[0] == "token_revoked"


async def test_the_last_use_is_noted_now_and_then() -> None:
    eva = await someone("eva", "editor")
    text = await make_token(eva)

    await api_tokens.actor_of(text)
    [first] = await api_tokens.tokens(eva)
    await api_tokens.actor_of(text)
    [second] = await api_tokens.tokens(eva)
    assert first.last_used_at
    assert first.last_used_at == second.last_used_at


async def test_a_token_waits_for_the_second_factor_of_its_owner(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = replace(api_tokens.settings, second_factor="publishers")
    monkeypatch.setattr(api_tokens, "settings", strict)
    writer, publisher = await someone("eva", "editor"), await someone("rik", "reviewer")

    assert (await api_tokens.actor_of(await make_token(writer, VIEW))).name == "eva"
    with pytest.raises(BadToken) as refused:
        await api_tokens.actor_of(await make_token(publisher, VIEW))

    assert refused.value.code == "second_factor_due"
