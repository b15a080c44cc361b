"""What an OpenID Connect issuer publishes: where it is asked, and the keys that its tokens are signed with."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from httpx2 import AsyncClient, HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bartizan.model import BartizanError

_SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key pair: none, and those by a shared secret, are refused."""
_SECONDS = 10.0
_MOST_BYTES = 1 << 20
KEYS_AT_MOST_EVERY = 30.0


class SignInError(BartizanError):
    """A sign-in, or a token, that came to nothing; the message is for the log, not for who signs in."""


class IssuerKeys:
    """The metadata and keys of one issuer, read on use and kept.

    Keys are read again for a token that they do not hold for, at most every ``pause`` seconds. ``needed`` are the
    addresses that the metadata must name.
    """

    def __init__(self, issuer: str, needed: Sequence[str] = (), pause: float = KEYS_AT_MOST_EVERY) -> None:
        self.issuer = issuer
        self._needed = (*needed, "jwks_uri")
        self._pause = pause
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    async def claims(self, token: str, registry: jwt.JWTClaimsRegistry) -> Mapping[str, Any]:
        """Return the claims of a token that is signed by the issuer and that a registry finds valid.

        Raises:
            SignInError: it is not, or the issuer does not answer.
        """
        try:
            return await self._valid(token, registry, anew=False)
        except (JoseError, ValueError):
            pass
        try:  # keys are rotated: those that are published now are tried once
            return await self._valid(token, registry, anew=True)
        except (JoseError, ValueError) as error:
            raise SignInError(f"the token does not hold: {type(error).__name__}") from error

    async def _valid(self, token: str, registry: jwt.JWTClaimsRegistry, *, anew: bool) -> Mapping[str, Any]:
        claims = jwt.decode(token, await self._key_set(anew=anew), algorithms=_SIGNED_BY).claims
        registry.validate(claims)
        return claims

    async def metadata(self) -> dict[str, Any]:
        """Return what the issuer says of itself.

        Raises:
            SignInError: it cannot be read, or is another's.
        """
        if not self._metadata:
            found = await _fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise SignInError(f"{self.issuer} describes another issuer")
            if not all(isinstance(found.get(name), str) for name in self._needed):
                raise SignInError(f"{self.issuer} does not say where to sign in")
            self._metadata = found
        return self._metadata

    async def _key_set(self, *, anew: bool) -> KeySet:
        is_old = time.monotonic() - self._keys_at > self._pause
        if self._keys is None or (anew and is_old):
            self._keys = KeySet.import_key_set(await _fetch((await self.metadata())["jwks_uri"]))  # type: ignore[arg-type]
            self._keys_at = time.monotonic()
        return self._keys


async def _fetch(address: str) -> dict[str, Any]:
    try:
        async with AsyncClient(timeout=_SECONDS) as client:
            answer = await client.get(address)
        answer.raise_for_status()
        found = answer.json() if len(answer.content) <= _MOST_BYTES else None
    except (HTTPError, ValueError) as error:
        raise SignInError(f"{address} cannot be read: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise SignInError(f"{address} answers no object")
    return found
