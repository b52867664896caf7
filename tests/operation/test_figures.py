"""What `/metrics` tells of the line, of replicas, of jobs and of webhooks."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.core import Metric

from cms.content.discovery import installed
from cms.database.engine import engine, execute, fetch, replicas, writing
from cms.database.following import Replica
from cms.delivery.hot.cache import Cache
from cms.errors import Message
from cms.http.line import Line
from cms.jobs.queue import defer
from cms.jobs.task import Again, GiveUp, Job
from cms.operation.metrics import registry
from cms.publishing.feed import Feed
from cms.publishing.publishing import publish
from cms.purging.purges import send_due
from cms.schema.http.endpoint import graphql_app
from cms.scraping import stock
from cms.scraping.process import Process, Serving
from cms.scraping.siblings import Siblings
from cms.scraping.stock import Stock
from cms.settings import Settings, settings
from cms.webhooks.matching import match
from tests.builders import ACTOR, make, make_published
from tests.jobs.working import task, worked_off
from tests.receivers import BROKEN, OK, receiving
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


async def test_what_is_published_and_translated_is_counted(database: None) -> None:
    for title in ("Een", "Twee"):
        await make_published("page", title, locales=("nl",), title_en="")
    draft = await make("page", "Concept")
    async with writing():
        at = datetime.now(UTC) + timedelta(days=1)
        await publish(installed()["page"], draft.uid, "nl", actor=ACTOR, at=at)

    found = await Stock().metrics()
    home = {("page", "nl"): 1, ("page", "en"): 1}
    assert told(found, "klankbord_publications") == home | {("page", "nl"): 3}
    assert told(found, "klankbord_publications_planned") == {(): 1}
    texts = {("en", "ready"): 1, ("en", "missing"): 2}
    assert told(found, "klankbord_translations") == texts


async def test_connections_of_the_pool_are_counted(migrated: None) -> None:
    def held() -> dict[tuple[str, ...], float]:
        return told(Process().collect(), "klankbord_connections")

    before = held()
    async with writing():
        during = held()
    assert during["used",] == before["used",] + 1
    assert during["idle",] + during["used",] == engine.pool.get_size()
    assert held()["used",] == before["used",]
    most = told(Process().collect(), "klankbord_connections_most")
    assert most[()] >= during["used",] + during["idle",]


@pytest.mark.parametrize(
    ("answer", "result"), [(OK, "taken"), (BROKEN, "refused"), (b"", "failed")]
)
async def test_purges_are_counted_by_what_came_of_them(
    database: None, answer: bytes, result: str
) -> None:
    await execute("INSERT INTO purge (value, again) VALUES ('site', true), ('page.nl', true)")
    before = told(registry.collect(), "klankbord_purge_attempts_total")
    async with receiving(lambda _one: answer) as receiver:
        headers = (("Surrogate-Key", "{tags}"),)
        with suppress(Again):
            await send_due(Settings(purge_url=receiver.url, purge_headers=headers))
    after = told(registry.collect(), "klankbord_purge_attempts_total")
    grown = {one: after[one] - before[one] for one in after}
    assert grown == {("taken",): 0, ("refused",): 0, ("failed",): 0} | {(result,): 1}
    assert told(await Stock().metrics(), "klankbord_purges") == {(): 2}


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
