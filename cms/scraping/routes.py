"""`/metrics`: for who may read it, by address or by token; for all others it is not there."""

import hmac
from ipaddress import ip_address, ip_network

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cms.scraping.process import Process
from cms.scraping.siblings import Siblings, exposed, joined
from cms.scraping.stock import Stock
from cms.settings import Settings

PATH = "/metrics"
_OF_PROXIES = ("x-forwarded-for", "x-real-ip", "forwarded", "via")


def metrics_route(settings: Settings, process: Process) -> Route:
    """The route: figures of this process, of its siblings, and of the database."""
    stock = Stock()
    siblings = Siblings(settings.var / "metrics")

    async def metrics(request: Request) -> Response:
        if not may_read(settings, request):
            raise HTTPException(404)
        found = joined(siblings.taken(process), siblings.others(), await stock.metrics())
        return Response(
            exposed(found),
            media_type=CONTENT_TYPE_PLAIN_0_0_4,
            headers={"Cache-Control": "no-store"},
        )

    return Route(PATH, metrics)


def may_read(settings: Settings, request: Request) -> bool:
    """Whether a request may read the figures.

    Behind a proxy every visitor comes from its address: what came through one needs the token.
    """
    given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    if settings.metrics_token and hmac.compare_digest(given, settings.metrics_token.encode()):
        return True
    if request.client is None or any(name in request.headers for name in _OF_PROXIES):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:  # of a socket in the file system
        return False
    networks = () if settings.metrics_from == "none" else settings.metrics_from.split(",")
    return any(address in ip_network(one.strip()) for one in networks)
