"""A small Azure Blob service over HTTP: containers, blobs in one piece or in blocks, lists, and deleting many at once.

Source: https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
"""

import re
import secrets
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

ACCOUNT = "teststore"
_BLOCK = re.compile(rb"<(?:Latest|Uncommitted)>([^<]+)</")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_DATE = "Sat, 28 Nov 2026 12:00:00 GMT"


@dataclass
class Blobs:
    """What one account holds, by container and name."""

    containers: dict[str, dict[str, bytes]] = field(default_factory=dict)
    blocks: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    opens: str = f"SharedKey {ACCOUNT}:"
    """What the header Authorization begins with of requests that are let in."""

    def handler(self) -> type[BaseHTTPRequestHandler]:
        return type("BlobHandler", (_BlobHandler,), {"blobs": self})


class BlobError(Exception):
    """An answer that is an error: its status and Azure's code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class _BlobHandler(BaseHTTPRequestHandler):
    blobs: Blobs
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        pass

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            if not (self.headers.get("Authorization") or "").startswith(self.blobs.opens):
                raise BlobError(403, "AuthenticationFailed")
            status, headers, said = self._done(body)
        except BlobError as error:
            status, headers = error.status, {"x-ms-error-code": error.code}
            said = f"<?xml version='1.0'?><Error><Code>{error.code}</Code><Message>no</Message></Error>".encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    def _done(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        url = urlsplit(self.path)
        _, _, container, *rest = url.path.split("/", 3)
        query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        held = self.blobs.containers.get(container)
        if held is None:
            raise BlobError(404, "ContainerNotFound")
        if query.get("comp") == "list":
            return 200, {"Content-Type": "application/xml"}, _listed(held, query)
        if query.get("comp") == "batch":
            return self._batch(held, body)
        name = unquote(rest[0])
        if self.command == "PUT":
            self._put(held, (container, name), query, body)
            return 201, {"ETag": f'"{secrets.token_hex(8)}"', "Last-Modified": _DATE}, b""
        if name not in held:
            raise BlobError(404, "BlobNotFound")
        if self.command == "DELETE":
            del held[name]
            return 202, {}, b""
        return self._read(held[name])

    def _put(self, held: dict[str, bytes], key: tuple[str, str], query: dict[str, str], body: bytes) -> None:
        if query.get("comp") == "block":
            self.blobs.blocks[(*key, query["blockid"])] = body
        elif query.get("comp") == "blocklist":
            held[key[1]] = b"".join(self.blobs.blocks.pop((*key, each.decode())) for each in _BLOCK.findall(body))
        else:
            held[key[1]] = body

    def _read(self, content: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {"ETag": '"one"', "Last-Modified": _DATE, "x-ms-blob-type": "BlockBlob"}
        asked = _RANGE.fullmatch(self.headers.get("x-ms-range") or self.headers.get("Range") or "")
        if not asked:
            return 200, headers | {"Content-Length": str(len(content))}, content
        first, last = int(asked[1]), min(int(asked[2] or len(content) - 1), len(content) - 1)
        part = content[first : last + 1]
        place = {"Content-Range": f"bytes {first}-{last}/{len(content)}", "Content-Length": str(len(part))}
        return 206, headers | place, part

    def _batch(self, held: dict[str, bytes], body: bytes) -> tuple[int, dict[str, str], bytes]:
        whole = message_from_bytes(f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode() + body)
        parts = []
        for n, part in enumerate(whole.get_payload()):
            line = str(part.get_payload()).splitlines()[0]
            name = unquote(urlsplit(line.split()[1]).path).lstrip("/").split("/", 2)[2]
            status = "202 Accepted" if held.pop(name, None) is not None else "404 The specified blob does not exist."
            parts.append(
                f"--b\r\nContent-Type: application/http\r\nContent-ID: {n}\r\n\r\nHTTP/1.1 {status}\r\n\r\n\r\n"
            )
        return 202, {"Content-Type": "multipart/mixed; boundary=b"}, ("".join(parts) + "--b--\r\n").encode()


def _listed(held: dict[str, bytes], query: dict[str, str]) -> bytes:
    prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
    names = sorted(name for name in held if name.startswith(prefix))
    cut = {name: name[: name.index(delimiter, len(prefix)) + 1] for name in names if delimiter in name[len(prefix) :]}
    folders = sorted(set(cut.values())) if delimiter else []
    blobs = [name for name in names if not delimiter or name not in cut]
    said = "".join(_entry(name, len(held[name])) for name in blobs)
    said += "".join(f"<BlobPrefix><Name>{escape(each)}</Name></BlobPrefix>" for each in folders)
    return f"<?xml version='1.0'?><EnumerationResults><Blobs>{said}</Blobs><NextMarker/></EnumerationResults>".encode()


def _entry(name: str, size: int) -> str:
    properties = f"<Last-Modified>{_DATE}</Last-Modified><Etag>one</Etag><Content-Length>{size}</Content-Length>"
    properties += "<Content-Type>application/octet-stream</Content-Type>"
    return f"<Blob><Name>{escape(name)}</Name><Properties>{properties}</Properties></Blob>"
