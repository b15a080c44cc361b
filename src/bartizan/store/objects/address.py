"""The address of an object store, read strictly. One that is refused is not repeated: it may hold a credential."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from bartizan.base.snapshots_url import SNAPSHOTS_URL
from bartizan.model import UsageError

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_ACCOUNT = re.compile(r"[a-z0-9]{3,24}", re.ASCII)
_SEGMENT = re.compile(r"(?!\.\.?$)[\w.=-]{1,200}", re.ASCII)
_REGION = re.compile(r"[a-z0-9-]{2,40}", re.ASCII)
_HOST = re.compile(r"[a-z0-9.:-]+", re.ASCII | re.IGNORECASE)
_OPTIONS = ("endpoint", "region")
_FORM = (
    f"{SNAPSHOTS_URL} is not an address of the form s3://BUCKET/PREFIX?region=REGION or "
    "https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX; credentials do not belong into it: they come from the "
    "environment"
)


@dataclass(frozen=True)
class ObjectAddress:
    """A place on an object store. ``account`` is Azure's, empty for S3; ``endpoint`` is empty for AWS's own."""

    bucket: str
    prefix: str
    account: str = ""
    endpoint: str = ""
    region: str = ""

    @property
    def name(self) -> str:
        """The address as people may see it."""
        place = "/".join(part for part in (self.bucket, self.prefix) if part)
        return f"{self.endpoint}/{place}" if self.account else f"s3://{place}"

    @property
    def has_tls(self) -> bool:
        """Whether what is sent there is encrypted on its way."""
        return not self.endpoint.startswith("http://")


def object_address(text: str) -> ObjectAddress:
    """Return what an address says.

    Raises:
        UsageError: it is none of an object store, or has an option that is not known.
    """
    try:
        url = urlsplit(text)
        has_port = url.port is None or 0 < url.port < 65536
    except ValueError:
        raise UsageError(_FORM) from None
    if not has_port or url.username is not None or url.password is not None or url.fragment:
        raise UsageError(_FORM)
    return _s3(url) if url.scheme == "s3" else _azure(url)


def _s3(url: SplitResult) -> ObjectAddress:
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    if set(options) - set(_OPTIONS):
        raise UsageError(f"{SNAPSHOTS_URL} has an unknown option; known are {' and '.join(_OPTIONS)}")
    endpoint, region = options.get("endpoint", "").rstrip("/"), options.get("region", "")
    is_whole = _BUCKET.fullmatch(url.netloc) and (not region or _REGION.fullmatch(region))
    if not is_whole or (endpoint and not _is_endpoint(endpoint)):
        raise UsageError(_FORM)
    return ObjectAddress(url.netloc, _joined(_segments(url)), endpoint=endpoint, region=region)


def _azure(url: SplitResult) -> ObjectAddress:
    if url.scheme not in ("http", "https") or url.query or not _HOST.fullmatch(url.netloc):
        raise UsageError(_FORM)
    segments, endpoint = _segments(url), f"{url.scheme}://{url.netloc}"
    account = (url.hostname or "").partition(".")[0]
    if _is_emulator(url.hostname or ""):  # it answers for all accounts, each below its name
        account, segments = (segments or [""])[0], segments[1:]
        endpoint = f"{endpoint}/{account}"
    elif url.scheme != "https" or ".blob." not in url.netloc:
        raise UsageError(_FORM)
    if not segments or not _ACCOUNT.fullmatch(account):
        raise UsageError(_FORM)
    return ObjectAddress(segments[0], _joined(segments[1:]), account, endpoint)


def _segments(url: SplitResult) -> list[str]:
    segments = [part for part in url.path.split("/") if part]
    if not all(_SEGMENT.fullmatch(part) for part in segments):
        raise UsageError(_FORM)
    return segments


def _joined(segments: list[str]) -> str:
    return "/".join(segments)


def _is_endpoint(text: str) -> bool:
    try:
        url = urlsplit(text)
    except ValueError:
        return False
    is_bare = not (url.path or url.query or url.fragment)
    return url.scheme in ("http", "https") and bool(_HOST.fullmatch(url.netloc)) and is_bare


def _is_emulator(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True
