"""Whether a token is one that Microsoft Entra ID gives Event Grid for the application of a webhook.

Source: https://learn.microsoft.com/azure/event-grid/secure-webhook-delivery and
https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

import os
from urllib.parse import urlsplit

from joserfc import jwt

from bartizan.access.issuer_keys import IssuerKeys, SignInError
from bartizan.base.sign_in_settings import is_encrypted_or_local

_LEEWAY = 60
SENDERS = {
    "login.microsoftonline.com": "4962773b-9cdb-44cf-a8bf-237846a00ab7",
    "login.microsoftonline.us": "54316b56-3481-47f9-8f30-0300f5542a7b",
    "login.chinacloudapi.cn": "54316b56-3481-47f9-8f30-0300f5542a7b",
}
"""The application that Event Grid is in each cloud, by the host of its authority."""
_V1 = {"login.chinacloudapi.cn": "https://sts.chinacloudapi.cn/{}/"}
"""What issues tokens of version 1; elsewhere it is ``sts.windows.net``."""
AUTHORITY = "AZURE_AUTHORITY_HOST"
"""The variable by which Azure's SDKs are pointed at another authority."""


class GridTokens:
    """Checks the tokens for one application, ``TENANT/APPLICATION``: signed by its tenant, for it, given to Event Grid.

    ``authority`` is the host of Entra ID in its cloud.
    """

    def __init__(self, app: str, authority: str) -> None:
        tenant, _, self._app = app.lower().partition("/")
        base = _authority(os.environ.get(AUTHORITY, "")) or f"https://{authority}"
        v2 = f"{base}/{tenant}/v2.0"
        self._issuers = [v2, _V1.get(authority, "https://sts.windows.net/{}/").format(tenant)]
        self._sender = SENDERS[authority]
        self._keys = IssuerKeys(v2)

    async def check(self, token: str) -> None:
        """Let a token pass.

        Raises:
            SignInError: it does not hold, or was given to another.
        """
        registry = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "values": self._issuers},
            aud={"essential": True, "values": [self._app, f"api://{self._app}"]},
            exp={"essential": True},
        )
        claims = await self._keys.claims(token, registry)
        given_to = claims.get("azp") or claims.get("appid")
        if given_to != self._sender:
            raise SignInError("the token was given to another application than Event Grid")


def _authority(text: str) -> str:
    """Return an authority as a URL, empty where none is named; only on this machine it may be without TLS."""
    if not text:
        return ""
    url = (text if "://" in text else f"https://{text}").rstrip("/")
    if not is_encrypted_or_local(urlsplit(url)):
        raise SignInError(f"{AUTHORITY} is not an https address")
    return url
