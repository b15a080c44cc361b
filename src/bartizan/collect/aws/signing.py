"""Signed requests: botocore's Signature Version 4, without the work it repeats for every request."""

import hmac
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from botocore.auth import EMPTY_SHA256_HASH, S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest, create_request_object, prepare_request_dict
from botocore.credentials import ReadOnlyCredentials
from yarl import URL

from bartizan import __version__
from bartizan.collect.aws.endpoint import Endpoint

_AGENT = f"bartizan/{__version__}"


@dataclass(frozen=True)
class SignedRequest:
    """A request that is ready to send."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None


def signed(description: dict[str, Any], endpoint: Endpoint, credentials: ReadOnlyCredentials) -> SignedRequest:
    """Return the request that botocore's request dictionary describes, signed for an endpoint.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
    """
    # With the host among the headers, botocore need not work it out of the URL again and again.
    description["headers"]["Host"] = _host(endpoint.url)
    prepare_request_dict(description, endpoint.url, context={}, user_agent=_AGENT)
    request = create_request_object(description)
    signer = _S3Signer if endpoint.signing_name == "s3" else _Signer
    signer(credentials, endpoint.signing_name, endpoint.signing_region).add_auth(request)
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}
    return SignedRequest(request.method, request.url, headers, request.body if request.data else None)


class _Signer(SigV4Auth):  # type: ignore[misc]  # botocore is untyped
    def payload(self, request: AWSRequest) -> str:
        """Return the hash of the body; a question without one need not be prepared to know it."""
        return str(super().payload(request)) if request.data else EMPTY_SHA256_HASH

    def signature(self, string_to_sign: str, request: AWSRequest) -> str:
        """Return the signature, with a key that stays the same for a day, a region and a service."""
        date = request.context["timestamp"][:8]
        key = _signing_key(self.credentials.secret_key, date, self._region_name, self._service_name)
        return hmac.new(key, string_to_sign.encode(), sha256).hexdigest()


class _S3Signer(_Signer, S3SigV4Auth):  # type: ignore[misc]  # botocore is untyped
    pass


@lru_cache(maxsize=256)
def _signing_key(secret: str, *scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (*scope, "aws4_request"):
        key = hmac.new(key, part.encode(), sha256).digest()
    return key


@cache
def _host(url: str) -> str:
    """Return the host as it is signed and sent: with its port unless it is the scheme's own."""
    parts = URL(url)
    host = f"[{parts.host}]" if ":" in (parts.host or "") else str(parts.host)
    return host if parts.is_default_port() else f"{host}:{parts.port}"
