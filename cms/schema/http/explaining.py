"""What a client wants to know of its answer beside the data: a header says it, ``extensions`` tells it."""

from collections.abc import Mapping

from starlette.requests import Request

from cms.errors import N_
from cms.schema.budgets import Account
from cms.schema.errors import BadRequest
from cms.schema.limits import Limits

HEADER = "cms-explain"
COST = "cost"
REASONS = "reasons"
KNOWN = (COST, REASONS)


def explained(request: Request) -> frozenset[str]:
    """What is to be explained. Raises `BadRequest` for what nobody can explain."""
    asked = [one.strip().lower() for one in request.headers.get(HEADER, "").split(",")]
    for one in filter(None, asked):
        if one not in KNOWN:
            raise BadRequest(
                N_("“{name}” cannot be explained: ask for {known}."),
                code="bad_argument",
                name=one[:60],
                known=", ".join(KNOWN),
            )
    return frozenset(filter(None, asked))


def cost_told(cost: int, account: Account, limits: Limits) -> Mapping[str, int]:
    """What a request costs, and what its client has left; without a budget nothing is said of that."""
    told = {"asked": cost, "limit": limits.cost}
    if account.budgets.per_second:
        told |= {"left": account.left, "perSecond": account.budgets.per_second}
    return told
