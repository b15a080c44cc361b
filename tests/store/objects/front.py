"""What stands in front of an object store and spoils what goes through it: it stops, refuses, cuts or alters."""

import http.client
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

_HOP = ("connection", "transfer-encoding", "content-length", "keep-alive")


@dataclass
class Front:
    """Passes requests on to ``target`` (host:port). Counts are of objects written since ``reset``."""

    target: str
    stops_after: int | None = None
    """Objects that are written before the next one hangs."""
    keeps: str = ""
    """The end of the names of objects whose readers hang."""
    refuses: str = ""
    """The method that is answered with 403."""
    fails: int = 0
    """Requests that are answered with 503 before one is passed on."""
    spoils: str = ""
    """The end of the names of objects that are read with a byte changed."""
    cuts: str = ""
    """The end of the names of objects whose second half is missing."""
    puts: int = 0
    held: int = 0
    """Requests that hang, or did and did not arrive yet."""
    seen: list[str] = field(default_factory=list)
    hangs: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def go_on(self) -> None:
        """Let what hangs arrive, and wait for it."""
        self.stops_after, self.keeps = None, ""
        self.goes_on.set()
        while self.held:
            time.sleep(0.01)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        return type("FrontHandler", (_FrontHandler,), {"front": self})


class _FrontHandler(BaseHTTPRequestHandler):
    front: Front
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):  # who asked was killed
            super().handle()

    def do_GET(self) -> None:
        self._pass_on()

    def do_HEAD(self) -> None:
        self._pass_on()

    def do_PUT(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_DELETE(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        front, body = self.front, self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with front.lock:
            front.seen.append(f"{self.command} {self.path}")
            front.puts += self.command == "PUT"
            is_stopped = self.command == "PUT" and front.stops_after is not None and front.puts > front.stops_after
            path = self.path.partition("?")[0]
            is_stopped |= self.command == "GET" and bool(front.keeps) and path.endswith(front.keeps)
            is_failed, front.fails = front.fails > 0, max(0, front.fails - 1)
        if is_stopped:
            with front.lock:
                front.held += 1
            front.hangs.set()
            front.goes_on.wait(60)
        if is_failed:
            self._send(503, {}, b"<Error><Code>ServerBusy</Code></Error>")
        elif self.command == front.refuses:
            self._send(403, {}, b"<Error><Code>AccessDenied</Code></Error>")
        else:
            answer = self._answer(body)
            with front.lock:
                front.held -= is_stopped
            self._send(*answer)

    def _answer(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        host, _, port = self.front.target.partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
        if self.command == "HEAD":
            kept["Content-Length"] = answer.headers.get("Content-Length", "0")
        path = self.path.partition("?")[0]
        if self.command == "GET" and self.front.spoils and path.endswith(self.front.spoils):
            said = said[:-1] + bytes([said[-1] ^ 1])
        if self.command == "GET" and self.front.cuts and path.endswith(self.front.cuts):
            said = said[: len(said) // 2]
            kept.pop("Content-Range", None)
        return answer.status, kept, said

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
