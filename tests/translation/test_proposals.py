"""What is proposed to somebody who translates here."""

import pytest

from cms.access.actors import Actor, system
from cms.errors import NotFound
from cms.translation.desk.parts import parts_of
from cms.translation.desk.proposals import Proposal, proposals
from tests.builders import make, make_published

pytestmark = pytest.mark.usefixtures("database")

EVERYBODY = system("editor")
KNOWN = "Iedereen mag zich aanbieden als gastheer of spreker van een bijeenkomst."
LIKE_IT = "Iedereen mag zich aanbieden als gastheer of spreker van een cursus."
ENGLISH = "Anyone may offer to host a meeting or to speak at it."


async def known(text: str = ENGLISH, **values: str) -> str:
    titles = {"title_nl": "Agenda", "title_en": "Calendar"}
    texts = {"body_nl": f"<p>{KNOWN}</p>", "body_en": f"<p>{text}</p>"}
    return (await make_published("page", **(titles | texts | values))).uid


async def asked(actor: Actor = EVERYBODY, text: str = KNOWN) -> list[Proposal]:
    saved = await make("page", title_nl="Nieuw", title_en="", body_nl=f"<p>{text}</p>", body_en="")
    (key,) = [
        one.key for one in await parts_of(EVERYBODY, saved.uid, "en") if one.source.text == text
    ]
    return (await proposals(actor, saved.uid, "en", [key]))[key]


async def test_the_same_text_and_where_it_stands() -> None:
    uid = await known()
    assert await asked() == [Proposal(ENGLISH, "exact", 1.0, KNOWN, uid, "Agenda")]


async def test_a_text_like_it_says_how_alike_it_is() -> None:
    uid = await known()
    (found,) = await asked(text=LIKE_IT)
    assert (found.origin, found.text, found.from_uid) == ("near", ENGLISH, uid)
    assert 0.7 <= found.likeness < 1


async def test_what_is_hardly_alike_is_not_proposed() -> None:
    await known()
    assert await asked(text="Iedereen mag meedoen aan een gesprek over de toekomst.") == []


async def test_each_of_several_translations_is_offered_once() -> None:
    await known()
    await known(title_nl="Tweede", title_en="Second")
    await known("Anyone may host or speak.", title_nl="Derde", title_en="Third")
    assert {one.text for one in await asked()} == {ENGLISH, "Anyone may host or speak."}


async def test_what_is_not_public_is_proposed_to_nobody() -> None:
    await make("page", body_nl=f"<p>{KNOWN}</p>", body_en=f"<p>{ENGLISH}</p>")
    assert await asked() == []


async def test_without_keys_whatever_is_not_ready_is_answered() -> None:
    await known()
    saved = await make(
        "page", title_nl="Agenda", title_en="", body_nl=f"<p>{KNOWN}</p>", body_en=""
    )
    found = await proposals(EVERYBODY, saved.uid, "en")
    assert [[one.text for one in listed] for listed in found.values()] == [["Calendar"], [ENGLISH]]


async def test_somebody_who_may_not_see_the_entry_is_told_that_there_is_none() -> None:
    saved = await make("page")
    nobody = Actor("nobody", user_id=1)
    with pytest.raises(NotFound):
        await proposals(nobody, saved.uid, "en")
