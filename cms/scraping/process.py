"""The figures of what a process keeps: its answers, its connections, its streams."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import time

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector

from cms.database.engine import engine, readers, replicas
from cms.delivery.hot.cache import Cache
from cms.http.line import Line
from cms.operation.metrics import registry
from cms.publishing.feed import Feed
from cms.schema.live.streams import Streams

_system = ProcessCollector(namespace="klankbord", registry=None)


class Process:
    """What every process has that is worth watching. A collector of figures."""

    def collect(self) -> Iterator[Metric]:
        """All figures of this process."""
        yield from registry.collect()
        yield from _system.collect()
        yield from _connections()
        yield GaugeMetricFamily("klankbord_scraped_at", "When these figures were taken.", time())


@dataclass(frozen=True)
class Serving(Process):
    """The same of a process that answers."""

    cache: Cache
    feed: Feed
    streams: Streams
    line: Line

    def collect(self) -> Iterator[Metric]:
        """All figures of this process."""
        yield from super().collect()
        yield from self._cache()
        yield from self._line()
        yield from _replicas()
        yield GaugeMetricFamily(
            "klankbord_feed_live", "Whether this process hears all changes.", float(self.feed.live)
        )
        yield GaugeMetricFamily(
            "klankbord_streams", "Clients that are told events.", len(self.streams.listeners)
        )

    def _line(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "klankbord_line_busy", "Questions of nobody in particular under way.", self.line.busy
        )
        yield CounterMetricFamily(
            "klankbord_turned_away",
            "Questions refused because too much was asked.",
            self.line.turned_away,
        )

    def _cache(self) -> Iterator[Metric]:
        store = self.cache.store
        yield GaugeMetricFamily("klankbord_cache_answers", "Answers that are kept.", len(store))
        yield GaugeMetricFamily("klankbord_cache_bytes", "Bytes of these answers.", store.bytes)
        yield CounterMetricFamily(
            "klankbord_cache_hits", "Answers sent from the cache.", self.cache.found
        )
        yield CounterMetricFamily(
            "klankbord_cache_misses",
            "Answers that might have been, and were made.",
            self.cache.missed,
        )
        yield CounterMetricFamily(
            "klankbord_cache_dropped", "Answers dropped because of a change.", store.dropped
        )


def _replicas() -> Iterator[Metric]:
    counts = replicas.counts
    answered = CounterMetricFamily(
        "klankbord_replica_reads",
        "Statements of the public, by who answered; failed ones the primary answered too.",
        labels=["by"],
    )
    follows = GaugeMetricFamily(
        "klankbord_replica_follows", "Whether a replica may be asked.", labels=["replica", "state"]
    )
    behind = GaugeMetricFamily(
        "klankbord_replica_behind_bytes", "How much it lacks of the log.", labels=["replica"]
    )
    for by in ("replica", "primary", "failed"):
        answered.add_metric([by], getattr(counts, by))
    for number, one in enumerate(replicas.every, 1):
        follows.add_metric([f"{number} {one.name}", one.state], float(one.state == "follows"))
        if one.behind is not None:
            behind.add_metric([f"{number} {one.name}"], one.behind)
    yield from (answered, follows, behind)


def _connections() -> Iterator[Metric]:
    held = GaugeMetricFamily(
        "klankbord_connections", "Connections to the database by state.", labels=["state"]
    )
    pool = engine.pool
    if pool:
        held.add_metric(["idle"], pool.get_idle_size())
        held.add_metric(["used"], pool.get_size() - pool.get_idle_size())
    held.add_metric(["reading_idle"], len(readers.idle))
    yield held
    yield GaugeMetricFamily(
        "klankbord_connections_most",
        "Connections that the pool may have.",
        pool.get_max_size() if pool else 0,
    )
