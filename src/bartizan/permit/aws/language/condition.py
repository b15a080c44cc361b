"""Evaluate a statement's conditions against what is known of a request: they hold, do not hold, or nobody knows.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Iterable, Sequence

from bartizan.permit.aws.language.address import holds_for_address
from bartizan.permit.aws.language.context import Context, Undecided, Values, filled, literally
from bartizan.permit.aws.language.operator import OPERATORS, compares
from bartizan.permit.aws.language.policy import Test

_SOURCE_ADDRESS = "aws:sourceip"
_ADDRESS_OPERATORS = ("ipaddress", "notipaddress")
_LIKE = ("stringlike", "stringnotlike", "arnlike", "arnnotlike", "arnequals", "arnnotequals")


def hold(tests: Iterable[Test], context: Context, *, allows: bool = True) -> bool | None:
    """Return whether all conditions of a statement hold; None where a key's value or an operator is not known.

    A caller picks the kind of address that it calls from, so an Allow of either kind applies, and only a Deny
    of both keeps it out: ``allows`` is the statement's effect.
    """
    verdict: bool | None = True
    for test in tests:
        holds = holds_one(test, context, allows=allows)
        if holds is False:
            return False
        verdict = verdict and holds
    return verdict


def holds_one(test: Test, context: Context, *, allows: bool = True) -> bool | None:
    """Return whether one line of a Condition holds."""
    values = context.values(test.key)
    if test.operator == "null":
        return _is_absent(test, values)
    if test.operator not in OPERATORS:
        return None
    if values == ():
        return _holds_for_absent(test)
    if test.key == _SOURCE_ADDRESS and test.operator in _ADDRESS_OPERATORS:
        return holds_for_address(test.values, values, is_negated=test.is_negated, allows=allows)
    if isinstance(values, Undecided):
        return _holds_for_untold(test, values)
    return _holds_for(test, values, context)


def _is_absent(test: Test, values: Values) -> bool | None:
    if values is Undecided.PERHAPS:
        return None
    return any((wanted.lower() == "true") is (values == ()) for wanted in test.values)


def _holds_for_absent(test: Test) -> bool:
    if test.over:
        return test.over == "forallvalues" or test.is_if_exists
    return test.is_negated or test.is_if_exists


def _holds_for_untold(test: Test, values: Undecided) -> bool | None:
    """Return the answer where any value gives the same: a lone star matches all, an empty list none."""
    is_star = test.operator in _LIKE and "*" in test.values
    if test.values and not is_star:
        return None
    is_met = is_star is not test.is_negated
    if values is Undecided.PRESENT:
        return is_met
    return is_met if is_met is _holds_for_absent(test) else None


def _holds_for(test: Test, values: Sequence[str], context: Context) -> bool | None:
    """Return whether the values of a request, of which there is one at least, meet what a policy names."""
    met = [_meets(test, value, context) for value in values]
    return _all(met) if test.over == "forallvalues" else _any(met)


def _meets(test: Test, value: str, context: Context) -> bool | None:
    """Return whether one value is among those named, or, for a negated operator, is none of them."""
    found = _any([_equals(test, wanted, value, context) for wanted in test.values])
    return found if found is None else found is not test.is_negated


def _equals(test: Test, wanted: str, value: str, context: Context) -> bool | None:
    if "${" not in wanted or not test.has_variables:
        return compares(test.operator, wanted, value)
    text, is_sure = filled(wanted, context)
    if text is None:
        return False
    return compares(test.operator, text, literally(value, text)) if is_sure else None


def _any(verdicts: Sequence[bool | None]) -> bool | None:
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _all(verdicts: Sequence[bool | None]) -> bool | None:
    if False in verdicts:
        return False
    return None if None in verdicts else True
