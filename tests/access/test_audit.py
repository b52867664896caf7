"""The audit log is kept with the act, and undone with it."""

import json

import pytest

from cms.access import audit
from cms.database.engine import fetch, rehearsing, writing

pytestmark = pytest.mark.usefixtures("database")


async def test_an_act_is_kept_with_its_details() -> None:
    async with writing():
        await audit.note("eva", "role.give", "piet", role="editor")

    [row] = await fetch("SELECT actor, act, subject, details FROM audit")
    assert (row["actor"], row["act"], row["subject"]) == ("eva", "role.give", "piet")
    assert json.loads(row["details"]) == {"role": "editor"}


async def test_a_dry_run_leaves_nothing_but_what_was_there() -> None:
    async with writing():
        await audit.note("eva", "before", "piet")
        async with rehearsing():
            await audit.note("eva", "tried", "piet")
            seen = await fetch("SELECT act FROM audit")

    assert {row["act"] for row in seen} == {"before", "tried"}
    assert [row["act"] for row in await fetch("SELECT act FROM audit")] == ["before"]


async def failing_rehearsal() -> None:
    async with rehearsing():
        await audit.note("eva", "tried", "piet")
        raise ZeroDivisionError


async def test_a_dry_run_that_fails_leaves_a_connection_that_works() -> None:
    async with writing():
        with pytest.raises(ZeroDivisionError):
            await failing_rehearsal()
        await audit.note("eva", "after", "piet")

    assert [row["act"] for row in await fetch("SELECT act FROM audit")] == ["after"]
