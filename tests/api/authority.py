"""An authority of Entra ID on this machine: what one tenant publishes of itself, and the key that it signs with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from joserfc.jwk import RSAKey

from tests.listening import listening


@contextmanager
def authority(tenant: str) -> Iterator[tuple[str, RSAKey]]:
    """Give its address and its key while it listens."""
    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}, private=True)
    known = {"address": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer = f"{known['address']}/{tenant}/v2.0"
            bodies = {
                f"/{tenant}/v2.0/.well-known/openid-configuration": {"issuer": issuer, "jwks_uri": f"{issuer}/keys"},
                f"/{tenant}/v2.0/keys": {"keys": [key.as_dict(private=False)]},
            }
            body = json.dumps(bodies.get(self.path, {})).encode()
            self.send_response(200 if self.path in bodies else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as known["address"]:
        yield known["address"], key
