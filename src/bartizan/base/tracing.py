"""Traces for OpenTelemetry: off, and nothing of it imported, unless the environment says where to send them.

Attributes are words, numbers and IDs of ours: no path, query, header, name of a resource or text of an error, any of
which may hold a secret. Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""The variables that switch traces on; the exporter reads them, and all others of its kind, by itself."""
_FLUSH_MS = 5_000
_MAKING = Lock()
"""Threads that begin to trace together share one provider: what another one held would not be sent at the end."""
_log = logging.getLogger("bartizan.tracing")


class TraceSpan:
    """What the body of a span says of it; of a span that nobody follows, nothing."""

    def __init__(self) -> None:
        self.attributes: dict[str, str | int] = {}


def is_traced() -> bool:
    """Whether traces are sent."""
    is_off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return not is_off and any(os.environ.get(name) for name in ENDPOINTS)


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[TraceSpan]:
    """Trace the body; where it fails, the class of the error is said and not its text."""
    provider, said = _provider() if is_traced() else None, TraceSpan()
    if provider is None:
        yield said
        return
    from opentelemetry.trace import Status, StatusCode

    own = {f"bartizan.{key}": value for key, value in attributes.items()}
    tracer = provider.get_tracer("bartizan")
    with tracer.start_as_current_span(
        name, attributes=own, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield said
        except BaseException as error:
            current.set_status(Status(StatusCode.ERROR))
            current.set_attribute("error.type", type(error).__name__)
            raise
        finally:
            current.set_attributes(said.attributes)


def flush() -> None:
    """Send what was not sent yet, for a process that ends by a signal."""
    provider = _provider() if is_traced() else None
    if provider is not None:
        provider.force_flush(_FLUSH_MS)


def _provider() -> "TracerProvider | None":
    """Return what makes spans and sends them from a thread of its own; what is left is sent when the process ends."""
    with _MAKING:
        return _made()


@cache
def _made() -> "TracerProvider | None":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        _log.warning("no traces: pip install 'bartizan[telemetry]' (%s is not there)", error.name)
        return None
    name = os.environ.get("OTEL_SERVICE_NAME") or "bartizan"
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
