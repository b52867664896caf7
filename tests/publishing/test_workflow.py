"""The workflow: every step from every state, with the permission it takes and what it leaves behind."""

import pytest

from cms.access.actors import Actor, load_actor, system
from cms.access.permissions import Denied
from cms.content import State
from cms.content.discovery import installed
from cms.database.engine import fetch, rehearsing, writing
from cms.editing import saving
from cms.editing.working_copy import load, set_state
from cms.errors import CmsError, InvalidInput
from cms.publishing.authorised import How
from cms.publishing.bulk import Report, transition_all
from cms.publishing.workflow import TRANSITIONS, Taken, options, transition, workflow_of
from tests.builders import ACTOR, change, make, make_home, make_published
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("database")

SYSTEM = system("test")


async def step(
    uid: str, name: str, actor: Actor = SYSTEM, locale: str = "nl", comment: str = ""
) -> Taken:
    async with writing():
        return await transition(actor, uid, locale, name, How(comment))


async def state(uid: str, locale: str = "nl") -> str:
    return str((await load(installed()["page"], uid))[f"state_{locale}"])


async def refusal(uid: str, name: str, actor: Actor = SYSTEM) -> str:
    with pytest.raises(CmsError) as caught:
        await step(uid, name, actor)
    return caught.value.code


async def changed(uid: str) -> None:
    async with writing():
        revision = (await load(installed()["page"], uid))["revision"]
        values = {"summary_nl": f"Na {revision}"}
        await saving.save(installed()["page"], uid, values, revision=revision, actor=ACTOR)


async def standing_as(where: State) -> str:
    """An entry in this state, of which something can be submitted."""
    locales = () if where in (State.PRIVATE, State.PENDING) else ("nl",)
    uid = (await make_published("page", f"In {where}", locales=locales)).uid
    await changed(uid)
    if where is State.PENDING:
        await step(uid, "submit")
    if where is State.RETIRED:
        await step(uid, "retire")
    return uid


REACHED: dict[tuple[State, str], State | str] = {
    (State.PRIVATE, "submit"): State.PENDING,
    (State.PRIVATE, "publish"): State.PUBLISHED,
    (State.PRIVATE, "withdraw"): "wrong_state",
    (State.PRIVATE, "reject"): "wrong_state",
    (State.PRIVATE, "retire"): "not_published",
    (State.PRIVATE, "unschedule"): State.PRIVATE,
    (State.PRIVATE, "reopen"): State.PRIVATE,
    (State.PENDING, "submit"): State.PENDING,
    (State.PENDING, "publish"): State.PUBLISHED,
    (State.PENDING, "withdraw"): State.PRIVATE,
    (State.PENDING, "reject"): State.PRIVATE,
    (State.PENDING, "retire"): "not_published",
    (State.PENDING, "unschedule"): State.PENDING,
    (State.PENDING, "reopen"): "wrong_state",
    (State.PUBLISHED, "submit"): State.PENDING,
    (State.PUBLISHED, "publish"): State.PUBLISHED,
    (State.PUBLISHED, "withdraw"): "wrong_state",
    (State.PUBLISHED, "reject"): "wrong_state",
    (State.PUBLISHED, "retire"): State.RETIRED,
    (State.PUBLISHED, "unschedule"): State.PUBLISHED,
    (State.PUBLISHED, "reopen"): "wrong_state",
    (State.RETIRED, "submit"): State.PENDING,
    (State.RETIRED, "publish"): State.PUBLISHED,
    (State.RETIRED, "withdraw"): "wrong_state",
    (State.RETIRED, "reject"): "wrong_state",
    (State.RETIRED, "retire"): State.RETIRED,
    (State.RETIRED, "unschedule"): State.RETIRED,
    (State.RETIRED, "reopen"): State.PRIVATE,
}


@pytest.mark.parametrize("where", list(State))
async def test_every_step_from_every_state(where: State) -> None:
    for name in TRANSITIONS:
        uid = await standing_as(where)
        expected = REACHED[where, name]
        if isinstance(expected, State):
            taken = await step(uid, name)
            assert (taken.after, await state(uid)) == (expected, expected), name
        else:
            assert (await refusal(uid, name), await state(uid)) == (expected, where), name
        assert await state(uid, "en") == State.PRIVATE


@pytest.mark.parametrize("where", list(State))
async def test_the_options_say_what_the_steps_do(where: State) -> None:
    uid = await standing_as(where)
    for option in await options(SYSTEM, uid, "nl"):
        expected = REACHED[where, option.transition.name]
        if option.allowed:
            assert isinstance(expected, State)
        elif isinstance(expected, str):
            assert option.code in (expected, "wrong_state", "not_planned")
            assert str(option.why)


async def test_what_is_reviewed_stays_public_and_goes_back_to_published() -> None:
    uid = await standing_as(State.PUBLISHED)
    await step(uid, "submit", comment="Kijk eens")
    live = await fetch(
        "SELECT revision FROM publication WHERE uid = $1 AND valid @> statement_timestamp()", uid
    )
    await step(uid, "reject", comment="Nog niet")

    assert [row["revision"] for row in live] == [1]
    assert await state(uid) == State.PUBLISHED
    steps = await fetch(
        "SELECT name, from_state, to_state, comment FROM transition WHERE uid = $1 ORDER BY id", uid
    )
    assert [tuple(row.values()) for row in steps][1:] == [
        ("submit", "published", "pending", "Kijk eens"),
        ("reject", "pending", "published", "Nog niet"),
    ]


async def test_there_must_be_something_to_review() -> None:
    uid = (await make_published("page")).uid
    assert await refusal(uid, "submit") == "unchanged"


async def test_who_may_take_which_step() -> None:
    for name, *roles in (
        ("schrijver", "contributor"),
        ("eva", "editor"),
        ("rik", "reviewer"),
        ("lies", "reader"),
    ):
        await make_user(name, *roles)
    writer, editor, reviewer, reader = [
        await load_actor(name) for name in ("schrijver", "eva", "rik", "lies")
    ]
    home = await make_home()
    async with writing():
        draft = await saving.create(
            installed()["page"], {"title_nl": "Van mij", "parent": home}, actor="schrijver"
        )

    assert await refusal(draft.uid, "submit", reader) == "denied"
    await step(draft.uid, "submit", writer)
    assert await refusal(draft.uid, "reject", writer) == "denied"
    assert await refusal(draft.uid, "reject", editor) == "denied"
    await step(draft.uid, "withdraw", writer)
    await step(draft.uid, "submit", writer)
    await step(draft.uid, "reject", reviewer)
    await step(draft.uid, "submit", editor)
    assert await refusal(draft.uid, "withdraw", writer) == "denied"
    assert await refusal(draft.uid, "publish", editor) == "denied"
    await step(draft.uid, "withdraw", editor)


async def test_an_option_names_why_not() -> None:
    await make_user("eva", "editor")
    saved = await make("page", title_en="")
    found = {
        one.transition.name: one for one in await options(await load_actor("eva"), saved.uid, "en")
    }
    assert (found["publish"].code, found["submit"].allowed) == (Denied.code, False)
    assert [one.field for one in found["submit"].problems] == ["title_en"]
    found = {one.transition.name: one for one in await options(SYSTEM, saved.uid, "en")}
    codes = {one.code for one in found["publish"].problems}
    assert codes == {"required_to_publish"}


async def test_the_workflow_can_be_asked_for() -> None:
    found = workflow_of(installed()["page"])
    assert found.states == tuple(State)
    assert [one.name for one in found.transitions] == list(TRANSITIONS)


async def test_an_unknown_step_is_refused() -> None:
    assert await refusal((await make("page")).uid, "explode") == "wrong_state"


def told(reports: tuple[Report, ...]) -> list[tuple[str, str, str]]:
    return [(one.uid, one.outcome, one.code) for one in reports]


async def branch() -> tuple[str, str, str]:
    above = await make_published("page", "Boven", locales=())
    below = await make("page", "Onder", parent=above.uid)
    broken = await make("page", "Kapot", parent=above.uid, title_nl="")
    return above.uid, below.uid, broken.uid


async def all_of(
    uids: list[str], to: str, *locales: str, actor: Actor = SYSTEM
) -> tuple[Report, ...]:
    async with writing():
        return await transition_all(actor, uids, to, locales or ("nl",))


async def test_many_at_once_from_the_top_and_back_from_the_bottom() -> None:
    above, below, broken = await branch()

    made = await all_of([broken, below, above], "published")
    again = await all_of([below, above], "published")
    gone = await all_of([above, below], "retired")

    assert told(made) == [
        (above, "done", ""),
        (broken, "refused", "required_to_publish"),
        (below, "done", ""),
    ]
    assert [one.path for one in made] == ["/nl/boven-nl", None, "/nl/boven-nl/onder-nl"]
    assert told(again) == [(above, "already", ""), (below, "already", "")]
    assert told(gone) == [(below, "done", ""), (above, "done", "")]


async def linked(name: str, *targets: str, **values: str) -> str:
    """A public page with links to others."""
    body = "".join(f'<p><a href="uid:{uid}">Lees</a></p>' for uid in targets)
    return (await make_published("page", name, locales=("nl",), body_nl=body, **values)).uid


async def test_links_among_those_that_are_retracted_together_do_not_count() -> None:
    one = await linked("Een")
    two = await linked("Twee", one, parent=one)
    await changed_links(one, two)
    assert told(await all_of([one], "retired")) == [(one, "refused", "would_break_links")]

    assert told(await all_of([one, two], "retired")) == [(two, "done", ""), (one, "done", "")]


async def test_links_in_what_stays_count() -> None:
    one = await linked("Een")
    two = await linked("Twee", one)
    await linked("Drie", two)

    made = told(await all_of([one, two], "retired"))

    assert sorted(made) == sorted(
        [(one, "refused", "would_break_links"), (two, "refused", "would_break_links")]
    )
    assert await state(one) == "published"


async def changed_links(uid: str, target: str) -> None:
    """Publish it again with a link to another."""
    page = installed()["page"]
    async with writing():
        revision = (await load(page, uid))["revision"]
        body = f'<p><a href="uid:{target}">Lees</a></p>'
        await saving.save(page, uid, {"body_nl": body}, revision=revision, actor=ACTOR)
        await transition(SYSTEM, uid, "nl", "publish")


async def test_a_rehearsal_reports_the_same_and_changes_nothing() -> None:
    above, below, broken = await branch()
    async with rehearsing():
        rehearsed = await transition_all(SYSTEM, [above, below, broken], "published", ["nl"])
    columns = {"publication": "uid", "transition": "uid", "outbox": "uid", "audit": "subject"}
    for table, column in columns.items():
        sql = f"SELECT 1 FROM {table} WHERE {column} = ANY($1)"
        assert await fetch(sql, [above, below, broken]) == []

    assert told(await all_of([above, below, broken], "published")) == told(rehearsed)


async def test_private_means_sent_back_withdrawn_or_reopened() -> None:
    await make_user("eva", "editor")
    eva = await load_actor("eva")
    first, second, third = [
        await standing_as(one) for one in (State.PENDING, State.PENDING, State.RETIRED)
    ]

    await all_of([first], "private")
    await all_of([second, third], "private", actor=eva)

    names = await fetch(
        "SELECT DISTINCT ON (uid) uid, name FROM transition WHERE uid = ANY($1) ORDER BY uid, id DESC",
        [first, second, third],
    )
    assert {row["uid"]: row["name"] for row in names} == {
        first: "reject", second: "withdraw", third: "reopen",
    }  # fmt: skip


@pytest.mark.parametrize("to", ["published", "private"])
async def test_what_may_not_be_seen_is_told_as_missing(to: str) -> None:
    await make_user("niemand")
    hidden = await make("page", "Geheim")
    found = await all_of([hidden.uid, "nothing"], to, actor=await load_actor("niemand"))
    assert [(one.title, one.code) for one in found] == [
        (hidden.uid, "not_found"),
        ("nothing", "not_found"),
    ]


async def test_too_many_are_refused() -> None:
    with pytest.raises(InvalidInput):
        await all_of([str(one) for one in range(501)], "published")


async def test_waiting_for_a_review_needs_no_state_of_before() -> None:
    uid = (await make("page")).uid
    async with writing():
        await set_state(installed()["page"], uid, "nl", State.PENDING)
    assert (await step(uid, "reject")).after == State.PRIVATE


async def test_a_translator_hands_in_takes_back_and_reopens_their_language() -> None:
    await make_user("anna", "translator:en")
    anna = await load_actor("anna")
    saved = await make_published("page", "Klok")
    await change("page", saved.uid, title_en="Clock", title_nl="Uurwerk")

    assert await refusal(saved.uid, "submit", anna) == "denied"
    assert (await step(saved.uid, "submit", anna, "en")).after == "pending"
    assert (await step(saved.uid, "withdraw", anna, "en")).after == "published"
    await step(saved.uid, "retire", SYSTEM, "en")
    assert (await step(saved.uid, "reopen", anna, "en")).after == "private"
    offered = {one.transition.name: one for one in await options(anna, saved.uid, "en")}
    assert (offered["submit"].allowed, offered["publish"].code) == (True, "denied")


async def test_what_could_not_be_published_is_not_handed_in() -> None:
    saved = await make("page", "Klok", title_en="")

    with pytest.raises(InvalidInput) as refused:
        await step(saved.uid, "submit", SYSTEM, "en")

    assert [one.field for one in refused.value.problems] == ["title_en"]
    assert await state(saved.uid, "en") == "private"
    await step(saved.uid, "submit")


async def test_a_translator_is_not_held_up_by_what_they_cannot_fill_in() -> None:
    await make_user("anna", "translator:en")
    saved = await make("speaker", "Klok", given_name="")

    with pytest.raises(InvalidInput) as refused:
        await step(saved.uid, "submit", SYSTEM, "nl")

    assert [one.field for one in refused.value.problems] == ["given_name"]
    assert (await step(saved.uid, "submit", await load_actor("anna"), "en")).after == "pending"
    with pytest.raises(InvalidInput):
        await step(saved.uid, "publish", SYSTEM, "en")
