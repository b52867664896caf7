"""Slugs: made from titles, numbered where they are taken, kept once typed or public."""

import asyncio
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving
from cms.editing.saving import Saved
from cms.editing.working_copy import load
from cms.errors import InvalidInput
from tests.builders import ACTOR, make, make_home, remove


async def _saved(uid: str, **values: Any) -> Saved:
    """A page after one more save of its newest revision."""
    page = installed()["page"]
    async with writing():
        revision = (await load(page, uid))["revision"]
        return await saving.save(page, uid, values, revision=revision, actor=ACTOR)


async def test_a_typed_slug_is_free_among_siblings_only(database: None) -> None:
    first = await make("page", "Zelfde")
    typed = {"slug_nl": "zelfde-nl", "slug_en": "zelfde-en"}

    with pytest.raises(InvalidInput) as caught:
        await make("event", **typed)
    codes = {problem.field: problem.code for problem in caught.value.problems}
    assert codes == {"slug_nl": "slug_taken", "slug_en": "slug_taken"}
    elsewhere = await make("event", "Zelfde", parent=first.uid, **typed)
    assert elsewhere.values["slug_nl"] == first.values["slug_nl"]


async def test_a_slug_made_from_a_title_is_numbered_where_it_is_taken(database: None) -> None:
    made = [await make("page", title_nl="Contact!", title_en="Contact") for _ in range(3)]
    made.append(await make("event", title_nl="Contact 2", title_en=""))

    slugs = [(one.values["slug_nl"], one.values["slug_en"]) for one in made]
    assert slugs == [
        ("contact", "contact"),
        ("contact-2", "contact-2"),
        ("contact-3", "contact-3"),
        ("contact-2-2", ""),
    ]


async def test_a_numbered_slug_follows_its_title(database: None) -> None:
    await make("page", title_nl="Contact")
    await make("page", title_nl="Over ons")
    saved = await make("page", title_nl="Contact")

    slugs = [
        (await _saved(saved.uid, title_nl=title)).values["slug_nl"]
        for title in ("Contact, wij", "Contact", "Over ons", "Contact.")
    ]

    assert slugs == ["contact-wij", "contact-2", "over-ons-2", "contact-2"]


async def test_a_numbered_slug_stays_while_its_title_says_the_same(database: None) -> None:
    first = await make("page", title_nl="Contact")
    saved = await make("page", title_nl="Contact")
    await remove(first.uid)

    assert (await _saved(saved.uid, summary_nl="Bel ons")).values["slug_nl"] == "contact-2"
    below = await make("page", "Onder")
    assert (await _saved(saved.uid, parent=below.uid)).values["slug_nl"] == "contact-2"


async def test_a_slug_is_numbered_when_its_entry_moves(database: None) -> None:
    above = await make("page", "Boven")
    await make("page", title_nl="Contact", parent=above.uid)
    saved = await make("page", title_nl="Contact")
    typed = await make("page", title_nl="Bereikbaar", slug_nl="bereik-ons")
    await make("page", title_nl="Anders", slug_nl="bereik-ons", parent=above.uid)

    assert (await _saved(saved.uid, parent=above.uid)).values["slug_nl"] == "contact-2"
    with pytest.raises(InvalidInput, match="slug_taken"):
        await _saved(typed.uid, parent=above.uid)


async def test_a_slug_with_a_year_was_typed(database: None) -> None:
    saved = await make("page", title_nl="Nieuwjaar", slug_nl="nieuwjaar-2009")

    assert (await _saved(saved.uid, title_nl="Borrel")).values["slug_nl"] == "nieuwjaar-2009"


async def test_entries_with_one_title_at_once(database: None) -> None:
    await make_home()

    made = await asyncio.gather(*(make("page", title_nl="Zelfde") for _ in range(4)))

    assert {one.values["slug_nl"] for one in made} == {
        "zelfde", "zelfde-2", "zelfde-3", "zelfde-4",
    }  # fmt: skip


async def test_entries_with_one_typed_slug_at_once(database: None) -> None:
    await make_home()

    results = await asyncio.gather(
        *(make(name, slug_nl="zelfde") for name in ("page", "event")), return_exceptions=True
    )

    refusals = [one for one in results if isinstance(one, BaseException)]
    assert [type(one) for one in refusals] == [InvalidInput]


async def test_entries_that_get_one_title_at_once(database: None) -> None:
    saved = [await make("page", f"Nog {number}") for number in range(4)]

    results = await asyncio.gather(
        *(_saved(one.uid, title_nl="Zelfde") for one in saved), return_exceptions=True
    )

    slugs = [one.values["slug_nl"] for one in results if isinstance(one, Saved)]
    refusals = [type(one) for one in results if not isinstance(one, Saved)]
    assert len(set(slugs)) == len(slugs) >= 1
    assert set(refusals) <= {InvalidInput}


async def test_the_slug_follows_the_title_until_it_was_public(database: None) -> None:
    page = installed()["page"]
    saved = await make("page", title_nl="Eén goed idee, ’s morgens")
    assert saved.values["slug_nl"] == "een-goed-idee-s-morgens"

    async with writing():
        renamed = await saving.save(page, saved.uid, {"title_nl": "Beter"}, revision=1, actor=ACTOR)

    assert renamed.values["slug_nl"] == "beter"


async def test_a_slug_typed_by_hand_stays(database: None) -> None:
    page = installed()["page"]
    saved = await make("page", slug_nl="eigen-naam")
    async with writing():
        renamed = await saving.save(
            page, saved.uid, {"title_nl": "Anders"}, revision=1, actor=ACTOR
        )

    assert renamed.values["slug_nl"] == "eigen-naam"
