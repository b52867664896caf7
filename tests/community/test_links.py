"""Personal links: each does one thing to one subject, and an old one tells what became of it."""

import asyncio
from datetime import timedelta

import pytest

from cms.access.tokens import DeadLink
from cms.community import links
from cms.database.engine import fetch, writing

pytestmark = pytest.mark.usefixtures("database")
A_DAY = timedelta(days=1)


async def issued(lasts: timedelta = A_DAY) -> str:
    async with writing():
        return await links.issue("cancel", "seat-7", lasts)


async def refusal(token: str, purpose: str = "cancel") -> str:
    with pytest.raises(DeadLink) as dead:
        async with writing():
            await links.use(token, purpose)
    assert dead.value.status == 410
    return dead.value.code


async def test_a_link_works_once_and_then_says_so() -> None:
    token = await issued()

    assert (await links.look(token, "cancel")).subject == "seat-7"
    async with writing():
        assert (await links.use(token, "cancel")).subject == "seat-7"

    assert await refusal(token) == "token_used"
    assert (await links.find(token, "cancel")).used


async def test_a_button_that_is_pressed_twice_works_twice() -> None:
    token = await issued()

    async def press() -> str:
        async with writing():
            return (await links.used_once(token, "cancel")).subject

    assert await asyncio.gather(*(press() for _ in range(5))) == ["seat-7"] * 5
    with pytest.raises(DeadLink):
        await links.used_once(await issued(timedelta(0)), "cancel")


async def test_what_became_of_a_link() -> None:
    expired, ended = await issued(timedelta(0)), await issued()
    async with writing():
        await links.end("seat-7", "confirm")
    assert (await links.look(ended, "cancel")).subject == "seat-7"
    async with writing():
        await links.end("seat-7")

    assert await refusal(expired) == "token_ended"
    assert await refusal(ended) == "token_ended"
    assert await refusal(await issued(timedelta(0))) == "token_expired"
    assert await refusal("made-up\ud800") == "token_unknown"


async def test_a_link_does_nothing_but_what_it_is_for() -> None:
    token = await issued()

    assert await refusal(token, "confirm") == "token_unknown"
    assert (await links.look(token, "cancel")).subject == "seat-7"


async def test_the_database_does_not_know_the_token() -> None:
    token = await issued()

    (row,) = await fetch("SELECT personal_link::text AS kept FROM personal_link")
    assert token not in row["kept"]
