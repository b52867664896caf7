"""The process that serves one application: app, port, server, loop, parser and collector are told."""

import gc
import sys
from importlib import import_module
from typing import Any

import uvicorn
import uvloop

from bench.apps import APPS
from bench.serving import HOST
from cms.commands.server import SERVER

SELDOM = (50_000, 20, 50)


def _collect(how: str) -> None:
    if "frozen" in how:
        gc.collect()
        gc.freeze()
    if "seldom" in how:
        gc.set_threshold(*SELDOM)


async def _granian(app: Any, port: int) -> None:
    """A server that is no dependency of the product: it is measured where it is installed."""
    interface = import_module("granian.constants").Interfaces.ASGI
    made = import_module("granian.server.embed").Server
    await made(app, address=HOST, port=port, interface=interface, log_enabled=False).serve()


def _main(name: str, port: str, server: str, loop: str, http: str, collector: str) -> None:
    app = APPS[name]()
    _collect(collector)
    if server == "uvicorn":
        uvicorn.run(app, host=HOST, port=int(port), **{**SERVER, "loop": loop, "http": http})
    else:
        uvloop.run(_granian(app, int(port)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
