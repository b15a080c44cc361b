"""Policies that allow services alone, as most functions have them: found without reading their statements."""

from typing import Any

import orjson

_POLICY = {"Version", "Id", "Statement"}
_STATEMENT = {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}


def allows_services_alone(document: str) -> bool:
    """Return whether a policy surely is well formed and allows nobody but AWS services.

    That takes a tenth of what its statements take. False says nothing: an element may be written in another way.
    """
    try:
        given = orjson.loads(document)
    except orjson.JSONDecodeError:
        return False
    statements = given.get("Statement") if isinstance(given, dict) and given.keys() <= _POLICY else None
    return isinstance(statements, list) and all(map(_is_to_service, statements))


def _is_to_service(given: Any) -> bool:
    return (
        isinstance(given, dict)
        and given.keys() <= _STATEMENT
        and given.get("Effect") == "Allow"
        and isinstance(given.get("Action"), str)
        and isinstance(given.get("Resource"), str)
        and _is_service(given.get("Principal"))
        and ("Condition" not in given or _is_plain(given["Condition"]))
    )


def _is_service(principal: Any) -> bool:
    return (
        isinstance(principal, dict)
        and principal.keys() == {"Service"}
        and isinstance(principal["Service"], str)
        and principal["Service"] != ""
    )


def _is_plain(conditions: Any) -> bool:
    """Whether conditions compare keys with a text each, by operators that are not of sets."""
    return isinstance(conditions, dict) and all(
        ":" not in operator and isinstance(keys, dict) and all(isinstance(value, str) for value in keys.values())
        for operator, keys in conditions.items()
    )
