"""A package served over loopback by a server that may misbehave, and what came of reading it."""

import asyncio
import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bartizan.catalog.archive.http_source import HttpSource
from bartizan.catalog.archive.limits import MEBIBYTE, Limits
from bartizan.catalog.archive.source import SourceError
from bartizan.catalog.cataloger import Cataloger
from bartizan.catalog.package import Unreadable
from bartizan.catalog.reading import PackageReading
from bartizan.catalog.run import read_package

_BEFORE = 3 * MEBIBYTE
"""Bytes before the archive of a large package, so that it is read by ranges."""
_IS_LARGE, _IS_TOLD = 0x10, 0x20
_MANY = b"\0" * _BEFORE


@dataclass
class _Served:
    """What the server of one event loop gives, and how: ``way`` is one of the cases of ``_answer``."""

    session: aiohttp.ClientSession
    runner: web.AppRunner
    port: int = 0
    content: bytes = b""
    way: int = 0
    asked: int = 0


_SERVERS: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Served]" = weakref.WeakKeyDictionary()


async def over_http(way: int, content: bytes, catalogers: Sequence[Cataloger], limits: Limits) -> PackageReading:
    """Return the reading of a package from a server that answers in this way."""
    loop = asyncio.get_running_loop()
    served = _SERVERS.get(loop) or await _start(loop)
    served.content = _MANY + content if way & _IS_LARGE else content
    served.way, served.asked = way & 0xF, 0
    size = len(served.content) if way & _IS_TOLD else 0
    try:
        source = await HttpSource.open(served.session, f"http://127.0.0.1:{served.port}/a.zip", size)
        return await read_package(source, catalogers, limits, secrets=None)
    except SourceError as error:
        return PackageReading(unreadable=[Unreadable("", error.reason, str(error))])


async def stop() -> None:
    """End the server of this event loop, if it has one."""
    if served := _SERVERS.pop(asyncio.get_running_loop(), None):
        await served.session.close()
        await served.runner.cleanup()


async def _start(loop: asyncio.AbstractEventLoop) -> _Served:
    app = web.Application()
    runner = web.AppRunner(app, handle_signals=False)
    served = _Served(aiohttp.ClientSession(), runner)

    async def handle(request: web.Request) -> web.StreamResponse:
        served.asked += 1
        return _answer(served, request)

    app.router.add_get("/{rest:.*}", handle)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.port = runner.addresses[0][1]
    _SERVERS[loop] = served
    return served


def _answer(served: _Served, request: web.Request) -> web.StreamResponse:
    """Return what the server says: by its way it knows no ranges, redirects for ever, or answers by ranges."""
    if served.way == 14:
        raise web.HTTPFound(f"/{served.asked}")
    if served.way == 8 or (served.way == 9 and served.asked > 1):
        return web.Response(body=served.content)
    try:
        span = request.http_range
    except ValueError:
        return web.Response(status=416)
    return _part(served, span.start or 0, min(span.stop or len(served.content), len(served.content)))


def _part(served: _Served, start: int, stop: int) -> web.StreamResponse:
    """Return a range, or by the server's way another one, too much of it, or what is said to be of other content."""
    size, way = len(served.content), served.way
    if start >= size:
        return web.Response(status=416)
    told = {"Content-Range": f"bytes {start}-{stop - 1}/{size}", "ETag": '"1"'}
    if way == 10:
        told["ETag"] = f'"{served.asked}"'
    elif way == 11:
        told["Content-Range"] = f"bytes {start + 1}-{stop}/{size}"
    elif way == 12:
        told["Content-Range"] = f"bytes {start}-{stop - 1}/{'9' * 5000}"
    elif way == 13:
        told["Content-Range"] = f"bytes {start}-{stop - 1}/{size + served.asked}"
    more = b"more" if way == 15 else b""
    return web.Response(status=206, body=served.content[start:stop] + more, headers=told)
