"""A site as it is watched: numbers of requests, lines of the log, figures, traces, and how it stops."""

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import empty_all_tables
from tests.operation.collector import Collector, collecting
from tests.supervising.served import Served, serving, until

ROOT = Path(__file__).parents[2]
TOKEN = "a token that is for Prometheus"
SECRETS = ("hunter2-in-a-query", "hunter2-in-a-literal", "hunter2-in-a-variable", TOKEN)
STOP_SECONDS = 8
NUMBER = "abcdef01-the-proxys"


@dataclass
class Watched:
    """A site, where it logs, and what it tells a collector."""

    client: httpx.AsyncClient
    log: Path
    collector: Collector
    served: Served

    def lines(self) -> list[dict[str, Any]]:
        """The lines of its log that are its own."""
        return [
            json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")
        ]

    async def figures(self, **headers: str) -> dict[str, float]:
        """The sum of each figure over its labels."""
        answer = await self.client.get("/metrics", headers=headers)
        assert answer.status_code == 200
        found: dict[str, float] = {}
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                found[sample.name] = found.get(sample.name, 0) + sample.value
        return found


@pytest.fixture(scope="module")
async def site(migrated: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    await empty_all_tables()
    folder = tmp_path_factory.mktemp("watched")
    log = folder / "log"
    environ = {
        "CMS_LOG": "json", "CMS_LOG_REQUESTS": "all", "CMS_METRICS_TOKEN": TOKEN,
        "CMS_ADMIN_PASSWORD": "a password of the test",
    }  # fmt: skip
    with collecting() as collector, log.open("w") as told:
        async with (
            serving(error=told, CMS_TRACES=collector.address, **environ) as served,
            httpx.AsyncClient(base_url=served.address, trust_env=False) as client,
        ):
            yield Watched(client, log, collector, served)


async def test_a_request_has_a_number(site: Watched) -> None:
    ours = (await site.client.get("/healthz")).headers["x-request-id"]
    proxys = await site.client.get("/healthz", headers={"X-Request-Id": NUMBER})
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]+", ours)
    assert proxys.headers["x-request-id"] == NUMBER
    for odd in ("short", "x" * 200, "abcdefgh ijkl", "abcdefgh\u00e9"):
        answer = await site.client.get("/healthz", headers=[(b"X-Request-Id", odd.encode())])
        assert odd not in answer.headers["x-request-id"]


async def test_a_line_of_the_log_says_whose_request_and_no_secret(site: Watched) -> None:
    secret, literal, variable, _ = SECRETS
    await site.client.get(f"/healthz?token={secret}", headers={"X-Request-Id": "of-the-log-1"})
    query = f'query ($v: ID!) {{ node(id: $v) {{ id }} wrong(password: "{literal}") }}'
    await site.client.post("/graphql", json={"query": query, "variables": {"v": variable}})
    await site.client.get(f"/forms/nl/{'Ab3' * 12}/")

    line = next(one for one in site.lines() if one.get("request") == "of-the-log-1")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/healthz", 200)
    written = site.log.read_text()
    assert not [one for one in SECRETS if one in written]
    assert "Ab3Ab3" not in written


async def test_figures_grow_with_what_is_asked(site: Watched) -> None:
    before = await site.figures()
    for _ in range(4):
        await site.client.post("/graphql", json={"query": "{ locales { code } __typename }"})
    after = await site.figures()

    assert after["klankbord_requests_total"] >= before["klankbord_requests_total"] + 5
    assert after["klankbord_graphql_cost_total"] > before["klankbord_graphql_cost_total"]
    assert after["klankbord_database_up"] == 1
    assert after["klankbord_feed_live"] == 1


async def test_figures_are_for_who_may_read_them(site: Watched) -> None:
    through_a_proxy = {"X-Forwarded-For": "127.0.0.1"}
    refused = await site.client.get("/metrics", headers=through_a_proxy)
    wrong = {**through_a_proxy, "Authorization": "Bearer wrong"}
    assert refused.status_code == (await site.client.get("/metrics", headers=wrong)).status_code
    assert refused.status_code == 404
    await site.figures(**through_a_proxy, Authorization=f"Bearer {TOKEN}")


async def test_a_trace_has_the_request_and_its_statements(site: Watched) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await site.client.get("/readyz?x=hunter2-in-a-query", headers={"traceparent": parent})
    trace = bytes.fromhex(parent.split("-")[1])
    here = lambda: [one for one in site.collector.spans if one.trace_id == trace]  # noqa: E731
    await until(lambda: any(one.name == "GET" for one in here()), 15)

    request = next(one for one in here() if one.name == "GET")
    statements = [one for one in here() if one.parent_span_id == request.span_id]
    assert request.parent_span_id.hex() == parent.split("-")[2]
    assert any(one.name == "SELECT" for one in statements)
    assert "hunter2" not in str(site.collector.spans)


@pytest.mark.parametrize("path", ["grafana/klankbord.json", "prometheus/alerts.yaml"])
async def test_what_is_watched_is_told(site: Watched, path: str) -> None:
    await site.client.post("/graphql", json={"query": "{ __typename }"})
    answer = await site.client.get("/metrics")
    told = set(re.findall(r"^(klankbord_\w+)[ {]", answer.text, re.MULTILINE))
    told |= set(re.findall(r"^# TYPE (klankbord_\w+) gauge", answer.text, re.MULTILINE))
    text = (ROOT / "deploy" / path).read_text("utf-8")
    watched = json.loads(text) if path.endswith(".json") else yaml.safe_load(text)

    asked = set(re.findall(r"klankbord_\w+", json.dumps(list(_expressions(watched)))))
    assert asked
    assert asked <= told


def _expressions(found: Any) -> Iterator[str]:
    """What a dashboard or a list of alerts asks Prometheus."""
    if isinstance(found, dict):
        yield from (found[key] for key in found if key == "expr")
    within = found.values() if isinstance(found, dict) else found
    for one in within if isinstance(found, dict | list) else ():
        yield from _expressions(one)


async def test_it_says_that_it_stops_and_stops(site: Watched) -> None:
    """The last of this module."""
    await site.client.get("/healthz")  # on the connection that is kept
    site.collector.socket.close()  # traces have nowhere to go
    begun = monotonic()
    site.served.tell(signal.SIGTERM)
    states = []
    async with asyncio.timeout(10):
        with suppress(httpx.TransportError):
            while True:
                answer = await site.client.get("/readyz")
                states.append((answer.status_code, answer.json().get("reason")))
        assert await site.served.process.wait() == 0
    assert (503, "stopping") in states
    assert monotonic() - begun < STOP_SECONDS
