"""Answers that never come or break off: what a client sees of a dead peer."""

import asyncio
from collections.abc import Mapping

from aiohttp import web
from multidict import CIMultiDict

_LONGEST_SILENCE = 300.0
"""Seconds after which a call that is to time out is ended, should the client wait even longer."""


async def silence(request: web.BaseRequest) -> web.StreamResponse:
    """Hold the connection without a word until the client gives up, then drop it."""
    waited = 0.0
    while request.transport is not None and not request.transport.is_closing() and waited < _LONGEST_SILENCE:
        await asyncio.sleep(0.05)
        waited += 0.05
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def cut(request: web.BaseRequest, status: int, headers: Mapping[str, str], body: bytes) -> web.StreamResponse:
    """Promise the whole body, send half of it and drop the connection."""
    promised = CIMultiDict(headers)
    promised["Content-Length"] = str(max(len(body), 2))
    response = web.StreamResponse(status=status, headers=promised)
    await response.prepare(request)
    await response.write(body[: len(body) // 2] or b"{")
    await asyncio.sleep(0)
    if request.transport is not None:
        request.transport.close()
    return response
