"""Read a policy document into statements. What cannot be read is an error that is data, never a crash."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

_VARIABLE = re.compile(r"\$\{(?P<name>[^{}]*)\}")
_LITERAL = {"*": "\ue000", "?": "\ue001", "$": "$"}
"""Escaped wildcards stand for themselves; no ARN holds these characters, which no wildcard of a policy equals."""
_EFFECTS = {"Allow": True, "Deny": False}


class PolicyError(ValueError):
    """A policy document that is not understood, so that nobody knows what it allows or denies."""


@dataclass(frozen=True)
class Statement:
    """One statement; ``actions`` in lower case. With ``is_not_…`` it is about everything but what is listed.

    ``has_variables`` says that a resource depends on who asks; its patterns are as wide as any asker makes them.
    """

    allows: bool
    actions: tuple[str, ...]
    is_not_actions: bool
    resources: tuple[str, ...]
    is_not_resources: bool = False
    conditions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    principal: Any = field(default=None, hash=False)
    has_variables: bool = False


def parsed(document: str | bytes | Mapping[str, Any]) -> tuple[Statement, ...]:
    """Return the statements of a policy document, given as JSON text or read already.

    Raises:
        PolicyError: it is no policy.
    """
    return _of_text(document) if isinstance(document, str | bytes) else _statements(document)


@lru_cache(4096)
def _of_text(text: str | bytes) -> tuple[Statement, ...]:
    try:
        return _statements(orjson.loads(text))
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise PolicyError(f"not JSON: {error}") from error


def _statements(document: Any) -> tuple[Statement, ...]:
    if not isinstance(document, Mapping) or "Statement" not in document:
        raise PolicyError("a policy is an object with a Statement")
    given = document["Statement"]
    return tuple(_statement(each) for each in (given if isinstance(given, list) else [given]))


def _statement(given: Any) -> Statement:
    if not isinstance(given, Mapping) or str(given.get("Effect")) not in _EFFECTS:
        raise PolicyError("a statement is an object whose Effect is Allow or Deny")
    conditions = given.get("Condition") or {}
    if not isinstance(conditions, Mapping) or not all(isinstance(keys, Mapping) for keys in conditions.values()):
        raise PolicyError("a Condition is an object of operators over keys")
    actions, is_not_actions = _either(given, "Action")
    # A trust policy has no Resource: it is about the role that it belongs to.
    resources, is_not_resources = _either(given, "Resource") if _has(given, "Resource") else (("*",), False)
    return Statement(
        allows=_EFFECTS[given["Effect"]],
        actions=tuple(action.lower() for action in actions),
        is_not_actions=is_not_actions,
        resources=tuple(map(_resource, resources)),
        is_not_resources=is_not_resources,
        conditions=conditions,
        principal=given.get("Principal"),
        has_variables=any(match["name"] not in _LITERAL for each in resources for match in _VARIABLE.finditer(each)),
    )


def _has(given: Mapping[str, Any], element: str) -> bool:
    return element in given or f"Not{element}" in given


def _either(given: Mapping[str, Any], element: str) -> tuple[tuple[str, ...], bool]:
    """Return an element's texts, and whether it is given as its opposite."""
    if (element in given) == (f"Not{element}" in given):
        raise PolicyError(f"a statement has either {element} or Not{element}")
    is_not = element not in given
    texts = given[f"Not{element}" if is_not else element]
    listed = texts if isinstance(texts, list) else [texts]
    if not all(isinstance(text, str) for text in listed):
        raise PolicyError(f"{element} is a text or a list of texts")
    return tuple(listed), is_not


def _resource(text: str) -> str:
    """Return a resource pattern with variables as wide as they can be; an escaped wildcard is none."""
    return _VARIABLE.sub(lambda match: _LITERAL.get(match["name"], "*"), text) if "${" in text else text
