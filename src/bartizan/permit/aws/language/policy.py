"""Read a policy document into statements. What cannot be read is an error that is data, never a crash.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

_EFFECTS = {"allow": True, "deny": False}
_WITH_VARIABLES = "2012-10-17"
_OBJECT = (dict, Mapping)
"""What JSON's objects are read into: nearly always a dict, which is recognized in no time."""
_SETS = ("forallvalues", "foranyvalue")


class PolicyError(ValueError):
    """A policy document that is not understood, so that nobody knows what it allows or denies."""


@dataclass(frozen=True)
class Test:
    """One line of a Condition: an operator over one key.

    ``operator`` is in lower case without its affixes; ``over`` is forallvalues, foranyvalue or empty. ``key`` is in
    lower case, ``values`` are what the policy names; without ``has_variables`` a ``${`` in them is plain text.
    """

    operator: str
    over: str
    is_if_exists: bool
    key: str
    values: tuple[str, ...]
    has_variables: bool = True

    @property
    def is_negated(self) -> bool:
        """Whether it holds for all values but those that it names."""
        return "not" in self.operator


@dataclass(frozen=True)
class Principals:
    """The principals of a resource policy's statement; with ``is_not`` everyone but these."""

    aws: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    is_not: bool = False


@dataclass(frozen=True)
class Statement:
    """One statement; ``actions`` in lower case. With ``is_not_…`` it is about everything but what is listed.

    ``resources`` may hold variables where ``has_variables`` is true. ``principals`` is None in an identity's policy.
    ``sid`` is its name, or its number from 1 on.
    """

    allows: bool
    actions: tuple[str, ...]
    is_not_actions: bool
    resources: tuple[str, ...]
    is_not_resources: bool = False
    tests: tuple[Test, ...] = ()
    principals: Principals | None = None
    has_variables: bool = False
    sid: str = ""
    conditions: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)


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
    elements = _elements(document)
    if "statement" not in elements:
        raise PolicyError("a policy is an object with a Statement")
    has_variables = str(elements.get("version")) == _WITH_VARIABLES
    given = enumerate(_listed(elements["statement"]), start=1)
    return tuple(_statement(_elements(each), number, has_variables) for number, each in given)


def _elements(given: Any) -> dict[str, Any]:
    """Return an object with its keys in lower case: services write them in any."""
    if not isinstance(given, _OBJECT):
        raise PolicyError("a policy and its statements are objects")
    return {str(key).lower(): value for key, value in given.items()}


def _statement(given: Mapping[str, Any], number: int, has_variables: bool) -> Statement:
    allows = _EFFECTS.get(str(given.get("effect")).lower())
    if allows is None:
        raise PolicyError("a statement is an object whose Effect is Allow or Deny")
    conditions = given.get("condition", {})
    actions, is_not_actions = _either(given, "action")
    # A trust policy has no Resource: it is about the role that it belongs to.
    has_resource = "resource" in given or "notresource" in given
    resources, is_not_resources = _either(given, "resource") if has_resource else (("*",), False)
    return Statement(
        allows=allows,
        actions=tuple([action.lower() for action in actions]),
        is_not_actions=is_not_actions,
        resources=resources,
        is_not_resources=is_not_resources,
        tests=tuple(_tests(conditions, has_variables)) if conditions != {} else (),
        principals=_principals(given),
        has_variables=has_variables and "${" in "\n".join(resources),
        sid=str(given.get("sid") or number),
        conditions=conditions,
    )


def _either(given: Mapping[str, Any], element: str) -> tuple[tuple[str, ...], bool]:
    """Return an element's texts, and whether it is given as its opposite."""
    if (element in given) == (f"not{element}" in given):
        raise PolicyError(f"a statement has either {element} or not{element}")
    is_not = element not in given
    texts = _texts(given[f"not{element}" if is_not else element])
    if not texts:
        raise PolicyError(f"a statement names an {element}")
    return texts, is_not


def _tests(conditions: Any, has_variables: bool) -> Iterator[Test]:
    if not isinstance(conditions, _OBJECT) or not all(isinstance(keys, _OBJECT) for keys in conditions.values()):
        raise PolicyError("a Condition is an object of operators over keys")
    for operator, keys in conditions.items():
        over, _, name = operator.lower().rpartition(":")
        if over not in ("", *_SETS):
            raise PolicyError(f"{over} is no set operator")
        plain = name.removesuffix("ifexists")
        for key, values in keys.items():
            yield Test(plain, over, plain != name, key.lower(), _values(values), has_variables)


def _values(given: Any) -> tuple[str, ...]:
    if any(isinstance(each, (list, *_OBJECT)) for each in _listed(given)):
        raise PolicyError("a condition compares with texts, numbers and booleans")
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in _listed(given))


def _principals(given: Mapping[str, Any]) -> Principals | None:
    if "principal" not in given and "notprincipal" not in given:
        return None
    is_not = "principal" not in given
    principal = given["notprincipal" if is_not else "principal"]
    if principal == "*":
        return Principals(aws=("*",), is_not=is_not)
    kinds = _elements(principal)
    if not any(kinds.values()):
        raise PolicyError("a statement of a resource's policy names somebody")
    aws, services, federated = (_texts(kinds.get(kind, [])) for kind in ("aws", "service", "federated"))
    return Principals(aws, services, federated, is_not)


def _texts(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    texts = _listed(given)
    if not all(isinstance(text, str) for text in texts):
        raise PolicyError("actions, resources and principals are texts")
    return tuple(texts)


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]
