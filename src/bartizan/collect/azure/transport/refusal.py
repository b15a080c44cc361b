"""What an answer other than 200 means: there is none, not allowed, or failed."""

import re
from collections.abc import Mapping
from typing import Any

from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome

_NOT_ALLOWED = frozenset({"authorizationfailed", "linkedauthorizationfailed", "forbidden", "accessdenied",
                          "authorization_requestdenied"})  # fmt: skip
_PARENT_GONE = frozenset({
    "resourcenotfound", "parentresourcenotfound", "resourcegroupnotfound", "subscriptionnotfound",
})  # fmt: skip
_ACTION = re.compile(r"perform action '([A-Za-z0-9./*-]{1,200})'")


def refusal(status: int, body: object, operation: str, permission: str) -> CallError:
    """Return the error for an ARM answer that is not 200.

    404 is ``absent`` unless the resource asked about is itself gone; 403 is ``denied`` only where authorization is
    the reason; all else is ``failed``. The permission is the one that Azure names, else the one known for the call.
    """
    code, message = _code_and_message(body)
    code = code or f"HTTP {status}"
    if status == 404:
        outcome = Outcome.FAILED if code.lower() in _PARENT_GONE else Outcome.ABSENT
        return CallError(outcome, code, message, operation)
    if status == 403 and code.lower() in _NOT_ALLOWED:
        named = _ACTION.search(message)
        return CallError(Outcome.DENIED, code, message, operation, named[1] if named else permission)
    return CallError(Outcome.FAILED, code, message, operation, is_unanswered=status in {408, 429} or status >= 500)


def _code_and_message(body: object) -> tuple[str, str]:
    # ARM answers {"error": {"code", "message"}}, the web provider {"Code", "Message"}.
    inner: Any = body.get("error", body) if isinstance(body, Mapping) else {}
    if not isinstance(inner, Mapping):
        return str(inner), ""
    lowered = {str(key).lower(): value for key, value in inner.items()}
    return str(lowered.get("code") or ""), str(lowered.get("message") or "")
