"""Whom a role's trust policy lets in from elsewhere."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bartizan.permit.aws.evaluate import is_about
from bartizan.permit.aws.policy import Statement, parsed

ANYONE = "*"
_ACCOUNT = re.compile(r"\d{12}")
_ASSUME = "sts:assumerole"
_ORGANIZATION_KEYS = {"aws:principalorgid", "aws:principalorgpaths"}
_ACCOUNT_KEYS = {"aws:principalaccount", "aws:principalarn"}
_POSITIVE = ("stringequals", "stringlike", "stringequalsignorecase", "arnequals", "arnlike")


def foreign_accounts(document: str, own: str) -> list[str]:
    """Return the ids of other accounts whose principals may assume a role, sorted; ``*`` for anyone.

    Everyone in one organization is not anyone, and everyone in named accounts is these accounts.

    Raises:
        PolicyError: the trust policy cannot be read.
    """
    statements = (each for each in parsed(document) if each.allows and is_about(each, _ASSUME))
    return sorted({account for statement in statements for account in _accounts(statement)} - {own})


def _accounts(statement: Statement) -> Iterator[str]:
    for principal in _principals(statement.principal):
        if principal == ANYONE:
            yield from _tied(statement.conditions)
        elif account := _ACCOUNT.search(principal):
            yield account[0]


def _principals(principal: Any) -> list[str]:
    if principal is None or principal == ANYONE:
        # An Allow with NotPrincipal is for all others.
        return [ANYONE]
    given = principal.get("AWS", []) if isinstance(principal, Mapping) else []
    return [str(each) for each in (given if isinstance(given, list) else [given])]


def _tied(conditions: Mapping[str, Any]) -> list[str]:
    """Return the accounts that conditions tie everyone to: none for an organization; anyone without one."""
    for operator, keys in conditions.items():
        if operator.lower().rpartition(":")[2] not in _POSITIVE:
            continue
        for key, value in keys.items():
            values = [str(each) for each in (value if isinstance(value, list) else [value])]
            if key.lower() in _ORGANIZATION_KEYS and all(each.startswith("o-") for each in values):
                return []
            found = [_ACCOUNT.search(each) for each in values] if key.lower() in _ACCOUNT_KEYS else [None]
            if all(found):
                return [match[0] for match in found if match]
    return [ANYONE]
