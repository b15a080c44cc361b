"""Weigh a statement's conditions against what is known of a request: they hold, do not hold, or nobody knows.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from bartizan.permit.aws.match import matches

Context = Mapping[str, str]
"""Condition keys, in lower case, whose value is known."""

ANY_CALLER: Context = {"aws:securetransport": "true"}
"""Whoever calls AWS does so over TLS."""

_EVERYWHERE = {"0.0.0.0/0", "::/0"}


def _is_like(pattern: str, value: str) -> bool:
    return matches(pattern, value)


def _equals(expected: str, value: str) -> bool:
    return expected == value


def _equals_ignoring_case(expected: str, value: str) -> bool:
    return expected.lower() == value.lower()


_OPERATORS: dict[str, tuple[Callable[[str, str], bool], bool]] = {
    "stringequals": (_equals, True),
    "stringnotequals": (_equals, False),
    "stringequalsignorecase": (_equals_ignoring_case, True),
    "stringnotequalsignorecase": (_equals_ignoring_case, False),
    "stringlike": (_is_like, True),
    "stringnotlike": (_is_like, False),
    "arnequals": (_is_like, True),
    "arnnotequals": (_is_like, False),
    "arnlike": (_is_like, True),
    "arnnotlike": (_is_like, False),
    "bool": (_equals_ignoring_case, True),
}


def hold(conditions: Mapping[str, Any], context: Context) -> bool | None:
    """Return whether all conditions of a statement hold; None where a key's value or an operator is not known."""
    verdicts = [
        _holds(operator, key, value, context) for operator, keys in conditions.items() for key, value in keys.items()
    ]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _holds(operator: str, key: str, expected: Any, context: Context) -> bool | None:
    name = operator.lower().removesuffix("ifexists").rpartition(":")[2]
    texts = [_text(each) for each in (expected if isinstance(expected, list) else [expected])]
    if name == "ipaddress" and key.lower() == "aws:sourceip" and _EVERYWHERE & set(texts):
        return True
    value = context.get(key.lower())
    if value is None or name not in _OPERATORS:
        return None
    test, is_wanted = _OPERATORS[name]
    return any(test(text, value) for text in texts) is is_wanted


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
