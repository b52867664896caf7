"""What the doors say beforehand that somebody may do is what the page says too."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest

from cms.access.acts import ACTS, Where
from cms.access.roles import Permission
from tests.matrix.expected import ALLOWED, expected, may
from tests.matrix.graphql import posted
from tests.matrix.world import Case, World, trying

STEPS = {"submit": "submit", "withdraw": "withdraw", "send back": "reject", "publish": "publish",
         "retract": "retire", "drop what is planned": "unschedule", "reopen": "reopen"}  # fmt: skip
VIEWER = "view edit translate review publish delete share add"


def cases(world: World) -> Iterator[Case]:
    for persona, entry in product(world.personas, world.entries):
        yield Case(world, persona, entry)
        if persona.reach != "elsewhere" and entry.state in ("private", "pending"):
            yield Case(world, persona, entry, own=True)


@pytest.mark.parametrize("language", ["NL", "EN"])
async def test_of_the_viewer(client: httpx.AsyncClient, world: World, language: str) -> None:
    wrong = []
    for case in cases(world):
        asked = f'entry(uid: "{case.entry.uid}", locale: {language}, fallback: [NL, EN])'
        query = f"{{ {asked} {{ viewer {{ {VIEWER} }} }} }}"
        async with trying(case, client):
            answer = await posted(client, case, query, **{"cms-preview": "drafts"})
        entry = answer.json()["data"]["entry"]
        told = entry["viewer"] if entry else dict.fromkeys(VIEWER.split(), False)
        if told != _viewer(case, language):
            wrong.append(f"{case}: {told}")
    assert wrong == []


def _viewer(case: Case, language: str) -> dict[str, bool]:
    able = {str(one): may(one, case) for one in Permission if one != Permission.ADMINISTER}
    texts = language == "EN" and may("translate", case, Where.LANGUAGE)
    return able | {"translate": able["edit"] or texts, "add": may("edit", case, Where.PLACE)}


async def test_of_the_form(client: httpx.AsyncClient, world: World) -> None:
    wrong: list[Any] = []
    for case in cases(world):
        if not may("view", case):
            continue
        async with trying(case, client):
            told = (await client.get(f"entries/{case.entry.uid}/")).json()
        refused = {str(one) for one in Permission if not may(one, case, Where.ANY_LANGUAGE)}
        if told["access"]["refused"].keys() != refused:
            wrong.append(f"{case}: refused {sorted(told['access']['refused'])}")
        for name, step in STEPS.items():
            (said,) = [one for one in _dutch(told)["steps"] if one["name"] == step]
            able = ALLOWED in expected(next(one for one in ACTS if one.name == name), case)
            if said["allowed"] > able or (said["code"] == "denied") > (not able):
                wrong.append(f"{case}: {name} {said['allowed']} {said['code']}")
    assert wrong == []


def _dutch(told: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["languages"] if one["locale"] == "nl")
    return found
