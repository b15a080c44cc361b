"""Listings without an end: each page of a true answer leads on, to new tokens for ever or around in a circle."""

import re
from functools import cache
from itertools import count

import orjson
from botocore.model import ServiceModel

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.front.models import description, paginators
from bartizan_demo.emulators.shared.faults import Action

_NUMBERS = count()
_END = re.compile(rb"</(\w+(?:Result|Response))>")


def without_end(call: Call, action: Action, answer: EmulatedAnswer) -> EmulatedAnswer:
    """Return an answer that says there is a page after it; the answer itself where its operation has no pages."""
    names = _token_names(call.service, call.operation)
    if not names or answer.status != 200:
        return answer
    number = next(_NUMBERS)
    token = f"page-{number % 2 if action is Action.TURNING else number}"
    told = dict.fromkeys(names[0], token) | dict.fromkeys(names[1], True)
    if answer.body.startswith(b"{"):
        return EmulatedAnswer(200, orjson.dumps({**orjson.loads(answer.body), **told}), answer.headers)
    members = "".join(f"<{name}>{str(each).lower()}</{name}>" for name, each in told.items()).encode()
    plain = re.sub("|".join(f"<{name}>[^<]*</{name}>" for name in told).encode(), b"", answer.body)
    return EmulatedAnswer(200, _END.sub(lambda found: members + found[0], plain, count=1), answer.headers)


@cache
def _token_names(service: str, operation: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return, as the wire has them, the members that hold the next page's tokens and those that say there is one."""
    try:
        config = paginators(service).get_paginator(operation)
    except Exception:  # what botocore raises depends on what it lacks
        return (), ()
    shape = ServiceModel(description(service), service).operation_model(operation).output_shape

    def wire(names: str | list[str]) -> tuple[str, ...]:
        listed = [names] if isinstance(names, str) else names
        return tuple(shape.members[name].serialization.get("name", name) for name in listed if name in shape.members)

    return wire(config["output_token"]), wire(config.get("more_results", ""))
