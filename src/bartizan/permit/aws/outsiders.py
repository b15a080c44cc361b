"""The outside callers that a resource's policy allows, found by evaluating each candidate and an unknown caller."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bartizan.permit.aws.caller import ANYONE, Caller, Naming, Organization, context_of, resource_keys
from bartizan.permit.aws.evaluate import all_of, any_of, is_met
from bartizan.permit.aws.language.context import Values
from bartizan.permit.aws.language.policy import Statement, Test

STRANGER = "000000000000"
"""An account that no policy names."""

_ACCOUNT = re.compile(r"(?:arn:[^:]*:(?:iam|sts)::)?\d{12}(?::.*)?")
_WILD = re.compile(r"[*?]")
_CALLER_KEYS = ("aws:principalaccount", "aws:principalarn")
OUTSIDE = (Organization("o-ofastranger", "o-ofastranger/r-x/ou-x/"), Organization(""))
"""The organizations of strangers, which no policy names."""
NOT_OUTSIDE: dict[str, Values] = {"aws:resourceorgid": ("the organization of the resource",)}
"""What stands for the organization of a resource where it was not read: no stranger is in it."""


@dataclass(frozen=True)
class Door:
    """A resource of an account with its own policy, and the action that is asked of it at a moment, in UTC."""

    statements: tuple[Statement, ...]
    action: str
    resource: str
    account: str
    now: datetime.datetime

    def outsiders(self) -> list[str]:
        """Return other accounts with an allowed principal, perhaps under a condition; ``*`` for anyone."""
        if self.is_open is not False:
            return [ANYONE]
        return sorted(
            {
                each.account
                for each in self.callers()
                if each.account != self.account and self.lets_in(each) is not False
            }
        )

    def callers(self) -> Iterator[Caller]:
        """Yield a caller for each principal and account that the policy names."""
        yield from (Caller(arn) for arn in self._named())

    @cached_property
    def is_open(self) -> bool | None:
        """Whether an unknown caller is allowed, with or without an organization; None for perhaps."""
        names = [value for each in self.statements for value in _of_callers(each.tests)]
        arns = (self._arn(name) for name in (STRANGER, *names_of_strangers(names)))
        return any_of(self.lets_in(Caller(arn, organization=each)) for arn in arns for each in OUTSIDE)

    def lets_in(self, caller: Caller) -> bool | None:
        """Return whether the policy allows a caller; None where that depends on what cannot be known."""
        known = resource_keys(self.action, self.resource, self.account)
        context = replace(context_of(caller, self.now).having(known).of(self.action), variables=NOT_OUTSIDE)
        verdicts: dict[bool, bool | None] = {True: False, False: False}
        for each in self.statements:
            if each.principals is not None:
                named = caller.named_by(each.principals)
                is_named = None if named is None else named is not Naming.NOBODY
                met = all_of((is_named, is_met(each, self.action.lower(), self.resource, context)))
                verdicts[each.allows] = any_of((verdicts[each.allows], met))
        denied = verdicts[False]
        return all_of((verdicts[True], denied if denied is None else not denied))

    def _named(self) -> Iterator[str]:
        """Yield an ARN for each account that the policy names, in principals or in conditions on the caller."""
        for each in self.statements:
            names = [*(each.principals.aws if each.principals else ()), *_of_callers(each.tests)]
            yield from (self._arn(name) for name in names if _ACCOUNT.fullmatch(name))

    def _arn(self, name: str) -> str:
        """Return the ARN of a principal of an account, or of one that an ARN with wildcards stands for."""
        partition = self.resource.split(":")[1]
        if name.isdigit() or name.endswith(":root"):
            return f"arn:{partition}:iam::{name.removesuffix(':root').rpartition(':')[2]}:role/any"
        return name.replace("*", "x").replace("?", "x")


def names_of_strangers(patterns: Iterable[str]) -> list[str]:
    """Return ARNs that anyone can have who makes a role of that name, for patterns that fit more than one account."""
    found = []
    for pattern in patterns:
        parts = pattern.split(":", 5)
        if len(parts) == 6 and _WILD.search(parts[4]):
            found.append(":".join([*parts[:2], parts[2].replace("*", "iam"), "", STRANGER, parts[5]]))
    return found


def _of_callers(tests: tuple[Test, ...]) -> Iterator[str]:
    for test in tests:
        if test.key in _CALLER_KEYS and not test.is_negated:
            yield from test.values
