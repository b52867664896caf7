"""What a process answered: numbers that the common answer only adds to."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds."""
KINDS = (
    "graphql",
    "admin",
    "forms",
    "media",
    "feeds",
    "calendars",
    "texts",
    "open-data",
    "healthz",
    "readyz",
)
"""The first parts of addresses that are told apart; all others are ``other``."""
_KINDS = {f"/{kind}": kind for kind in KINDS}


def kind_of(path: str) -> str:
    """Which part of the site a path belongs to."""
    end = path.find("/", 1)
    return _KINDS.get(path[:end] if end > 0 else path, "other")


@dataclass
class Kind:
    """Answers of one kind: how many by status, in which time, and how long all of them took."""

    statuses: dict[int, int] = field(default_factory=dict)
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0


class Traffic:
    """All that this process answered since it started. A collector of figures."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind] = {}

    def add(self, path: str, status: int, seconds: float) -> None:
        """One more answer; ``seconds`` until it began."""
        kind = _KINDS.get(path) or kind_of(path)
        found = self.kinds.get(kind)
        if found is None:
            found = self.kinds[kind] = Kind()
        found.statuses[status] = found.statuses.get(status, 0) + 1
        found.buckets[bisect_left(BUCKETS, seconds)] += 1
        found.seconds += seconds

    def collect(self) -> Iterator[Metric]:
        """The figures."""
        requests = CounterMetricFamily(
            "klankbord_requests", "Requests answered.", labels=["kind", "status"]
        )
        seconds = HistogramMetricFamily(
            "klankbord_request_seconds", "Time until an answer began.", labels=["kind"]
        )
        for name, kind in self.kinds.items():
            for status, number in kind.statuses.items():
                requests.add_metric([name, str(status)], number)
            seconds.add_metric([name], _cumulative(kind.buckets), kind.seconds)
        yield requests
        yield seconds


def _cumulative(buckets: list[int]) -> list[tuple[str, float]]:
    total, found = 0, []
    for bound, number in zip((*map(str, BUCKETS), "+Inf"), buckets, strict=True):
        total += number
        found.append((bound, float(total)))
    return found
