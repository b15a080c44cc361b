"""The comparisons behind condition operators: one value that a policy names with one value of a request.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import base64
import binascii
import datetime
import ipaddress
import operator
from collections.abc import Callable
from contextlib import suppress

from bartizan.permit.aws.language.match import matches

_ARN_PARTS = 6


def _equals(wanted: str, value: str) -> bool:
    return wanted == value


def _equals_ignoring_case(wanted: str, value: str) -> bool:
    return wanted.lower() == value.lower()


def _arn_like(wanted: str, value: str) -> bool:
    """Compare part by part: a star of one part does not stand for several."""
    if wanted == "*":
        return True
    patterns, parts = wanted.split(":", _ARN_PARTS - 1), value.split(":", _ARN_PARTS - 1)
    if len(patterns) != len(parts):
        return False
    return all(matches(pattern, part) for pattern, part in zip(patterns, parts, strict=True))


def _binary(wanted: str, value: str) -> bool:
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(wanted, validate=True) == base64.b64decode(value, validate=True)
    return False


def _address(wanted: str, value: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)
    return False


def _numeric(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    def compared(wanted: str, value: str) -> bool:
        with suppress(ValueError):
            return compare(float(value), float(wanted))
        return False

    return compared


def _date(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    def compared(wanted: str, value: str) -> bool:
        with suppress(ValueError, OverflowError):
            return compare(_seconds(value), _seconds(wanted))
        return False

    return compared


def _seconds(text: str) -> float:
    """Return a date of ISO 8601 or a number of seconds as seconds since 1970."""
    with suppress(ValueError):
        return float(text)
    moment = datetime.datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp()


_ORDERS = {
    "equals": operator.eq,
    "notequals": operator.eq,
    "lessthan": operator.lt,
    "lessthanequals": operator.le,
    "greaterthan": operator.gt,
    "greaterthanequals": operator.ge,
}

OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "stringequals": _equals,
    "stringnotequals": _equals,
    "stringequalsignorecase": _equals_ignoring_case,
    "stringnotequalsignorecase": _equals_ignoring_case,
    "stringlike": matches,
    "stringnotlike": matches,
    "arnequals": _arn_like,
    "arnnotequals": _arn_like,
    "arnlike": _arn_like,
    "arnnotlike": _arn_like,
    "bool": _equals_ignoring_case,
    "binaryequals": _binary,
    "ipaddress": _address,
    "notipaddress": _address,
    **{f"numeric{name}": _numeric(compare) for name, compare in _ORDERS.items()},
    **{f"date{name}": _date(compare) for name, compare in _ORDERS.items()},
}
"""By operator in lower case; a negated one is the opposite of what stands here, over all that a policy names."""


def compares(name: str, wanted: str, value: str) -> bool:
    """Return whether a value is as an operator wants it, its negation aside."""
    return OPERATORS[name](wanted, value)
