"""Traces over a real receiver of OTLP: the stages of a scan, requests and notifications; none where it is not named."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from httpx2 import Client
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bartizan.base.tracing import ENDPOINTS
from bartizan.model import now
from bartizan.state import State
from bartizan.state.notify.nouns import Notice, NotificationRule
from bartizan.state.notify.outbox import put
from bartizan.state.notify.rules import add_notification_rule
from bartizan_demo.process import Estate
from tests.listening import listening
from tests.notify.sinks import WebhookSink, webhook_sink
from tests.service.changed_azure import serving

STAGES = {"scan", "collect", "load", "match packages", "make tables", "assess", "graph", "weigh risk", "write snapshot"}


@dataclass
class Collector:
    """A receiver of OTLP over HTTP and what it got."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    def spans(self) -> dict[str, list[dict[str, str]]]:
        """Return the attributes of each span, by its name."""
        found: dict[str, list[dict[str, str]]] = {}
        for body in self.bodies:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                assert "service.name" in {each.key for each in resource.resource.attributes}
                for each in (each for scope in resource.scope_spans for each in scope.spans):
                    said = {a.key: a.value.string_value or str(a.value.int_value) for a in each.attributes}
                    found.setdefault(each.name, []).append(said)
        return found


@contextmanager
def collector() -> Iterator[Collector]:
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            found.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as found.url:
        yield found


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collector() as found:
        monkeypatch.setenv(ENDPOINTS[0], found.url)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        yield found


def scan(home: Path, estate: Estate) -> None:
    arguments = ["--endpoint-url", estate.aws, "--role-arn", estate.role_arns[0], "--region", "eu-west-1"]
    command = [
        sys.executable,
        "-m",
        "bartizan",
        "scan",
        "--aws",
        *arguments,
        "--quota-share",
        "off",
        "--home",
        str(home),
    ]
    done = subprocess.run(
        command, env={**os.environ, **estate.environ}, capture_output=True, text=True, check=False, timeout=180
    )
    assert done.returncode in (0, 3), done.stderr


@contextmanager
def noticed(home: Path) -> Iterator[WebhookSink]:
    """Give a receiver that somebody is to be notified at."""
    with webhook_sink() as sink:
        rule = NotificationRule("all", "webhook", sink.url, "test", now(), allows_private=True)
        state = State(home)
        add_notification_rule(state, "default", rule)
        with state.transaction() as session:
            put(session, "default", rule, [Notice("finding", "one", "", "It is open")], now())
        yield sink


@pytest.mark.slow
def test_a_scan_and_a_request_are_traced_and_no_secret_is(estate: Estate, tmp_path: Path, receiver: Collector) -> None:
    scan(tmp_path, estate)
    found = receiver.spans()
    assert found.keys() >= STAGES
    assert found["scan"][0]["bartizan.directory"] == "default"
    token, key = "t" * 40, "k" * 40
    with (
        noticed(tmp_path) as sink,
        serving(tmp_path, estate) as (address, _),
        Client(headers={"Authorization": f"Bearer {token}"}) as client,
    ):
        assert client.get(f"{address}/api/v1/resources", params={"q": key}).status_code == 200
        assert client.post(f"{address}/api/v1/event-grid/c-{key[:8]}", params={"key": key}).status_code == 401
        deadline = time.monotonic() + 60
        while not sink.received and time.monotonic() < deadline:
            time.sleep(0.1)
    found = receiver.spans()
    answered = {(each["http.route"], each["http.response.status_code"]) for each in found["request"]}
    assert {("/resources", "200"), ("/event-grid/{connector}", "401")} <= answered
    assert [each["bartizan.receiver"] for each in found["notify"]] == ["webhook"]
    sent = b"".join(receiver.bodies)
    secrets = [token, key, key[:8], *estate.environ.values(), *estate.accounts]
    assert [each for each in secrets if each.encode() in sent and each != "true"] == []


def test_nothing_of_it_is_imported_where_no_receiver_is_named() -> None:
    code = (
        "import sys; from bartizan.base.steps import step\n"
        "with step('load'): pass\n"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
