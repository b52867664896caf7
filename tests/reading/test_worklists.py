"""The lists of what waits: who sees what, in which order, and a page at a time."""

from datetime import timedelta

import pytest

from cms.access.actors import load_actor
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.editing import saving, working_copy
from cms.publishing.publishing import publish
from cms.reading.worklists import BadPlace, Listed, Worklist, worklist
from tests.builders import ACTOR, make, make_home, make_published
from tests.people import give, make_user, someone

pytestmark = pytest.mark.usefixtures("database")

PLAN = """
UPDATE publication SET valid = tstzrange(statement_timestamp() + $3, statement_timestamp() + $4)
WHERE uid = $1 AND locale = $2
"""


def uids(found: Listed) -> list[str]:
    return [one.uid for one in found.items]


async def plan(uid: str, starts: int, ends: int | None, locale: str = "nl") -> None:
    """Shift a publication's days."""
    until = None if ends is None else timedelta(days=ends)
    await execute(PLAN, uid, locale, timedelta(days=starts), until)


async def save(uid: str, type_name: str = "page", actor: str = ACTOR, **values: object) -> None:
    content_type = installed()[type_name]
    before = await working_copy.load(content_type, uid)
    async with writing():
        await saving.save(content_type, uid, values, revision=before["revision"], actor=actor)


async def hand_in(uid: str, locale: str = "nl") -> None:
    for table in ("page", "node"):
        await execute(f"UPDATE {table} SET state_{locale} = 'pending' WHERE uid = $1", uid)
    await execute(
        "INSERT INTO transition (uid, locale, from_state, to_state, actor)"
        " VALUES ($1, $2, 'private', 'pending', 'anna')", uid, locale,
    )  # fmt: skip


async def test_whoever_reviews_sees_what_was_handed_in_where_they_review() -> None:
    branch, other = (await make("page", "Tak")).uid, (await make("page", "Ander")).uid
    inside = (await make("page", "In de tak", parent=branch)).uid
    for uid in (inside, other):
        await hand_in(uid)
    reviewer, editor = await someone("rik", "reviewer"), await someone("els", "editor")
    await give("reviewer", user_id=await make_user("lokaal"), uid=branch)
    local = await load_actor("lokaal")

    everything = await worklist(reviewer, Worklist.REVIEW)
    assert set(uids(everything)) == {inside, other}
    assert everything.items[0].who == "anna"
    assert uids(await worklist(local, Worklist.REVIEW)) == [inside]
    assert (await worklist(editor, Worklist.REVIEW)).total == 0


async def test_my_drafts_are_those_i_made_or_changed_last_and_nobody_reads() -> None:
    me = await someone("els", "editor")
    made, changed, untouched = [(await make("page", name)).uid for name in ("A", "B", "C")]
    await execute("UPDATE node SET created_by = 'els' WHERE uid = $1", made)
    await save(changed, actor="els", title_nl="Anders")
    public = await make_published("page", "Openbaar")
    await save(public.uid, actor="els", title_nl="Ook anders")

    assert set(uids(await worklist(me, Worklist.MINE))) == {made, changed}
    assert untouched not in uids(await worklist(me, Worklist.MINE))


async def test_changed_since_publication_counts_per_language() -> None:
    me = await someone("els", "editor")
    saved = await make_published("page", "Stuk")
    assert (await worklist(me, Worklist.CHANGED)).total == 0

    await save(saved.uid, title_en="Only in English")
    found = await worklist(me, Worklist.CHANGED)

    assert uids(found) == [saved.uid]
    assert found.items[0].locales == ("en",)
    await save(saved.uid, tags=[], noindex=True)
    assert (await worklist(me, Worklist.CHANGED)).items[0].locales == LOCALES


async def test_the_calendar() -> None:
    me = await someone("els", "editor")
    later, sooner, ending, ended = [
        (await make_published("page", name, locales=("nl",))).uid for name in "ABCD"
    ]
    await plan(later, 9, None)
    await plan(sooner, 3, None)
    await plan(ending, -5, 5)
    await plan(ended, -5, -1)

    assert uids(await worklist(me, Worklist.SCHEDULED)) == [sooner, later]
    assert uids(await worklist(me, Worklist.EXPIRING)) == [ending]
    assert uids(await worklist(me, Worklist.EXPIRED)) == [ended]
    missing = uids(await worklist(me, Worklist.UNTRANSLATED, locale="en"))
    assert missing == [ending], "what nobody reads yet needs no translation to be public"


async def test_what_goes_on_without_a_gap_does_not_end() -> None:
    me = await someone("els", "editor")
    uid = (await make_published("page", "A", locales=("nl",))).uid
    await plan(uid, -5, 5)
    await execute(
        "INSERT INTO publication (uid, content_type, locale, path, parent_uid, position, title, data,"
        " texts, refs, fingerprints, search, revision, valid, first_published_at, published_at,"
        " published_by, updated_at) SELECT uid, content_type, locale, path, parent_uid, position,"
        " title, data, texts, refs, fingerprints, search, revision, tstzrange(upper(valid), NULL),"
        " first_published_at, published_at, published_by, updated_at FROM publication WHERE uid = $1",
        uid,
    )

    assert (await worklist(me, Worklist.EXPIRING)).total == 0


async def test_a_translation_whose_source_went_on_is_stale() -> None:
    me = await someone("els", "editor")
    saved = await make_published("page", "Stuk")
    await save(saved.uid, title_nl="Heel iets anders")
    assert (await worklist(me, Worklist.STALE)).total == 0
    async with writing():
        await publish(installed()["page"], saved.uid, "nl", actor=ACTOR)

    assert uids(await worklist(me, Worklist.STALE, locale="en")) == [saved.uid]
    assert (await worklist(me, Worklist.STALE, locale="nl")).total == 0


async def test_a_page_at_a_time_each_once() -> None:
    me = await someone("els", "editor")
    home = await make_home()
    made = {(await make("page", name)).uid for name in "ABCDE"} | {home}
    found, after = [], ""
    while True:
        part = await worklist(me, Worklist.RECENT, first=2, after=after)
        assert part.total == len(made)
        found += uids(part)
        if part.next is None:
            break
        after = part.next

    assert len(found) == len(made)
    assert set(found) == made


@pytest.mark.parametrize("which", list(Worklist))
async def test_nobody_sees_what_they_may_not_view(which: Worklist) -> None:
    await make_published("page", "Geheim")
    nobody = await someone("niemand")

    assert await worklist(nobody, which) == Listed((), 0, None)


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01T00:00:00_abc", "2026-99-01T00:00:00+00:00_abc", "_", "’_a"]
)
async def test_a_made_up_place_is_refused(after: str) -> None:
    with pytest.raises(BadPlace):
        await worklist(await someone("els", "editor"), Worklist.RECENT, after=after)
