"""Who asks: a token in a header and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cms.access import api_tokens
from cms.access.actors import load_actor
from cms.access.roles import Permission
from cms.database.engine import execute, writing
from cms.schema.http.bearer import MOST_BAD, BadTokens
from tests.people import make_user
from tests.schema.client import app, post

pytestmark = pytest.mark.usefixtures("database")

QUERY = "{ contentTypes { name } }"


async def token_of(name: str = "eva", *roles: str) -> str:
    await make_user(name, *roles)
    async with writing():
        expires = datetime.now(UTC) + timedelta(days=1)
        return await api_tokens.create(await load_actor(name), "test", [*Permission], expires)


@pytest.fixture(autouse=True)
def forgiven() -> Iterator[None]:
    yield
    app.answering.bad_tokens = BadTokens()


async def test_what_somebody_is_told_is_for_them_alone() -> None:
    text = await token_of()

    theirs = await post(QUERY, headers={"authorization": f"Bearer {text}"})
    public = await post(QUERY)

    assert theirs.status_code == public.status_code == 200
    assert theirs.headers["cache-control"] == "private, no-store"
    assert public.headers["cache-control"] == "no-store"
    for answer in (theirs, public):
        assert "authorization" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("DELETE FROM api_token", "bad_token"),
        ("UPDATE api_token SET expires_at = now()", "token_expired"),
        ("UPDATE api_token SET revoked_at = now()", "token_revoked"),
        ("UPDATE piccolo_user SET active = false", "token_revoked"),
    ],
)
async def test_a_token_that_opens_nothing_is_401(change: str, code: str) -> None:
    text = await token_of()
    await execute(change)

    answer = await post(QUERY, headers={"authorization": f"bearer {text}", "accept-language": "nl"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (401, code)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "token" in error["message"]
    assert "data" not in answer.json()


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x", "bearer klankbord_"])
async def test_no_token_is_no_way_to_be_nobody(header: str) -> None:
    assert (await post(QUERY, headers={"authorization": header})).status_code == 401


async def test_other_schemes_are_somebody_elses() -> None:
    assert (await post(QUERY, headers={"authorization": "Basic eDp5"})).status_code == 200


async def test_a_flood_of_bad_tokens_must_wait() -> None:
    bad = {"authorization": "Bearer nonsense"}

    statuses = [(await post(QUERY, headers=bad)).status_code for _ in range(MOST_BAD)]
    flooded = await post(QUERY, headers=bad)

    assert set(statuses) == {401}
    assert flooded.status_code == 429
    assert 0 < int(flooded.headers["retry-after"]) < 60
    assert flooded.json()["errors"][0]["extensions"]["code"] == "rate_limited"
    assert (await post(QUERY)).status_code == 200  # who sends no token is not concerned


async def test_a_network_of_ipv6_must_wait_as_one() -> None:
    bad = {"authorization": "Bearer nonsense"}

    async def status(address: str) -> int:
        transport = httpx.ASGITransport(app=app, client=(address, 4000))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            answer = await client.post("/graphql", json={"query": QUERY}, headers=bad)
        return answer.status_code

    statuses = [await status(f"2001:db8::{number:x}") for number in range(MOST_BAD)]

    assert set(statuses) == {401}
    assert await status("2001:db8::ffff") == 429
    assert await status("2001:db8:0:1::1") == 401


async def test_a_flood_of_bad_preview_tokens_must_wait() -> None:
    bad = {"cms-preview": "nonsense"}

    statuses = [(await post(QUERY, headers=bad)).status_code for _ in range(MOST_BAD)]
    flooded = await post(QUERY, headers=bad)

    assert set(statuses) == {401}
    assert flooded.status_code == 429
    assert flooded.json()["errors"][0]["extensions"]["code"] == "rate_limited"
    assert (await post(QUERY)).status_code == 200
