"""What was typed and not saved."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.access.actors import Actor
from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.editing import autosaves
from cms.editing.autosaves import TooMuch
from cms.errors import InvalidInput
from tests.people import someone

PAGE = installed()["page"]
DRAFT = "tab00001"


async def keep(actor: Actor, uid: str, draft: str = DRAFT, **options: Any) -> None:
    typed = options.pop("typed", {"title_nl": "Klok"})
    async with writing():
        await autosaves.keep(actor, PAGE, uid, draft, revision=1, typed=typed, **options)


async def titles(actor: Actor, uid: str) -> list[str]:
    return [one.typed["title_nl"] for one in await autosaves.kept(actor, PAGE, uid)]


async def test_each_form_keeps_what_it_held_last(database: None) -> None:
    eva, bas = await someone("eva", "editor"), await someone("bas", "editor")
    await keep(eva, "abc")
    await keep(eva, "abc", typed={"title_nl": "Uurwerk"})
    await keep(eva, "abc", "tab00002", typed={"title_nl": "Andere tab"})
    await keep(eva, "", typed={"title_nl": "Nieuw"})

    assert await titles(eva, "abc") == ["Andere tab", "Uurwerk"]
    assert await titles(eva, "") == ["Nieuw"]
    assert await titles(bas, "abc") == []
    await autosaves.discard(bas, PAGE, "abc", DRAFT)
    await autosaves.discard(eva, PAGE, "abc", "tab00002")
    assert await titles(eva, "abc") == ["Uurwerk"]


async def test_what_was_typed_later_stays(database: None) -> None:
    eva = await someone("eva", "editor")
    await keep(eva, "abc", typed={"title_nl": "Nieuwer"})

    await keep(eva, "abc", typed={"title_nl": "Ouder"}, at=datetime.now(UTC) - timedelta(hours=1))
    assert await titles(eva, "abc") == ["Nieuwer"]
    await keep(eva, "abc", typed={"title_nl": "Morgen"}, at=datetime.now(UTC) + timedelta(days=9))
    await keep(eva, "abc", typed={"title_nl": "Nu"})
    assert await titles(eva, "abc") == ["Nu"]


async def test_it_is_forgotten_after_a_month(database: None) -> None:
    eva = await someone("eva", "editor")
    await keep(eva, "abc")
    await execute("UPDATE autosave SET at = at - interval '31 days'")

    assert await titles(eva, "abc") == []


async def test_there_is_an_end_to_it(database: None) -> None:
    eva = await someone("eva", "editor")
    with pytest.raises(TooMuch):
        await keep(eva, "abc", typed={"title_nl": "x" * 2_000_001})
    with pytest.raises(InvalidInput):
        await keep(eva, "abc", "../..")
    for number in range(60):
        await keep(eva, "abc", f"tab{number:05}", typed={"title_nl": str(number)})

    found = await titles(eva, "abc")
    assert (len(found), found[0]) == (50, "59")
