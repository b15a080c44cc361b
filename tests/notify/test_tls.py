"""Over TLS a receiver proves that it is the host of the URL, though the connection goes to the address."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bartizan.notify.destination import Destination
from bartizan.notify.post import PostError, post
from tests.certificate import certificate


def test_only_the_host_itself_is_sent_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, received = certificate(tmp_path, "receiver.example"), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        port = server.server_address[1]
        with pytest.raises(PostError, match="TLS"):  # it is signed by nobody known
            post(Destination("receiver.example", port, "/", True, "127.0.0.1"), b"{}", {})
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        post(Destination("receiver.example", port, "/", True, "127.0.0.1"), b"{}", {})
        with pytest.raises(PostError, match="TLS"):
            post(Destination("another.example", port, "/", True, "127.0.0.1"), b"{}", {})
        server.shutdown()
    assert received == [b"{}"]
