"""Spans for a collector that speaks OTLP over HTTP."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from time import time_ns

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from cms.errors import REQUEST

SEND_SECONDS = 1.0
LONGEST_STATEMENT = 500
_KINDS = {"server": SpanKind.SERVER, "internal": SpanKind.INTERNAL}
# A collector that is away is told of by a line for each batch otherwise.
logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)


def exporter(address: str, share: int) -> "Exporter":
    """What sends ``share`` percent of all traces to the collector at an address."""
    return Exporter(address, share)


class Exporter:
    """Spans, sent in batches by a thread of their own."""

    def __init__(self, address: str, share: int) -> None:
        self.provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(share / 100)),
            resource=Resource.create({"service.name": "klankbord"}),
            shutdown_on_exit=False,
        )
        sending = OTLPSpanExporter(endpoint=address, timeout=SEND_SECONDS)
        self.provider.add_span_processor(BatchSpanProcessor(sending))
        self.tracer = self.provider.get_tracer("klankbord")
        self.propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(
        self, name: str, kind: str, told: Mapping[str, str | int], parent: str = ""
    ) -> Iterator[None]:
        """Around what is done."""
        above = self.propagator.extract({"traceparent": parent}) if parent else None
        number = REQUEST.get()
        about = {**told, **({"klankbord.request": number} if number else {})}
        begun = self.tracer.start_as_current_span(
            name,
            context=above,
            kind=_KINDS[kind],
            attributes=about,
            record_exception=False,  # its text may hold values
            set_status_on_exception=False,
        )
        with begun as made:
            try:
                yield
            except BaseException as error:
                made.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    def statement(self, sql: str, seconds: float, *, failed: bool) -> None:
        """A statement that has just ended, within the span that made it; alone it is not told."""
        if not trace.get_current_span().get_span_context().is_valid:
            return
        now = time_ns()
        text = " ".join(sql.split())[:LONGEST_STATEMENT]
        made = self.tracer.start_span(
            text.partition(" ")[0].upper(),
            kind=SpanKind.CLIENT,
            start_time=now - int(seconds * 1e9),
            attributes={"db.system.name": "postgresql", "db.query.text": text},
        )
        if failed:
            made.set_status(Status(StatusCode.ERROR))
        made.end(now)

    def parent(self) -> str:
        """The present span, for another process."""
        carried: dict[str, str] = {}
        self.propagator.inject(carried)
        return carried.get("traceparent", "")

    def stop(self, seconds: float) -> None:
        """Send what is left; a collector that does not answer is not waited for."""
        last = Thread(target=self.provider.force_flush, args=(int(seconds * 1_000),), daemon=True)
        last.start()
        last.join(seconds)
