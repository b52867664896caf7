"""What `/metrics` tells of the line, of replicas, of jobs and of webhooks."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest
from prometheus_client.core import Metric

from cms.database.engine import fetch, replicas, writing
from cms.database.following import Replica
from cms.delivery.hot.cache import Cache
from cms.errors import Message
from cms.http.line import Line
from cms.jobs.queue import defer
from cms.jobs.task import GiveUp, Job
from cms.publishing.feed import Feed
from cms.schema.http.endpoint import graphql_app
from cms.scraping import stock
from cms.scraping.process import Process, Serving
from cms.scraping.siblings import Siblings
from cms.scraping.stock import Stock
from cms.settings import settings
from cms.webhooks.matching import match
from tests.builders import make_published
from tests.jobs.working import task, worked_off
from tests.webhooks.means import add


def told(found: Iterable[Metric], name: str) -> dict[tuple[str, ...], float]:
    """The values of a figure by its labels."""
    samples = [one for family in found for one in family.samples]
    return {tuple(one.labels.values()): one.value for one in samples if one.name == name}


def serving(line: Line) -> Serving:
    feed = Feed()
    return Serving(Cache(feed), feed, graphql_app(settings, feed, line).streams, line)


async def test_who_was_turned_away_is_counted() -> None:
    line = Line(1)
    async with line:
        line.refusal()
        found = [*serving(line).collect()]
    assert told(found, "klankbord_line_busy") == {(): 1}
    assert told(found, "klankbord_turned_away_total") == {(): 1}


async def test_a_replica_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def connect(_url: str) -> None:
        raise OSError

    away = Replica("postgresql://cms:hunter2@db2.example.org/cms", connect)
    monkeypatch.setattr(replicas, "every", [away])
    found = [*serving(Line(0)).collect()]
    [((name, state), follows)] = told(found, "klankbord_replica_follows").items()
    assert (state, follows) == ("away", 0)
    assert "db2" in name
    assert "hunter2" not in str(found)
    assert told(found, "klankbord_replica_behind_bytes") == {}


async def test_jobs_and_deliveries_are_counted(database: None) -> None:
    async def act(_job: Job) -> None:
        raise GiveUp(Message("No."))

    async with writing():
        await defer("test", {})
    await worked_off(task(act))
    await add("http://127.0.0.1:1/", name="Site", types=["page"], locales=["nl"])
    await make_published("page", "Een", locales=("nl",))
    for row in await fetch("SELECT id FROM outbox WHERE kind <> 'told'"):
        await match(row["id"])

    found = await Stock().metrics()
    assert told(found, "klankbord_jobs")["test", "dead"] == 1
    waiting = (await fetch("SELECT count(*) AS number FROM webhook_delivery"))[0]["number"]
    assert waiting
    assert told(found, "klankbord_webhook_deliveries") == {("Site", "waiting"): waiting}
    assert told(found, "klankbord_workers") == {(): 0}
    assert told(found, "klankbord_purges") == {(): 0}


async def test_a_database_that_hangs_is_told_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def hang(sql: str, *_: object) -> None:
        asked.append(sql)
        await asyncio.Event().wait()

    monkeypatch.setattr(stock, "fetch", hang)
    monkeypatch.setattr(stock, "standing", lambda: hang("jobs"))
    monkeypatch.setattr(stock, "workload", lambda *_, **__: hang("texts"))
    monkeypatch.setattr(stock, "PATIENCE_SECONDS", 0.1)
    async with asyncio.timeout(0.4):
        found = await Stock().metrics()
    assert told(found, "klankbord_database_up") == {(): 0}


async def test_processes_of_two_hosts_share_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Siblings(tmp_path)
    monkeypatch.setattr("cms.scraping.siblings.gethostname", lambda: "another")
    there = Siblings(tmp_path)
    writing_ = asyncio.create_task(there.keep_writing(Process()))
    async with asyncio.timeout(5):
        while not (names := told(here.others(), "klankbord_scraped_at")):  # noqa: ASYNC110 - a file
            await asyncio.sleep(0)
    writing_.cancel()
    await asyncio.gather(writing_, return_exceptions=True)
    assert names.keys() == {(there.name,)}
    assert here.others() == []


async def test_a_folder_that_cannot_be_written_to_yet_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.scraping.siblings.WRITE_SECONDS", 0.01)
    (tmp_path / "metrics").touch()  # a file is in the way
    own = Siblings(tmp_path / "metrics")
    telling = asyncio.create_task(own.keep_writing(Process()))
    await asyncio.sleep(0.03)
    (tmp_path / "metrics").unlink()
    async with asyncio.timeout(5):
        while not own.own.exists():  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.01)
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    assert not own.own.exists()
