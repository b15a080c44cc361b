"""The control plane each emulator serves under ``/_bartizan``: faults, call counts and pacing, for tests."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from bartizan_demo.emulators.shared.faults import Fault, Faults

PREFIX = "/_bartizan/"
"""Paths that begin with this belong to the control plane; no cloud API has them."""


@dataclass
class Control:
    """What one emulator is told from outside and what it has counted.

    ``quota`` holds the last object posted to ``quota``: ``latency_ms`` delays every answer, other keys switch on the
    quotas that the emulator knows (``lambda``, ``arm``). ``on_quota`` is called when it changes.
    """

    faults: Faults = field(default_factory=Faults)
    calls: Counter[str] = field(default_factory=Counter)
    quota: dict[str, Any] = field(default_factory=dict)
    on_quota: Callable[[], None] = lambda: None

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Return the answer to a request under ``/_bartizan``: 200 with JSON, 400 for a bad fault, 404 otherwise."""
        wanted = f"{request.method} {request.path.removeprefix(PREFIX)}"
        act = _ACTS.get(wanted)
        if act is None:
            return _json({"error": f"no control {wanted}", "known": sorted(_ACTS)}, 404)
        try:
            return _json(await act(self, request))
        except (ValueError, TypeError, AttributeError) as error:
            return _json({"error": str(error)}, 400)

    @property
    def latency(self) -> float:
        """Seconds that every answer is held back."""
        return float(self.quota.get("latency_ms", 0)) / 1000


async def _set_faults(control: Control, request: web.BaseRequest) -> object:
    control.faults.replace([Fault.parse(each) for each in orjson.loads(await request.read())])
    return {"faults": len(control.faults.demanded)}


async def _clear_faults(control: Control, _: web.BaseRequest) -> object:
    control.faults.replace([])
    return {"faults": 0}


async def _count(control: Control, _: web.BaseRequest) -> object:
    return dict(sorted(control.calls.items()))


async def _clear_calls(control: Control, _: web.BaseRequest) -> object:
    control.calls.clear()
    return {}


async def _set_quota(control: Control, request: web.BaseRequest) -> object:
    control.quota = dict(orjson.loads(await request.read()))
    control.on_quota()
    return control.quota


async def _clear_quota(control: Control, _: web.BaseRequest) -> object:
    control.quota = {}
    control.on_quota()
    return {}


_Act = Callable[[Control, web.BaseRequest], Awaitable[object]]

_ACTS: dict[str, _Act] = {
    "POST faults": _set_faults,
    "DELETE faults": _clear_faults,
    "GET calls": _count,
    "DELETE calls": _clear_calls,
    "POST quota": _set_quota,
    "DELETE quota": _clear_quota,
}


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(value), status=status, content_type="application/json")
