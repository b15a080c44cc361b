"""Idempotency keys: a change that is asked for twice under one key is made once, and answered the same."""

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from bartizan.access.caller import ApiCaller
from bartizan.api.guard import state_of
from bartizan.api.problem import ProblemError
from bartizan.state.work.answered import PENDING, begin_request, end_request


class OnceOnly:
    """The key of a request, if it came with one."""

    def __init__(
        self,
        request: Request,
        key: Annotated[str, Header(alias="Idempotency-Key", max_length=128, description="Names this change.")] = "",
    ) -> None:
        self._request = request
        self._key = key

    async def make(self, caller: ApiCaller, status: int, change: Callable[[], BaseModel | None]) -> JSONResponse:
        """Make a change and return its answer, or the answer that it got before.

        Raises:
            ProblemError: the key was used for another request, or the same one is being answered.
        """
        state = state_of(self._request)
        names = (caller.directory, caller.person_id, self._key)
        if self._key:
            asked = f"{self._request.method} {self._request.url.path} ".encode() + await self._request.body()
            before = await to_thread.run_sync(begin_request, state, *names, hashlib.sha256(asked).hexdigest())
            if before and before.request_hash != hashlib.sha256(asked).hexdigest():
                raise ProblemError(422, "This key was used for another change.", "Choose a new Idempotency-Key.")
            if before and before.status == PENDING:
                raise ProblemError(409, "This change is being made.", "Ask again later.")
            if before:
                return JSONResponse(before.body, before.status, headers={"Idempotency-Replayed": "true"})
        made: Any = None
        is_made = False
        try:
            found = await to_thread.run_sync(change)
            made, is_made = found.model_dump(mode="json") if found else None, True
        finally:
            if self._key:
                kept = status if is_made else PENDING
                await to_thread.run_sync(partial(end_request, state, *names, status=kept, body=made))
        return JSONResponse(made, status)


Once = Annotated[OnceOnly, Depends()]
