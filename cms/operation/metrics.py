"""The figures of this process. Whoever counts something declares it here, or in ``registry``."""

from prometheus_client import CollectorRegistry, Counter, disable_created_metrics

from cms.operation.traffic import Traffic

disable_created_metrics()  # type: ignore[no-untyped-call]
registry = CollectorRegistry()
traffic = Traffic()
registry.register(traffic)

COST = Counter(
    "klankbord_graphql_cost",
    "Points of cost that GraphQL operations were charged.",
    registry=registry,
)
OVER_BUDGET = Counter(
    "klankbord_graphql_over_budget",
    "Requests refused because their client had asked too much.",
    registry=registry,
)
ATTEMPTS = Counter(
    "klankbord_webhook_attempts",
    "Attempts to deliver to a webhook: taken, refused with another status, or failed without one.",
    ["result"],
    registry=registry,
)
PURGE_ATTEMPTS = Counter(
    "klankbord_purge_attempts",
    "Requests to the cache in front to forget something, by the same results.",
    ["result"],
    registry=registry,
)
for _counter in (ATTEMPTS, PURGE_ATTEMPTS):
    for _result in ("taken", "refused", "failed"):
        _counter.labels(_result)  # told as 0 before the first, so that a rate begins there


def result_of(status: int | None, *, taken: bool) -> str:
    """The result of a call: ``status`` is none if nothing answered."""
    if taken:
        return "taken"
    return "failed" if status is None else "refused"
