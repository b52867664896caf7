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
