"""Preview tokens: who may make them, and when they stop to work."""

from datetime import UTC, datetime, timedelta

import pytest
from itsdangerous import URLSafeSerializer

from cms.access import api_tokens
from cms.access.actors import NOBODY, Actor, load_actor
from cms.access.permissions import Denied
from cms.access.roles import Permission
from cms.access.signing import signing_key
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import working_copy
from cms.errors import CmsError, InvalidInput, NotFound
from cms.publishing import drafts
from cms.reading import previews
from cms.reading.previews import Preview, PreviewInvalid
from cms.reading.view import Drafts, Moment
from tests.builders import make
from tests.people import give, make_user, someone
from tests.schema.client import post
from tests.schema.previewing import seen, token


async def made(actor: Actor, branch: str | None = None) -> tuple[str, Preview]:
    async with writing():
        return await previews.make(actor, branch=branch)


async def refusal(preview: str) -> str:
    """The code with which GraphQL refuses a token; nothing may come with it."""
    answer = await post("{ pages { totalCount } }", headers={"Cms-Preview": preview})
    assert answer.status_code == 401
    assert answer.headers["cache-control"] == "private, no-store"
    body = answer.json()
    assert "data" not in body
    return str(body["errors"][0]["extensions"]["code"])


async def test_a_token_carries_what_may_be_seen(database: None) -> None:
    actor = await someone("rik", "reader")
    page = await make("page")
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

    drafts = await previews.redeem((await made(actor, page.uid))[0])
    moment = await previews.redeem(await token(actor, moment=at))

    assert drafts == Drafts(actor, page.uid)
    assert moment == Moment(at, actor)


async def test_only_who_may_view_may_show(database: None) -> None:
    page, other = await make("page", "Een"), await make("page", "Twee")
    await give("reader", user_id=await make_user("lot"), uid=page.uid)
    lot = await load_actor("lot")

    assert (await made(lot, page.uid))[1].branch == page.uid
    for branch, error in ((other.uid, NotFound), ("nothing", NotFound), (None, Denied)):
        with pytest.raises(error):
            await made(lot, branch)
    with pytest.raises(CmsError):
        await made(NOBODY)
    assert len(await previews.previews(lot)) == 1


@pytest.mark.parametrize("hours", [0, -1, 30 * 24 + 1])
async def test_a_preview_lasts_from_an_hour_to_thirty_days(database: None, hours: int) -> None:
    actor = await someone("rik", "reader")
    with pytest.raises(InvalidInput):
        async with writing():
            await previews.make(actor, hours=hours)
    async with writing():
        _, kept = await previews.make(actor, hours=30 * 24)
    assert kept.expires_at - kept.made_at == timedelta(days=30)


@pytest.mark.parametrize("wrong", ["", "x", "x.y.z", "a" * 5000])
async def test_what_is_no_token_is_refused(database: None, wrong: str) -> None:
    assert await refusal(wrong) == "preview_invalid"
    with pytest.raises(PreviewInvalid):
        await previews.redeem(f"{wrong}é\0")


async def test_a_token_that_was_changed_is_refused(database: None) -> None:
    text, kept = await made(await someone("rik", "reader"))
    payload, _, signature = text.partition(".")
    forged = URLSafeSerializer("another key", salt="preview").dumps(kept.id)
    strange = URLSafeSerializer(await signing_key(), salt="preview").dumps("nothing")

    for one in (f"{payload}x.{signature}", text[:-1], payload, forged, strange, kept.id):
        assert await refusal(one) == "preview_invalid"


async def test_a_token_ends(database: None) -> None:
    text, kept = await made(await someone("rik", "reader"))
    await execute("UPDATE preview SET expires_at = now() WHERE id = $1", kept.id)
    assert await refusal(text) == "preview_expired"


async def test_a_token_is_revoked_by_its_maker_or_an_administrator(database: None) -> None:
    rik, els = await someone("rik", "reader"), await someone("els", "editor")
    await make_user("ada", superuser=True)
    ada = await load_actor("ada")
    (first, one), (second, two) = await made(rik), await made(rik)

    with pytest.raises(NotFound):
        async with writing():
            await previews.revoke(els, one.id)
    assert await seen(first, "{ pages { totalCount } }")
    for actor, kept in ((rik, one), (ada, two)):
        async with writing():
            await previews.revoke(actor, kept.id)

    assert [await refusal(first), await refusal(second)] == ["preview_revoked"] * 2
    assert [len(await previews.previews(actor)) for actor in (rik, els, ada)] == [2, 0, 2]
    acts = await fetch("SELECT actor, act FROM audit ORDER BY id")
    assert [(row["actor"], row["act"]) for row in acts] == [
        ("rik", "preview.make"), ("rik", "preview.make"),
        ("rik", "preview.revoke"), ("ada", "preview.revoke")]  # fmt: skip


async def test_what_was_made_with_an_api_token_ends_with_it(database: None) -> None:
    rik = await someone("rik", "reader")
    ends = datetime.now(UTC) + timedelta(hours=2)
    async with writing():
        key = await api_tokens.create(rik, "a program", [Permission.VIEW], ends)
    program = await api_tokens.actor_of(key)
    assert program.token_id
    (text, kept), (own, _) = await made(program), await made(rik)
    assert kept.expires_at == program.until
    assert await seen(text, "{ pages { totalCount } }")

    async with writing():
        await api_tokens.revoke(rik, program.token_id)

    assert await refusal(text) == "preview_revoked"
    assert await seen(own, "{ pages { totalCount } }")
    ended = {one.id: one.revoked_at is not None for one in await previews.previews(rik)}
    assert ended == {kept.id: True} | {one: False for one in ended if one != kept.id}


@pytest.mark.parametrize(
    "loss",
    [
        "UPDATE piccolo_user SET active = false",
        "DELETE FROM role_grant",
        "DELETE FROM piccolo_user",
    ],
)
async def test_a_token_stops_when_its_maker_may_no_longer_look(database: None, loss: str) -> None:
    actor = await someone("rik", "reader")
    page = await make("page")
    whole, branch = await token(actor), await token(actor, branch=page.uid)
    past = await token(actor, moment=datetime.now(UTC))

    assert await seen(whole, "{ pages { totalCount } }")
    await execute(loss)

    assert [await refusal(one) for one in (whole, branch, past)] == ["preview_revoked"] * 3


async def test_what_is_kept_is_not_the_token(database: None) -> None:
    text, _ = await made(await someone("rik", "reader"))
    rows = await fetch("SELECT to_jsonb(p) AS row FROM preview p")
    audit = await fetch("SELECT to_jsonb(a) AS row FROM audit a")
    assert not any(part in str(rows + audit) for part in (text, text.partition(".")[2]))


async def test_a_deleted_branch_shows_nothing(database: None) -> None:
    page = await make("page")
    text = await token(await someone("rik", "reader"), branch=page.uid)
    await execute("DELETE FROM page WHERE uid = $1", page.uid)
    await execute("DELETE FROM node WHERE uid = $1", page.uid)
    assert await refusal(text) == "preview_revoked"


async def typing(actor: Actor, uid: str, title: str) -> tuple[str, Preview]:
    """A token beside a form in which a title was typed."""
    page = installed()["page"]
    async with writing():
        preview, kept = await previews.beside(actor, uid)
        values = await working_copy.load(page, uid)
        await previews.lay_over(kept, drafts.typed_over(page, values, {"title_nl": title}))
    return preview, kept


TITLE = "query ($uid: ID!) { entry(uid: $uid) { id title } }"


async def test_what_was_typed_is_another_object_than_what_was_saved(database: None) -> None:
    actor, page = await someone("eva", "editor"), await make("page", title_nl="Opgeslagen")
    beside, _ = await typing(actor, page.uid, "Getypt")
    plain = await token(actor, branch=page.uid)

    typed = (await seen(beside, TITLE, uid=page.uid))["entry"]
    saved = (await seen(plain, TITLE, uid=page.uid))["entry"]

    assert (typed["title"], saved["title"]) == ("Getypt", "Opgeslagen")
    assert typed["id"] != saved["id"]


async def test_what_was_typed_is_shown_for_an_hour(database: None) -> None:
    actor, page = await someone("eva", "editor"), await make("page", title_nl="Opgeslagen")
    beside, _ = await typing(actor, page.uid, "Getypt")
    await execute("UPDATE preview SET typed_at = typed_at - interval '61 minutes'")

    assert (await seen(beside, TITLE, uid=page.uid))["entry"]["title"] == "Opgeslagen"
    await token(actor)  # the next one that is made takes it away
    assert await fetch("SELECT FROM preview WHERE typed IS NOT NULL") == []


async def test_a_token_beside_a_form_is_found_and_revoked(database: None) -> None:
    actor, page = await someone("eva", "editor"), await make("page")
    beside, kept = await typing(actor, page.uid, "Getypt")

    found = await previews.previews(actor)
    async with writing():
        await previews.revoke(actor, kept.id)

    assert [(one.id, one.beside) for one in found] == [(kept.id, True)]
    assert await refusal(beside) == "preview_revoked"
    assert await previews.previews(actor) == []
