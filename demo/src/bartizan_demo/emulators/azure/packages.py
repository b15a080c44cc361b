"""Where the code of apps lies, and queues: hosts of storage and of deployment, on this port below ``/_host/{host}``.

Blobs take a token, or the signature in the URL that an app's settings hold; deployment sites take a token. Both are
counted and spoiled under the names ``blob:ListBlobs``, ``blob:GetBlob``, ``kudu:GET vfs`` and ``kudu:GET zip``.
Sources: https://learn.microsoft.com/rest/api/storageservices/list-blobs and
https://github.com/projectkudu/kudu/wiki/REST-API
"""

import asyncio
import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

from aiohttp import web
from yarl import URL

from bartizan_demo.emulators.azure.errors import ArmError
from bartizan_demo.emulators.azure.index import Index
from bartizan_demo.emulators.azure.login import Directory
from bartizan_demo.emulators.azure.nouns import App
from bartizan_demo.emulators.azure.storage.queues import StorageQueues
from bartizan_demo.emulators.azure.storage.queues import operation as queue_operation
from bartizan_demo.emulators.shared.byte_range import byte_range
from bartizan_demo.emulators.shared.control import Control
from bartizan_demo.emulators.shared.faults import Action
from bartizan_demo.emulators.shared.packages import CodeContents, zipped
from bartizan_demo.emulators.shared.secrets import SecretForm, planted

HOSTS = "/_host/"
_DATE = "Thu, 15 Jan 2026 08:00:00 GMT"
_SETTING = "WEBSITE_RUN_FROM_PACKAGE"
_SITE_PACKAGE = "20260115080000.zip"
_LANGUAGES = {"python": "python3.13", "node": "nodejs22.x", "dotnet": "dotnet8", "java": "java21"}


@dataclass(frozen=True)
class _Blob:
    path: str
    content: bytes
    signature: str = ""

    @property
    def md5(self) -> str:
        return base64.b64encode(hashlib.md5(self.content, usedforsecurity=False).digest()).decode()


class AppPackages:
    """Serves the code of an estate's apps; nothing is made before it is asked for."""

    def __init__(self, index: Index, directory: Directory) -> None:
        self._index = index
        self._directory = directory
        self._queues = StorageQueues()

    async def answer(self, request: web.BaseRequest, control: Control) -> web.StreamResponse:
        """Answer a request for a path of another host."""
        host, _, path = request.rel_url.path.removeprefix(HOSTS).partition("/")
        name = _operation(host, path, request)
        control.calls[name] += 1
        fault = control.faults.match(name, f"{host}/{path}")
        if control.latency:
            await asyncio.sleep(control.latency)
        try:
            if fault is not None:
                raise _spoiled(fault.action)
            if ".queue." in host:
                self._check(request)
                return self._queues.answer(name, host, path, request, await request.read())
            return self._deployment(host, path, request) if ".scm." in host else self._blob(host, path, request)
        except ArmError as error:
            text = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{error.code}</Code></Error>'
            said = {"x-ms-error-code": error.code}
            return web.Response(status=error.status, text=text, headers=said, content_type="application/xml")

    def _blob(self, host: str, path: str, request: web.BaseRequest) -> web.Response:
        if request.query.get("comp") == "list":
            self._check(request)
            found = [each for key, each in self._blobs.items() if key.startswith(f"{host}/{path.rstrip('/')}/")]
            if not found:
                raise ArmError(404, "ContainerNotFound", "")
            return web.Response(body=_listed(found), content_type="application/xml")
        blob = self._blobs.get(f"{host}/{path}")
        if blob is None or not blob.signature or request.query.get("sig") != blob.signature:
            self._check(request)
        if blob is None:
            raise ArmError(404, "BlobNotFound", "")
        return _part(blob.content, request)

    def _deployment(self, host: str, path: str, request: web.BaseRequest) -> web.Response:
        self._directory.check(request.headers.get("Authorization"))
        app = self._apps.get(host)
        if app is None:
            raise ArmError(404, "NoSuchSite", "")
        is_package = app.settings.get(_SETTING) == "1"
        if path == "api/vfs/data/SitePackages/packagename.txt" and is_package:
            return web.Response(text=_SITE_PACKAGE)
        if path == f"api/vfs/data/SitePackages/{_SITE_PACKAGE}" and is_package:
            return _part(_code(app), request)
        if path == "api/zip/site/wwwroot/" and not is_package:
            return web.Response(body=_code(app), content_type="application/zip")  # made as it is sent: no ranges
        raise ArmError(404, "NotFound", "")

    def _check(self, request: web.BaseRequest) -> None:
        if "Authorization" not in request.headers or "x-ms-version" not in request.headers:
            raise ArmError(401, "NoAuthenticationInformation", "")
        self._directory.check(request.headers["Authorization"])

    @cached_property
    def _apps(self) -> dict[str, App]:
        return {f"{app.host}.scm.azurewebsites.net": app for app in self._index.estate.apps}

    @cached_property
    def _blobs(self) -> dict[str, _Blob]:
        return {each.path: each for app in self._index.estate.apps for each in _blobs(app)}


def _blobs(app: App) -> Iterator[_Blob]:
    """Yield the blobs that an app's code is in: that of its deployment container, that of its settings' URL."""
    config = app.site.get("functionAppConfig") or {}
    container = config.get("deployment", {}).get("storage", {}).get("value", "")
    if container:
        yield _Blob(f"{container.removeprefix('https://')}/released-package.zip", _code(app))
    setting = app.settings.get(_SETTING)
    if isinstance(setting, SecretForm) or (setting or "").startswith("https://"):
        text = planted(setting, f"{app.full_name}/{_SETTING}") if isinstance(setting, SecretForm) else str(setting)
        url = URL(text)
        yield _Blob(f"{url.host}{url.path}", _code(app), url.query.get("sig", ""))


def _code(app: App) -> bytes:
    """Return an app's package, of the language that its stack, settings or deployment name."""
    config = app.site.get("functionAppConfig") or {}
    told = (app.runtime, app.settings.get("FUNCTIONS_WORKER_RUNTIME"), config.get("runtime", {}).get("name"))
    text = " ".join(str(each).lower() for each in (*told, "dotnet" if "netFrameworkVersion" in app.config else ""))
    runtime = next((runtime for name, runtime in _LANGUAGES.items() if name in text), "")
    return (
        zipped(app.package, runtime, app.full_name) if runtime else zipped(CodeContents(), "python3.13", app.full_name)
    )


def _operation(host: str, path: str, request: web.BaseRequest) -> str:
    if ".queue." in host:
        return queue_operation(path, request)
    if ".scm." in host:
        return f"kudu:GET {'zip' if path.startswith('api/zip') else 'vfs'}"
    return "blob:ListBlobs" if request.query.get("comp") == "list" else "blob:GetBlob"


def _spoiled(action: Action) -> ArmError:
    if action is Action.DENY:
        return ArmError(403, "AuthorizationPermissionMismatch", "")
    return ArmError(503, "ServerBusy", "") if action is Action.THROTTLE else ArmError(500, "InternalError", "")


def _listed(blobs: list[_Blob]) -> bytes:
    """Return the body of ListBlobs, which begins with a byte order mark."""
    entries = "".join(
        f"<Blob><Name>{escape(each.path.split('/', 2)[2])}</Name><Properties><Last-Modified>{_DATE}</Last-Modified>"
        f"<Etag>0x{each.md5[:8]}</Etag><Content-Length>{len(each.content)}</Content-Length>"
        f"<Content-MD5>{each.md5}</Content-MD5><BlobType>BlockBlob</BlobType></Properties></Blob>"
        for each in blobs
    )
    inner = f"<EnumerationResults><Blobs>{entries}</Blobs><NextMarker /></EnumerationResults>"
    text = f'<?xml version="1.0" encoding="utf-8"?>{inner}'
    return b"\xef\xbb\xbf" + text.encode()


def _part(content: bytes, request: web.BaseRequest) -> web.Response:
    headers = {"Accept-Ranges": "bytes", "ETag": f'"0x{hashlib.sha256(content).hexdigest()[:16]}"'}
    bounds = byte_range(request.headers.get("Range", ""), len(content))
    if bounds is None:
        return web.Response(body=content, headers=headers, content_type="application/zip")
    start, end = bounds
    if start > end:
        raise ArmError(416, "InvalidRange", "")
    headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return web.Response(status=206, body=content[start : end + 1], headers=headers, content_type="application/zip")
