"""What an act would change for the public, told before it is done."""

import pytest

from cms.access.actors import system
from cms.access.permissions import Denied
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from cms.errors import InvalidInput
from cms.publishing import impact
from cms.publishing.aliases import aliases
from cms.publishing.denials import DeniedBelow
from cms.publishing.impact import Action, Listed, impact_of
from tests.builders import ACTOR, make, make_home, make_published
from tests.people import give, someone

ALL = system("test")


def addresses(listed: Listed, locale: str = "nl") -> list[tuple[str | None, str | None]]:
    return [(one.old, one.new) for one in listed.items if one.locale == locale]


async def everything() -> list[object]:
    tables = ("publication", "node", "version", "transition", "outbox", "audit", "page")
    return [await fetch(f"SELECT * FROM {table} AS t ORDER BY t::text") for table in tables]


async def test_a_move_tells_each_address_and_does_nothing(database: None) -> None:
    above = await make_published("page", "Boven")
    top = await make_published("page", "Top")
    await make_published("page", "Onder", parent=top.uid, locales=("nl",))
    before = await everything()

    told = await impact_of(ALL, top.uid, Action.MOVE, parent=above.uid)

    assert addresses(told.moved) == [
        ("/nl/top-nl", "/nl/boven-nl/top-nl"),
        ("/nl/top-nl/onder-nl", "/nl/boven-nl/top-nl/onder-nl"),
    ]
    assert addresses(told.moved, "en") == [("/en/top-en", "/en/boven-en/top-en")]
    assert (told.moved.total, told.gone.total, told.refused) == (3, 0, None)
    assert await everything() == before


async def test_publishing_and_retracting(database: None) -> None:
    saved = await make_published("page", "Top", locales=("nl",))
    async with writing():
        await saving.save(
            installed()["page"], saved.uid, {"summary_nl": "Anders"}, revision=1, actor=ACTOR
        )

    again = await impact_of(ALL, saved.uid, Action.PUBLISH, locale="nl")
    first = await impact_of(ALL, saved.uid, Action.PUBLISH, locale="en")
    gone = await impact_of(ALL, saved.uid, Action.RETRACT, locale="nl")

    assert addresses(again.changed) == [("/nl/top-nl", "/nl/top-nl")]
    assert addresses(first.appearing, "en") == [(None, "/en/top-en")]
    assert addresses(gone.gone) == [("/nl/top-nl", None)]


async def test_a_rename_and_what_refuses_it(database: None) -> None:
    saved = await make_published("page", "Top")
    await make_published("page", "Ander")

    told = await impact_of(ALL, saved.uid, Action.RENAME, locale="nl", slug="nieuw")
    refused = await impact_of(ALL, saved.uid, Action.RENAME, locale="nl", slug="ander-nl")

    assert addresses(told.moved) == [("/nl/top-nl", "/nl/nieuw")]
    assert isinstance(refused.refused, InvalidInput)
    assert refused.moved.total == 0
    with pytest.raises(InvalidInput, match="required"):
        raise (await impact_of(ALL, saved.uid, Action.RENAME, locale="nl")).refused or KeyError


async def test_what_may_not_be_seen_below_is_counted_without_its_title(database: None) -> None:
    above = await make_published("page", "Boven")
    top = await make_published("page", "Top")
    hidden = await make_published("page", "Geheim", parent=top.uid)
    await fetch("INSERT INTO blocked_branch (uid) VALUES ($1)", hidden.uid)
    eva = await someone("eva")
    for uid in (above.uid, top.uid):
        await give("editor", user_id=eva.user_id, uid=uid)
        await give("reviewer", user_id=eva.user_id, uid=uid)

    with pytest.raises(DeniedBelow) as refused:  # it would change a public address they may not
        await impact_of(eva, top.uid, Action.MOVE, parent=above.uid)

    assert refused.value.message.params["hidden"] == 1
    assert "Geheim" not in str(refused.value)


async def test_what_somebody_may_not_do_is_denied_beforehand(database: None) -> None:
    above, top = await make_published("page", "Boven"), await make_published("page", "Top")
    eva = await someone("eva", "editor")

    with pytest.raises(Denied):
        await impact_of(eva, top.uid, Action.MOVE, parent=above.uid)


async def test_long_lists_are_cut_and_counted(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    above, top = await make_published("page", "Boven"), await make_published("page", "Top")
    await make("page", "Concept", parent=top.uid)
    monkeypatch.setattr(impact, "MOST", 1)

    told = await impact_of(ALL, top.uid, Action.MOVE, parent=above.uid)

    assert (len(told.moved.items), told.moved.total, told.moved.hidden) == (1, 2, 0)


async def test_a_deletion_tells_what_is_gone_and_which_links_break(database: None) -> None:
    top = await make_published("page", "Top")
    below = await make_published("page", "Onder", parent=top.uid)
    link = f'<p><a href="uid:{below.uid}">daar</a></p>'
    source = await make_published("page", "Bron", body_nl=link)

    told = await impact_of(ALL, top.uid, Action.DELETE)
    retracted = await impact_of(ALL, below.uid, Action.RETRACT, locale="nl")

    assert addresses(told.gone) == [("/nl/top-nl", None), ("/nl/top-nl/onder-nl", None)]
    assert [one.uid for one in told.breaking.named] == [source.uid]
    assert [one.uid for one in retracted.breaking.named] == [source.uid]
    assert await fetch("SELECT FROM node WHERE uid = $1", top.uid)


async def test_an_alias_at_the_new_address_is_told_and_stays(database: None) -> None:
    saved, home = await make_published("page", "Top"), await make_home()
    async with writing():
        await aliases.save(ALL, {"path": "/nl/kort", "target": f"uid:{home}", "status": "301"})

    told = await impact_of(ALL, saved.uid, Action.RENAME, locale="nl", slug="kort")

    assert told.aliases == ("/nl/kort",)
    assert (await impact_of(ALL, saved.uid, Action.RENAME, locale="nl", slug="lang")).aliases == ()
