"""What came from outside and waits for somebody: how much of it, for whoever may decide."""

from collections.abc import Mapping

from cms.access.actors import Actor
from cms.access.permissions import allowed_filter, may
from cms.access.roles import Permission
from cms.community.comments import authorised as comments
from cms.community.comments.comment import CommentState
from cms.database.engine import fetch

_REPORTS = "SELECT count(*) AS number FROM report WHERE state = 'waiting' AND {allowed}"
_NETWORK = """
SELECT (SELECT count(*) FROM speaker_request
        WHERE state = 'waiting' OR state = 'asked' AND deadline < now()) AS requests,
    (SELECT count(*) FROM speaker_offer WHERE state = 'waiting') AS offers,
    (SELECT count(*) FROM proposal WHERE state = 'waiting') AS proposals
"""


async def waiting(actor: Actor) -> Mapping[str, int]:
    """How many comments, reports, requests, offers and proposals the actor may decide on now.

    What nobody waits for is left out. A request waits to be looked at, or to be bundled once nobody
    can answer it any more.
    """
    found = {
        "comments": (await comments.counts(actor)).get(CommentState.PENDING, 0),
        "reports": await _reports(actor),
    }
    if await may(actor, Permission.REVIEW):
        found |= (await fetch(_NETWORK))[0]
    return {name: number for name, number in found.items() if number}


async def _reports(actor: Actor) -> int:
    condition = allowed_filter(actor, Permission.PUBLISH, "session")
    sql = _REPORTS.format(allowed=condition.numbered(1))
    number: int = (await fetch(sql, *condition.values))[0]["number"]
    return number
