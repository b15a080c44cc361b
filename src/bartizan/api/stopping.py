"""Work for a request in a thread of its own; when the client goes, the engine's query ends as well."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from anyio import to_thread
from fastapi import Request

from bartizan.service.published import Published

T = TypeVar("T")


async def answered(request: Request, published: Published, work: Callable[[Published], T]) -> T:
    """Return what work on a snapshot brings, and close the snapshot.

    Raises:
        BartizanError: the work failed, or nobody waits for it any more.
    """
    watching = asyncio.create_task(_stop_when_gone(request, published))
    try:
        return await to_thread.run_sync(work, published)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        published.engine.close()


async def _stop_when_gone(request: Request, published: Published) -> None:
    # What a client still sends is its goodbye: the body of these requests is empty, or was read before.
    while (await request.receive())["type"] != "http.disconnect":
        pass
    published.engine.stop()
