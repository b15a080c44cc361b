"""Signed requests: Signature Version 4 of what botocore's serializers describe, written for a scan's many calls.

botocore signs by objects that hold any request; a tenth of that work is left when it is done straight.
"""

import hmac
import re
import time
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from botocore.credentials import ReadOnlyCredentials
from botocore.utils import normalize_url_path, percent_encode_sequence
from yarl import URL

from bartizan import __version__
from bartizan.collect.aws.transport.endpoint import Endpoint

_AGENT = f"bartizan/{__version__}"
_ALGORITHM = "AWS4-HMAC-SHA256"
_EMPTY = sha256(b"").hexdigest()
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+/?|/")
"""Paths that neither normalizing nor encoding changes."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request that is ready to send."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class _Base:
    """What is the same in all requests to an endpoint: scheme and host, the path before each path, the signed host."""

    origin: str
    path: str
    host: str


def signed(description: dict[str, Any], endpoint: Endpoint, credentials: ReadOnlyCredentials) -> SignedRequest:
    """Return the request that botocore's request dictionary describes, signed for an endpoint.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    """
    base = _base(endpoint.url)
    way, _, query = str(description["url_path"]).partition("?")
    path = _joined(base.path, way)
    if description["query_string"]:
        more = percent_encode_sequence(description["query_string"])
        query = f"{query}&{more}" if query else more
    body = _body(description["body"])
    digest = sha256(body).hexdigest() if body else _EMPTY
    stamp = _stamp(int(time.time()))
    headers: dict[str, str] = {**description["headers"], "Host": base.host, "X-Amz-Date": stamp}
    if credentials.token:
        headers["X-Amz-Security-Token"] = credentials.token
    # S3 alone takes a path as it is sent; the others want it encoded once more.
    is_s3 = endpoint.signing_name == "s3"
    if is_s3:
        headers["X-Amz-Content-SHA256"] = digest
    canonical_path = path if is_s3 or _PLAIN_PATH.fullmatch(path) else quote(normalize_url_path(path), safe="/~")
    names, lines = _canonical_headers(headers)
    question = f"{description['method']}\n{canonical_path}\n{_canonical_query(query)}\n{lines}\n{names}\n{digest}"
    scope = f"{stamp[:8]}/{endpoint.signing_region}/{endpoint.signing_name}/aws4_request"
    text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{sha256(question.encode()).hexdigest()}"
    signature = hmac.digest(_signing_key(credentials.secret_key, scope), text.encode(), "sha256").hex()
    proof = f"Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    headers["Authorization"] = f"{_ALGORITHM} {proof}"
    headers["User-Agent"] = _AGENT
    url = f"{base.origin}{path}?{query}" if query else f"{base.origin}{path}"
    return SignedRequest(description["method"], url, headers, body)


def _joined(base: str, path: str) -> str:
    """Return the path below an endpoint's own, which is empty or begins with a slash and does not end with one."""
    return (base or "/") if path in {"", "/"} else base + path


def _body(body: object) -> bytes | None:
    """Return what is sent: a dictionary is a form."""
    if isinstance(body, dict):
        return urlencode(body, doseq=True).encode()
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) and body else None


def _canonical_query(query: str) -> str:
    if "&" not in query:
        return query if "=" in query or not query else f"{query}="
    pairs = sorted(pair.partition("=")[::2] for pair in query.split("&"))
    return "&".join(f"{name}={value}" for name, value in pairs)


def _canonical_headers(headers: dict[str, str]) -> tuple[str, str]:
    """Return the names of the signed headers and their lines, each of them ended."""
    values = {name.lower(): value for name, value in headers.items()}
    names = sorted(values)
    return ";".join(names), "".join([f"{name}:{' '.join(values[name].split())}\n" for name in names])


@lru_cache(maxsize=4)
def _stamp(seconds: int) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))


@lru_cache(maxsize=1024)
def _signing_key(secret: str, scope: str) -> bytes:
    """Return the key of a scope: it stays the same for a day, a region and a service."""
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@cache
def _base(url: str) -> _Base:
    """Return an endpoint's parts; the host has its port unless it is the scheme's own."""
    parts = URL(url)
    host = f"[{parts.raw_host}]" if ":" in (parts.raw_host or "") else str(parts.raw_host)
    host = host if parts.is_default_port() else f"{host}:{parts.port}"
    return _Base(f"{parts.scheme}://{host}", parts.raw_path.rstrip("/"), host)
