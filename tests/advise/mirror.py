"""A server of advisories that breaks off, and notes what it was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Mirror:
    """A server of files; it breaks off after ``cut`` bytes once, and notes what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    cut: int = 0
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        headers = request.headers
        path = request.path.partition("?")[0]
        self.asked.append((path, headers.get("Range", ""), headers.get("If-None-Match", "")))
        body = self.files.get(path)
        if body is None:
            request.send_error(404)
            return
        etag = f'"{hash(body)}"'
        if headers.get("If-None-Match") == etag:
            request.send_response(304)
            request.end_headers()
            return
        start = int(headers["Range"][6:-1]) if headers.get("If-Range") == etag else 0
        request.send_response(206 if start else 200)
        request.send_header("ETag", etag)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        request.send_header("Content-Length", str(len(body) - start))
        request.end_headers()
        end, self.cut = (start + self.cut if self.cut else len(body)), 0
        request.wfile.write(body[start:end])


@contextmanager
def serving(mirror: Mirror) -> Iterator[Mirror]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            mirror.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    mirror.url = f"http://127.0.0.1:{server.server_port}/osv"
    try:
        yield mirror
    finally:
        server.shutdown()
        server.server_close()
