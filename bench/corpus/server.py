"""Serve a package as an object store behind one line does: each request waits, and all share the line's rate."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

LATENCY, RATE = 0.03, 40e6


class _Line:
    """One package and the time at which the line is free again."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._free_at = 0.0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        span = request.http_range
        start, stop = span.start or 0, min(span.stop or len(self._content), len(self._content))
        arrived = time.perf_counter() + LATENCY
        self._free_at = max(arrived, self._free_at) + (stop - start) / RATE
        await asyncio.sleep(self._free_at - time.perf_counter())
        headers = {"Content-Range": f"bytes {start}-{stop - 1}/{len(self._content)}"}
        return web.Response(status=206, body=self._content[start:stop], headers=headers)


@asynccontextmanager
async def served(content: bytes) -> AsyncIterator[str]:
    """Serve bytes on loopback and yield their URL."""
    app = web.Application()
    app.router.add_get("/p", _Line(content).answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/p"
    finally:
        await runner.cleanup()
