"""Over TLS a receiver proves that it is the host of the URL, though the connection goes to the address."""

import datetime
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bartizan.notify.destination import Destination
from bartizan.notify.post import PostError, post


def certificate(folder: Path, host: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    at = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), at - day, at + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / "receiver.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *form)
    )
    return file


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
