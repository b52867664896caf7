"""How uvicorn serves us, as decision 43 measured it."""

from typing import Any

import uvicorn
from starlette.types import ASGIApp

from cms.http.boundary import marks
from cms.operation.ending import FINISH_SECONDS
from cms.schema.live.websocket import LARGEST_MESSAGE
from cms.settings import Settings

MOST_AT_ONCE = 200
MOST_OPEN = 1_000
"""Connections that wait for events, beside those that wait for an answer."""
SERVER: dict[str, Any] = {
    "loop": "uvloop",
    "http": "cms.commands.heads:BoundedHeads",
    "log_config": None,
    "server_header": False,
    "access_log": False,
    "timeout_graceful_shutdown": FINISH_SECONDS,
    "limit_concurrency": MOST_AT_ONCE + MOST_OPEN,
    "ws": "wsproto",
    "ws_max_size": LARGEST_MESSAGE,
    "ws_per_message_deflate": False,
}


def configured(app: ASGIApp, settings: Settings, **other: Any) -> uvicorn.Config:
    """For an application behind the boundary; ``other`` options as uvicorn has them.

    What uvicorn refuses by itself says how safe it is too: those headers are only for that. Whom a request
    comes from is believed of the proxies alone.
    """
    headers = [(name.decode(), value.decode()) for name, value in marks(settings)]
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        headers=headers,
        forwarded_allow_ips=list(settings.proxies),
        **SERVER | other,
    )
