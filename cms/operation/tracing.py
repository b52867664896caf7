"""Traces: a request, the statements it made, the jobs it left. Off, which costs nothing, unless asked for.

The library is loaded by `begin` alone, by way of `cms.operation.exporting`.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import Any, Protocol

from starlette.types import Scope

from cms.settings import Settings


class Tracer(Protocol):
    """What tells a collector of spans."""

    def span(
        self, name: str, kind: str, told: Mapping[str, str | int], parent: str = ""
    ) -> AbstractContextManager[Any]:
        """Around what is done: ``parent`` is of another process, in the form of ``traceparent``."""

    def statement(self, sql: str, seconds: float, *, failed: bool) -> None:
        """A statement that has just ended."""

    def parent(self) -> str:
        """The present span as a ``traceparent``; empty outside any."""

    def stop(self, seconds: float) -> None:
        """Send what is left, for at most so long."""


STOP_SECONDS = 1.5
_NOTHING = nullcontext()
active: Tracer | None = None


def begin(settings: Settings) -> None:
    """Trace this process, if the settings say so."""
    global active  # noqa: PLW0603 - one a process, like its logs
    if settings.traces:
        exporting = import_module("cms.operation.exporting")
        active = exporting.exporter(settings.traces, settings.traces_share)


def end() -> None:
    """Trace no more. Takes at most two seconds, whatever became of the collector."""
    global active
    tracer, active = active, None
    if tracer:
        tracer.stop(STOP_SECONDS)


@contextmanager
def tracing(settings: Settings) -> Iterator[None]:
    """Trace this process while the block runs, if the settings say so."""
    begin(settings)
    try:
        yield
    finally:
        end()


def span(name: str, parent: str = "", **told: str | int) -> AbstractContextManager[Any]:
    """A part of what is traced: ``told`` says what it is about, never what clients sent."""
    return active.span(name, "internal", told, parent) if active else _NOTHING


def parent() -> str:
    """What to give along with work that is done elsewhere, so that its span hangs on this one."""
    return active.parent() if active else ""


def request(scope: Scope) -> AbstractContextManager[Any]:
    """The span of a request. Without its query string, which may hold anything."""
    if not active:
        return _NOTHING
    given = next((value for name, value in scope["headers"] if name == b"traceparent"), b"")
    told = {"http.request.method": scope["method"], "url.path": scope["path"]}
    return active.span(scope["method"], "server", told, given.decode("latin-1"))


async def watch(connection: Any) -> None:
    """Tell of each statement of a new connection, if anything is traced. Their values stay here."""
    if active:
        connection.add_query_logger(_tell)


def _tell(record: Any) -> None:
    if active:
        active.statement(record.query, record.elapsed, failed=record.exception is not None)
