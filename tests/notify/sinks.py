"""Receivers on loopback: one that takes posts and one that takes e-mail, each as it is set to answer."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import orjson

from tests.listening import listening


@dataclass
class Posted:
    """A request that was received."""

    path: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.content)


@dataclass
class WebhookSink:
    """What was received, and how it is answered: a status and headers. ``url`` is where it listens."""

    url: str = ""
    status: int = 200
    answer: dict[str, str] = field(default_factory=dict)
    received: list[Posted] = field(default_factory=list)
    hangs: threading.Event = field(default_factory=threading.Event)
    """Set: it takes what comes and never answers."""
    fails_after: int | None = None
    """How many more are answered well, before all others are answered 500."""


@contextmanager
def webhook_sink() -> Iterator[WebhookSink]:
    sink = WebhookSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            content = self.rfile.read(length)
            if len(content) < length:  # the sender was killed halfway: nothing was received
                return
            sink.received.append(Posted(self.path, dict(self.headers.items()), content))
            if sink.hangs.is_set():
                self.wfile.write(b"HTTP/1.1 2")  # and no more
                self.wfile.flush()
                self.rfile.read(1)
                return
            status = sink.status
            if sink.fails_after is not None:
                status, sink.fails_after = (status, sink.fails_after - 1) if sink.fails_after else (500, 0)
            self.send_response(status)
            for name, value in {"Content-Length": "0", **sink.answer}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as sink.url:
        yield sink


@dataclass
class MailSink:
    """What was received as e-mail, and how recipients are answered."""

    port: int = 0
    answer: bytes = b"250 OK\r\n"
    received: list[bytes] = field(default_factory=list)


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    sink = MailSink()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 sink ready\r\n")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    sink.received.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(
                    sink.answer if word == b"RCPT" else b"221 bye\r\n" if word == b"QUIT" else b"250 OK\r\n"
                )
                if word == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield sink
        server.shutdown()
