"""An OpenID Connect provider over HTTP that tells the truth, or lies in the way a test asks for."""

import asyncio
import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT = "bartizan"


class Provider:
    """The provider's state: ``claims`` are added to each token, ``lie`` names what is wrong with it."""

    def __init__(self) -> None:
        self.address = ""
        self.signing = self.published_key = self._new_key()
        self.claims: dict[str, Any] = {"sub": "7", "name": "Team Shop", "email": "shop@example.com"}
        self.lie = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.fetched: list[str] = []

    @staticmethod
    def _new_key() -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"}, private=True)

    def rotate(self) -> None:
        self.signing = self.published_key = self._new_key()

    def visit(self, address: str) -> dict[str, str]:
        """Do what a browser does at the provider: return the query it is sent back with."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.codes[code] = query
        return {"code": code, "state": query["state"]}

    async def configuration(self, _: web.Request) -> web.Response:
        self.fetched.append("configuration")
        address = "https://elsewhere.example" if self.lie == "issuer" else self.address
        return web.json_response(
            {
                "issuer": address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
            }
        )

    async def published(self, _: web.Request) -> web.Response:
        self.fetched.append("keys")
        return web.json_response({"keys": [self.published_key.as_dict(private=False)]})

    async def authorize(self, request: web.Request) -> web.Response:
        """Send a browser back at once, as of somebody who is signed in there."""
        query = urlencode(self.visit(str(request.url)))
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{query}")

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = self.codes.pop(str(form.get("code")), None)
        verifier = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge:
            return web.json_response({"error": "invalid_grant"}, status=400)
        if self.lie == "html":
            return web.Response(text="<html>", content_type="text/html")
        answer = {"access_token": secrets.token_hex(8), "token_type": "Bearer"}
        return web.json_response(answer if self.lie == "no_token" else answer | {"id_token": self._signed(asked)})

    def _signed(self, asked: dict[str, str]) -> str:
        at = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": at,
            "exp": at + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        lies: dict[str, dict[str, Any]] = {
            "audience": {"aud": "another"},
            "audiences": {"aud": [CLIENT, "another"], "azp": "another"},
            "expired": {"exp": at - 3600},
            "future": {"iat": at + 3600},
            "nonce": {"nonce": "of another sign-in"},
            "token_issuer": {"iss": "https://elsewhere.example"},
            "no_subject": {"sub": None},
        }
        claims |= lies.get(self.lie, {})
        if self.lie == "unsigned":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        if self.lie == "shared_secret":
            key = OctKey.import_key(self.signing.as_pem(private=False))
            return jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"])
        if self.lie == "own_key":
            return jwt.encode({"alg": "ES256", "kid": self.signing.kid}, claims, ECKey.generate_key("P-256"))
        return jwt.encode({"alg": "RS256", "kid": self.signing.kid}, claims, self.signing)


@asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    """Serve a provider on a free port of loopback while the block runs."""
    served, app = Provider(), web.Application()
    app.add_routes(
        [
            web.get("/.well-known/openid-configuration", served.configuration),
            web.get("/keys", served.published),
            web.get("/authorize", served.authorize),
            web.post("/token", served.token),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield served
    finally:
        await runner.cleanup()


@contextmanager
def provider_beside() -> Iterator[Provider]:
    """Serve a provider in a thread while the block runs: for tests that wait for a browser."""
    loop, serving = asyncio.new_event_loop(), provider()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result(30)
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
