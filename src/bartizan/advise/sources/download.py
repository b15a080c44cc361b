"""Download one file: only if it changed, on from where an earlier attempt was cut off, and only if it is whole."""

import base64
import hashlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from bartizan.advise.sources.address import shown
from bartizan.advise.sources.unpack import NotOfferedError, UnusableError
from bartizan.model import printable

MOST = 4 * 1024**3
_CHUNK = 1024**2
_TRIES = 4
_TIMEOUT = 60.0
_TOLD_EVERY = 50 * 1024**2


class _CutOffError(Exception):
    """It may go better the next time, and continues where this attempt ended."""


@dataclass(frozen=True, slots=True)
class Validator:
    """What a server said of the version of a file that it gave; empty where it said nothing."""

    etag: str = ""
    last_modified: str = ""

    @property
    def strong(self) -> str:
        """What a range may be asked against: a weak ETag does not promise the same bytes."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


@dataclass(frozen=True, slots=True)
class Download:
    """A whole file, and what tells its version."""

    file: Path
    validator: Validator
    sha256: str


def download(
    url: str, into: Path, known: Validator, report: Callable[[str], None], pause: float = 1.0
) -> Download | None:
    """Return the file at an address as it is now, None if it is still the ``known`` version.

    An attempt that is cut off leaves ``into`` with ``.part`` behind, from where the next one goes on, today or
    tomorrow. ``pause`` is the seconds before the second attempt; each further one waits twice as long.

    Raises:
        NotOfferedError: there is no such file.
        UnusableError: it could not be read, or is not what the server says it sent.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    reason = ""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(pause * 2 ** (attempt - 1))
        try:
            return _attempt(url, into, known, report)
        except _CutOffError as error:
            reason = printable(error, 200)
    raise UnusableError(f"{shown(url)}: could not be read: {reason}")


def _attempt(url: str, into: Path, known: Validator, report: Callable[[str], None]) -> Download | None:
    part, note = _part(into), _part(into).with_suffix(".json")
    begun = _begun(part, note, url)
    try:
        response = _OPENER.open(urllib.request.Request(url, headers=_headers(part, begun, known)), timeout=_TIMEOUT)  # noqa: S310 - `checked`
    except urllib.error.HTTPError as error:
        _refused(error, url, part)
        return None
    except (OSError, http.client.HTTPException) as error:
        # What urllib says is the repr of the error that has the words.
        raise _CutOffError(str(error.reason if isinstance(error, urllib.error.URLError) else error)) from error
    with response:
        validator = Validator(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
        is_rest = response.status == http.HTTPStatus.PARTIAL_CONTENT
        if is_rest and not _follows(response.headers.get("Content-Range", ""), part.stat().st_size):
            part.unlink()
            raise _CutOffError("the server sent another part than was asked for")
        note.write_bytes(orjson.dumps({"url": _hashed(url), **asdict(validator)}))
        _copy(response, part, is_rest, report, shown(url))
        return _whole(response, part, note, into, validator)


def _headers(part: Path, begun: Validator | None, known: Validator) -> dict[str, str]:
    from bartizan import __version__

    headers = {"User-Agent": f"bartizan/{__version__}", "Accept-Encoding": "identity"}
    if begun:
        return headers | {"Range": f"bytes={part.stat().st_size}-", "If-Range": begun.strong}
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return headers | {name: value for name, value in conditions.items() if value}


def _refused(error: urllib.error.HTTPError, url: str, part: Path) -> None:
    """Raise what an HTTP error means; 304 means nothing."""
    with error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)
            raise _CutOffError("the file became shorter")
        if error.code in {404, 410}:
            raise NotOfferedError(f"{shown(url)}: there is no such file")
        if error.code == http.HTTPStatus.TOO_MANY_REQUESTS or error.code >= 500:
            raise _CutOffError(f"HTTP {error.code}")
        if error.code != http.HTTPStatus.NOT_MODIFIED:
            raise UnusableError(f"{shown(url)}: HTTP {error.code}")


def _copy(response: Any, part: Path, is_rest: bool, report: Callable[[str], None], name: str) -> None:
    """Append the answer's body to the part, or begin it anew."""
    size = part.stat().st_size if is_rest else 0
    expected = int(response.headers.get("Content-Length") or -1)
    end = size + expected
    next_told = size + _TOLD_EVERY
    with part.open("ab" if is_rest else "wb") as file:
        try:
            while chunk := response.read(_CHUNK):
                file.write(chunk)
                size += len(chunk)
                if size > MOST:
                    raise UnusableError(f"{name}: longer than {MOST:,} bytes")
                if size >= next_told:
                    report(f"{name}: {size / 1e6:.0f} MB so far")
                    next_told += _TOLD_EVERY
        except (OSError, http.client.HTTPException) as error:
            raise _CutOffError(str(error)) from error
    if expected >= 0 and size != end:
        raise _CutOffError(f"cut off after {size:,} of {end:,} bytes")


def _whole(response: Any, part: Path, note: Path, into: Path, validator: Validator) -> Download:
    """Move a part that is whole into place, once it is what the server's checksum says."""
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with part.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sha256.update(chunk)
            md5.update(chunk)
    note.unlink(missing_ok=True)
    # Google Cloud Storage states the sums of the whole object, also with a part of it.
    stated = ",".join(response.headers.get_all("x-goog-hash") or []).replace(" ", "").split(",")
    sums = [each.removeprefix("md5=") for each in stated if each.startswith("md5=")]
    if sums and sums[0] != base64.b64encode(md5.digest()).decode():
        part.unlink()
        raise UnusableError(f"{into.name}: not the bytes whose checksum the server states")
    part.replace(into)
    return Download(into, validator, sha256.hexdigest())


def _begun(part: Path, note: Path, url: str) -> Validator | None:
    """Return the version that an unfinished download is of, None if there is none that can be continued."""
    try:
        noted = orjson.loads(note.read_bytes())
        begun = Validator(str(noted["etag"]), str(noted["last_modified"]))
        is_usable = noted["url"] == _hashed(url) and part.stat().st_size > 0 and bool(begun.strong)
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        is_usable = False
    return begun if is_usable else None


def _follows(content_range: str, size: int) -> bool:
    return content_range.startswith(f"bytes {size}-")


def _part(into: Path) -> Path:
    return into.with_name(into.name + ".part")


def _hashed(url: str) -> str:
    # Not the address itself: its query may be a secret.
    return hashlib.sha256(url.encode()).hexdigest()


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0917 - as the standard library calls it
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if req.type == "https" and not newurl.lower().startswith("https:"):
            raise UnusableError(f"{shown(req.full_url)}: redirects to an address without encryption")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_NoDowngrade)
