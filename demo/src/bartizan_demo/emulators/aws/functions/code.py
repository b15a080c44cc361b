"""Where Lambda's packages are downloaded from: signed URLs of this emulator that honour ranges, as S3's do."""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from moto.awslambda.models import lambda_backends

from bartizan_demo.emulators.aws.front.answer import AwsError, EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.shared.byte_range import byte_range

_LIFETIME = timedelta(minutes=10)
"""How long a download URL is good for, as on AWS."""

_DATE = "%Y%m%dT%H%M%SZ"


class PackageServer:
    """Signs download URLs and serves what they name; ``base_url`` is known once the emulator listens."""

    def __init__(self) -> None:
        self.base_url = ""
        self._key = secrets.token_bytes(16)

    def function_url(self, fn: Any) -> str:
        """Return the URL of a function's package, signed for ten minutes."""
        version = "" if fn.version == "$LATEST" else f".{fn.version}"
        return self._signed("tasks", fn.region, fn.account_id, f"{fn.function_name}{version}", fn.code_sha_256)

    def layer_url(self, version: Any) -> str:
        """Return the URL of a layer version's package, signed for ten minutes."""
        name = f"{version.name}.{version.version}"
        return self._signed("layers", version.region, version.account_id, name, version.code_sha_256)

    def _signed(self, bucket: str, region: str, account: str, name: str, sha256: str) -> str:
        digest = base64.b64decode(sha256 or "").hex()[:32]
        path = f"/awslambda-{region}-{bucket}/snapshots/{account}/{name}-{digest}"
        date = datetime.now(UTC).strftime(_DATE)
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Date": date,
            "X-Amz-Expires": str(int(_LIFETIME.total_seconds())),
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Signature": self._signature(path, date),
        }
        return f"{self.base_url}{path}?{urlencode(query)}"

    def _signature(self, path: str, date: str) -> str:
        return hmac.new(self._key, f"{path} {date}".encode(), hashlib.sha256).hexdigest()

    def download(self, call: Call) -> EmulatedAnswer:
        """Answer a download: 200, 206 for a range, 416 beyond the end, 403 for a bad or stale signature."""
        date = call.params.get("X-Amz-Date", "")
        signature = self._signature(call.path, date)
        if call.method != "GET" or not hmac.compare_digest(signature, call.params.get("X-Amz-Signature", "")):
            raise AwsError("SignatureDoesNotMatch", "The request signature we calculated does not match.", 403)
        if datetime.strptime(date, _DATE).replace(tzinfo=UTC) + _LIFETIME < datetime.now(UTC):
            raise AwsError("AccessDenied", "Request has expired", 403)
        return _slice(_content(call), call.params.get("Range", ""))


def _content(call: Call) -> bytes:
    """Return the package that a download path names."""
    kind = "layers" if "-layers/" in call.path else "tasks"
    name = call.path.rsplit("/", 1)[-1].rpartition("-")[0]
    backend = lambda_backends[call.account][call.region]
    if kind == "tasks":
        function, _, number = name.partition(".")
        group = backend._lambdas._functions.get(function, {})
        published = (each for each in group.get("versions", ()) if str(each.version) == number)
        found = next(published, None) if number else group.get("latest")
    else:
        layer, _, number = name.rpartition(".")
        kept = backend._layers._layers.get(layer)
        found = kept.layer_versions.get(number) if kept else None
    if found is None:
        raise AwsError("NoSuchKey", "The specified key does not exist.", 404)
    content: bytes = found.code_bytes
    return content


def _slice(content: bytes, wanted: str) -> EmulatedAnswer:
    headers = {"Accept-Ranges": "bytes", "Content-Type": "application/zip", "Server": "AmazonS3"}
    headers["ETag"] = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
    bounds = byte_range(wanted, len(content))
    if bounds is None:
        return EmulatedAnswer(200, content, headers)
    start, end = bounds
    if start > end:
        message = {"Content-Range": f"bytes */{len(content)}"}
        raise AwsError("InvalidRange", "The requested range is not satisfiable", 416, message)
    headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return EmulatedAnswer(206, content[start : end + 1], headers)
