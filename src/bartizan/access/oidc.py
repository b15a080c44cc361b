"""Sign in at an OpenID Connect provider: authorization code flow with PKCE, state and nonce.

Source: https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth, https://www.rfc-editor.org/rfc/rfc9700
"""

import datetime
from collections.abc import Mapping
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from httpx2 import HTTPError
from joserfc import jwt

from bartizan.access.issuer_keys import KEYS_AT_MOST_EVERY, IssuerKeys, SignInError
from bartizan.access.secret import digest, new_secret
from bartizan.base.sign_in_settings import IssuerSettings
from bartizan.model import now
from bartizan.state import State
from bartizan.state.access.once import BegunSignIn, keep_sign_in, take_sign_in

_LIFETIME = datetime.timedelta(minutes=10)
_LEEWAY = 60
_SECONDS = 10.0


class Issuer:
    """One identity provider; what it publishes about itself is read on use and kept.

    Its keys are read again for a token that they do not hold for, at most every ``pause`` seconds.
    """

    def __init__(self, settings: IssuerSettings, pause: float = KEYS_AT_MOST_EVERY) -> None:
        self.settings = settings
        self._keys = IssuerKeys(settings.issuer, ("authorization_endpoint", "token_endpoint"), pause)

    async def begin(self, state: State, redirect_uri: str, next_: str) -> tuple[str, str]:
        """Return the address to send the browser to, and the secret that its cookie must hold when it comes back.

        Raises:
            SignInError: the provider does not say where that is.
        """
        metadata = await self._keys.metadata()
        secret, nonce, verifier = new_secret(), new_secret(), new_secret()
        async with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=secret, code_verifier=verifier, nonce=nonce
            )
        begun = BegunSignIn(self.settings.issuer, nonce, verifier, next_)
        keep_sign_in(state, digest(secret), begun, now() + _LIFETIME)
        return str(address), secret

    async def finish(
        self, state: State, redirect_uri: str, answer: Mapping[str, str], cookie: str
    ) -> tuple[Mapping[str, Any], str]:
        """Return the claims about who came back, and the path they wanted to see.

        ``answer`` is the query that the provider sent the browser back with, ``cookie`` the secret of ``begin``.

        Raises:
            SignInError: it is not the answer to a sign-in of this browser, or the provider's word does not hold.
        """
        secret = answer.get("state", "")
        begun = take_sign_in(state, digest(secret)) if secret and secret == cookie else None
        if begun is None or begun.issuer != self.settings.issuer:
            raise SignInError("no such sign-in has begun in this browser, or it is over")
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise SignInError("the answer is another issuer's (RFC 9207)")
        if "error" in answer or not answer.get("code"):
            raise SignInError(f"the issuer answers {answer.get('error', 'without a code')!r}")
        token = await self._exchange(redirect_uri, answer["code"], begun.verifier)
        return await self._claims(token, begun.nonce), begun.next

    async def _exchange(self, redirect_uri: str, code: str, verifier: str) -> str:
        metadata = await self._keys.metadata()
        try:
            async with self._client(redirect_uri) as client:
                answer = await client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=verifier)
        except (OAuthError, HTTPError, ValueError) as error:
            raise SignInError(f"the issuer gives no token: {type(error).__name__}") from error
        if not isinstance(token := answer.get("id_token"), str):
            raise SignInError("the issuer gives no ID token")
        return token

    async def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        """Return the claims of an ID token that is signed by the issuer, for us, in force and for this sign-in."""
        registry = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        claims = await self._keys.claims(token, registry)
        if claims.get("azp", self.settings.client_id) != self.settings.client_id:
            raise SignInError("the ID token was made for another client")
        return claims

    def _client(self, redirect_uri: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.settings.client_id,
            self.settings.secret() or None,
            scope=" ".join(self.settings.scopes),
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.settings.client_secret else "none",
            timeout=_SECONDS,
        )
