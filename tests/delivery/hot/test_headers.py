"""What of a question's headers an answer depends on: nobody is given what was made for another wish."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.builders import make_home
from tests.delivery.hot.serving import Process, process

SITES = " ".join(
    f"what_the_site_itself_is_called_{number}: site {{ title url }}" for number in range(10)
)
QUESTION = json.dumps({"query": f"{{ {SITES} }}"})
PLAIN = [("content-type", "application/json"), ("accept", "*/*"), ("accept-encoding", "identity")]


@pytest.fixture
async def one(database: None) -> AsyncIterator[Process]:
    await make_home()
    async with process() as made:
        yield made


@pytest.mark.parametrize(
    "lines",
    [
        [("accept", "application/graphql-response+json")],
        [("accept-encoding", "gzip")],
        [("cms-tags", "")],
    ],
)
async def test_what_several_lines_or_nothing_says_is_said_to_nobody_else(
    one: Process, lines: list[tuple[str, str]]
) -> None:
    for _ in range(3):
        await one.send(content=QUESTION, headers=[*lines, *PLAIN])
    assert one.asked == 3

    for _ in range(3):
        plain = await one.send(content=QUESTION, headers=PLAIN)
        assert plain.headers["content-type"].startswith("application/json")
        assert "content-encoding" not in plain.headers
        assert "extensions" not in plain.json()


async def test_an_uncommon_media_type_is_answered_anew(one: Process) -> None:
    for _ in range(3):
        answer = await one.send(
            content=QUESTION, headers={"content-type": "application/json; x=" + "A" * 9_000}
        )
        assert answer.status_code == 200

    assert one.asked == 3
    assert not len(one.cache.store)


async def test_what_makes_no_difference_is_one_answer(one: Process) -> None:
    said = ("application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8")
    for kind in said:
        for wish in ("1", "yes"):
            await one.send(content=QUESTION, headers={"content-type": kind, "cms-tags": wish})

    assert one.asked == 2


async def test_no_answer_depends_on_the_host_that_was_asked(one: Process) -> None:
    hosts = ("a.example", "b.example:8443", "c.example", "a.example")
    answers = [await one.send(content=QUESTION, headers=[*PLAIN, ("host", host)]) for host in hosts]

    assert one.asked == 2  # the first two were made, each for a host of its own
    assert len({answer.content for answer in answers}) == 1
    assert not any(host in f"{answer.headers}{answer.text}" for answer in answers for host in hosts)
