"""The figures of what the database holds: counted by statements, and remembered for a while.

Each part is counted by itself; one that cannot be is left out, so that what is watched most is told
when the database is away too.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic

import asyncpg
from prometheus_client.core import GaugeMetricFamily, Metric

from cms.access.actors import system
from cms.database.engine import fetch
from cms.jobs.watching import standing
from cms.translation.desk.workload import Wanted, workload
from cms.translation.rules.stages import Stage

KEPT_SECONDS = 15.0
PATIENCE_SECONDS = 5.0
_PUBLICATIONS = """
SELECT content_type, locale, count(*) AS number FROM publication
WHERE valid @> clock_timestamp() GROUP BY 1, 2
"""
_PLANNED = """
SELECT count(*) AS number FROM publication WHERE lower(valid) > clock_timestamp()
"""
_MAIL = """
SELECT CASE WHEN failed_at IS NOT NULL THEN 'failed' ELSE 'waiting' END AS state, count(*) AS number
FROM mail WHERE sent_at IS NULL GROUP BY 1
"""
_JOBS = """
SELECT CASE status WHEN 'todo' THEN 'waiting' WHEN 'doing' THEN 'running' ELSE 'dead' END AS state,
    task_name AS task, count(*) AS number
FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2
"""
_WEBHOOKS = """
SELECT w.name AS webhook, state, count(*) AS number
FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook
WHERE state IN ('waiting', 'dead') GROUP BY 1, 2
"""
_PURGES = "SELECT count(*) AS number FROM purge"
_SERVER = """
SELECT (SELECT sum(numbackends) FROM pg_stat_database)::int AS used,
    current_setting('max_connections')::int AS most, pg_database_size(current_database()) AS bytes
"""
Rows = Sequence[Mapping[str, object]]


class Stock:
    """The last count."""

    def __init__(self) -> None:
        self.counted: list[Metric] = []
        self.at = float("-inf")
        self.counting = asyncio.Lock()

    async def metrics(self) -> list[Metric]:
        """What the database holds, as it was at most `KEPT_SECONDS` ago."""
        async with self.counting:
            if monotonic() - self.at > KEPT_SECONDS:
                self.counted = await _count()
                self.at = monotonic()
        return self.counted


async def _count() -> list[Metric]:
    found: list[Metric] = []
    answers = True
    # One limit for all: who scrapes waits ten seconds, and is to hear of a database that hangs.
    end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    for count in (_server, _jobs, _mail, _webhooks, _publications, _translations):
        try:
            async with asyncio.timeout_at(end):
                found += await count()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            answers = answers and count is not _server
    up = GaugeMetricFamily("klankbord_database_up", "Whether the database answers.", float(answers))
    return [up, *found]


def _family(
    name: str, about: str, labels: Sequence[str], rows: Iterable[Mapping[str, object]]
) -> Metric:
    family = GaugeMetricFamily(name, about, labels=labels)
    for row in rows:
        family.add_metric([str(row[label]) for label in labels], float(str(row["number"])))
    return family


async def _server() -> list[Metric]:
    row = (await fetch(_SERVER))[0]
    return [
        GaugeMetricFamily("klankbord_database_connections", "Connections of all.", row["used"]),
        GaugeMetricFamily(
            "klankbord_database_connections_most", "And how many may be.", row["most"]
        ),
        GaugeMetricFamily("klankbord_database_bytes", "Size of the database.", row["bytes"]),
    ]


async def _publications() -> list[Metric]:
    about = "Publications that the public reads."
    planned = (await fetch(_PLANNED))[0]["number"]
    return [
        _family(
            "klankbord_publications",
            about,
            ["content_type", "locale"],
            await fetch(_PUBLICATIONS),
        ),
        GaugeMetricFamily("klankbord_publications_planned", "Those that are to come.", planned),
    ]


async def _translations() -> list[Metric]:
    work = await workload(system("metrics"), Wanted(stages=(*Stage,)), most=1)
    rows: dict[tuple[str, str], int] = {}
    for one in work.types:
        if one.locale:
            rows[one.locale, one.stage] = rows.get((one.locale, one.stage), 0) + one.messages
    listed = [{"locale": at[0], "stage": at[1], "number": number} for at, number in rows.items()]
    about = "Texts of content by how far their translation is."
    return [_family("klankbord_translations", about, ["locale", "stage"], listed)]


async def _mail() -> list[Metric]:
    return [_family("klankbord_mail", "Letters not sent.", ["state"], await fetch(_MAIL))]


async def _jobs() -> list[Metric]:
    queue = await standing()
    return [
        _family("klankbord_jobs", "Jobs in the queue.", ["task", "state"], await fetch(_JOBS)),
        GaugeMetricFamily(
            "klankbord_jobs_late_seconds", "How long the oldest is due.", queue.late_seconds
        ),
        GaugeMetricFamily("klankbord_workers", "Processes that do jobs.", queue.workers),
    ]


async def _webhooks() -> list[Metric]:
    return [
        _family(
            "klankbord_webhook_deliveries",
            "Deliveries that were not taken.",
            ["webhook", "state"],
            await fetch(_WEBHOOKS),
        ),
        _family(
            "klankbord_purges", "What the cache in front is to forget.", [], await fetch(_PURGES)
        ),
    ]
