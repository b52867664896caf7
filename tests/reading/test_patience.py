"""A client that goes away stops what was done for it."""

import asyncio
from typing import Any

import orjson
import pytest

from cms.database.engine import engine
from cms.reading.patience import UNWATCHED, Patience
from tests import owner
from tests.builders import make_published
from tests.schema.client import app

_SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/graphql",
    "query_string": b"",
    "headers": [(b"content-type", b"application/json")],
}


async def _waiting() -> int:
    """How many statements wait for the table."""
    rows = await owner.fetch(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND query LIKE '%publication%' AND datname = current_database()"
    )
    return int(rows[0]["count"])


async def _until(number: int) -> None:
    while await _waiting() != number:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("compiled", [True, False])
async def test_a_client_that_goes_away_stops_its_statement(
    database: None, monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    await make_published("page")
    if not compiled:
        monkeypatch.setattr(app.answering, "compiled", None)
    gone = asyncio.Event()
    messages = [
        {"type": "http.request", "body": orjson.dumps({"query": "{ pages { totalCount } }"})}
    ]

    async def receive() -> Any:
        if messages:
            return messages.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        pass

    blocking = await engine.get_new_connection()
    async with blocking.transaction():
        await blocking.execute("LOCK TABLE publication IN ACCESS EXCLUSIVE MODE")
        asked = asyncio.create_task(app(_SCOPE, receive, send))
        await _until(1)
        gone.set()
        async with asyncio.timeout(5):
            await asked
            await _until(0)
    await blocking.close()


async def test_a_server_that_repeats_the_body_does_not_keep_the_loop_busy(database: None) -> None:
    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    with Patience(5, receive):
        await asyncio.sleep(2 * UNWATCHED)
