"""The demo site: every fact is there, in both languages, and every state can be seen."""

import json
from pathlib import Path
from typing import Any

from cms.community.comments.rules import commenting
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.content.richtext import parse, references
from cms.database.engine import fetch
from cms.demo.loading import load_demo
from cms.demo.reading import entries, uid_of
from cms.translation.exchange.export import export
from tests.builders import remove
from tests.demo_site import stand_demo

LOCALES_FOLDER = Path(__file__).parents[1] / "locales"

MEMBERS = {
    "Guido Enthoven", "Philippe Raets", "Diederik Vieleers", "Frans Nauta", "Martijn Aslander",
    "Boris Veldhuijzen van Zanten", "Mirko Noordegraaf", "Paul Rutten", "Ronald van den Hoff",
    "Corien Prins", "Jacques Wallage", "Valerie Frissen", "André van der Zande", "Marise Bout",
}  # fmt: skip


async def live(where: str, *arguments: Any) -> list[dict[str, Any]]:
    return await fetch(
        f"SELECT * FROM publication WHERE valid @> statement_timestamp() AND {where}", *arguments
    )


async def test_loading_again_changes_nothing(database: None) -> None:
    first = await load_demo()
    before = await fetch("SELECT count(*) AS publications, max(id) AS last FROM publication")
    again = await load_demo()

    assert (first.kept, again.made, again.kept) == (0, 0, first.made)
    assert (
        await fetch("SELECT count(*) AS publications, max(id) AS last FROM publication") == before
    )


async def test_what_was_deleted_on_purpose_stays_deleted(database: None) -> None:
    first = await load_demo()
    (draft,) = await fetch(
        "SELECT uid FROM node WHERE (state_nl, state_en) = ('private', 'private') ORDER BY 1 LIMIT 1"
    )
    await remove(draft["uid"])

    again = await load_demo()

    assert (again.made, again.kept) == (0, first.made)
    assert not await fetch("SELECT 1 FROM node WHERE uid = $1", draft["uid"])


async def test_every_type_is_there_in_both_languages(database: None) -> None:
    await stand_demo()
    for locale in LOCALES:
        found = await live("locale = $1", locale)
        assert {row["content_type"] for row in found} == set(installed())


async def test_all_members_of_the_think_tank(database: None) -> None:
    await stand_demo()
    for locale in LOCALES:
        found = await live(
            "content_type = 'speaker' AND locale = $1 AND jsonb_array_length(data->'memberships') > 0",
            locale,
        )
        assert {row["title"] for row in found} == MEMBERS


async def test_every_state_can_be_seen(database: None) -> None:
    await stand_demo()
    states = {
        (one["state_nl"], one["state_en"])
        for one in await fetch("SELECT state_nl, state_en FROM node")
    }
    changed = await fetch(
        "SELECT 1 FROM page p JOIN publication u USING (uid)"
        " WHERE upper_inf(u.valid) AND u.revision < p.revision AND u.locale = 'nl'"
    )

    assert states == {
        ("published", "published"),
        ("published", "private"),
        ("private", "private"),
    }
    assert changed


async def test_no_internal_link_leads_nowhere() -> None:
    known = {one.uid for one in entries()}
    for one in entries():
        for field in (field for field in one.content_type.plain_fields if field.rich):
            for column in field.columns():
                html = one.values.get(column, "") + one.later.get(column, "")
                assert set(references(parse(html))) <= known, one.key


async def test_uids_are_the_same_in_every_database() -> None:
    assert uid_of("think-tank") == uid_of("think-tank")
    assert len({one.uid for one in entries()}) == len(entries())


async def test_the_committed_files_are_what_the_demo_exports(
    database: None, tmp_path: Path
) -> None:
    await stand_demo()
    await export(tmp_path)

    made = sorted(one.relative_to(tmp_path) for one in tmp_path.rglob("*.po*"))
    kept = sorted(
        one.relative_to(LOCALES_FOLDER) for one in LOCALES_FOLDER.glob("**/content/**/*.po*")
    )
    assert made == kept
    for one in made:
        assert (tmp_path / one).read_bytes() == (LOCALES_FOLDER / one).read_bytes(), one


async def test_the_open_koffie_is_one_entry_whose_mondays_have_places_of_their_own(
    database: None,
) -> None:
    await stand_demo()
    (koffie,) = await live("uid = $1 AND locale = 'nl'", uid_of("open-koffie"))
    found = await fetch(
        "SELECT starts_at, coalesce(nullif(override_key, ''), variation_key) AS key FROM occurrence"
        " WHERE series = $1 AND starts_at BETWEEN '2027-01-01' AND '2027-04-01' ORDER BY 1",
        koffie["series"],
    )
    data = json.loads(koffie["data"])
    places = {one["key"]: one["place"]["name"] for one in data["overrides"] + data["variations"]}

    assert [(one["starts_at"].day, places.get(one["key"], "")[:15]) for one in found] == [
        (11, ""),
        (25, "Ministerie van "),
        (8, ""),
        (22, "Ministerie van "),
        (8, ""),
        (22, "Steeds bij een "),
    ]


async def test_one_can_comment_as_on_the_old_wiki_and_is_told_where_not(database: None) -> None:
    await stand_demo()
    uids = [uid_of(one) for one in ("programme", "think-tank-members", "mission", "agenda")]

    programme, members, mission, agenda = await commenting(uids)

    assert (programme.open, members.open, mission.open, agenda.open) == (True, True, False, False)
    assert "letterlijk" in (mission.why_closed("nl") or "")
