"""Weigh a principal's policies: what it may do to one resource, and on which resources it may do a thing at all.

Explicit denials win, a boundary only takes away, groups give what own policies give. Source:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from bartizan.permit.aws.condition import ANY_CALLER, Context, hold
from bartizan.permit.aws.match import covers, matches, overlaps
from bartizan.permit.aws.policy import Statement


class Decision(Enum):
    """What comes of a request: ``CONDITIONAL`` where it hangs on conditions that nobody can tell beforehand."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    DENIED = "denied"


@dataclass(frozen=True)
class Sourced:
    """A statement and the policy it stands in."""

    statement: Statement
    source: str


@dataclass(frozen=True)
class Policies:
    """All that bears on one principal: its own and its groups' statements, and its boundary's where it has one."""

    identity: tuple[Sourced, ...]
    boundary: tuple[Sourced, ...] | None = None


@dataclass(frozen=True)
class Reach:
    """A pattern of resources on which an action is allowed, perhaps a little wide, never too narrow."""

    pattern: str
    is_conditional: bool
    source: str


def decide(policies: Policies, action: str, resource: str, context: Context = ANY_CALLER) -> Decision:
    """Return what comes of one request for an action (in any case) on one resource's ARN.

    A denial under a condition that nobody can tell makes what is allowed conditional.
    """
    name = action.lower()
    decision = _of_set(policies.identity, name, resource, context)
    if policies.boundary is not None:
        decision = _weaker(decision, _of_set(policies.boundary, name, resource, context))
    return decision


def reaches(policies: Policies, action: str, kind: str, context: Context = ANY_CALLER) -> list[Reach]:
    """Return where an action is allowed among the resources that ``kind``, a pattern of ARNs, describes.

    A reach over all of them has ``kind`` itself as its pattern. Denials count where they hold without a condition.
    """
    name = action.lower()
    found = _allowed(policies.identity, name, kind, context)
    denials = _denials(policies.identity, name, context)
    if policies.boundary is not None:
        found = _within(found, _allowed(policies.boundary, name, kind, context))
        denials += _denials(policies.boundary, name, context)
    for denial in denials:
        found = [left for reach in found for left in _after(reach, denial)]
    return list(dict.fromkeys(found))


def is_about(statement: Statement, action: str) -> bool:
    """Return whether a statement speaks of an action, given in lower case."""
    return any(matches(pattern, action) for pattern in statement.actions) is not statement.is_not_actions


def _of_set(statements: Iterable[Sourced], action: str, resource: str, context: Context) -> Decision:
    allowed, maybe, doubted = False, False, False
    for sourced in statements:
        statement = sourced.statement
        if not is_about(statement, action) or not _is_on(statement, resource):
            continue
        holds = _holds(statement, context)
        if holds is False:
            continue
        if not statement.allows and holds:
            return Decision.DENIED
        allowed |= statement.allows and holds is True
        maybe |= statement.allows and holds is None
        doubted |= not statement.allows
    if allowed and not doubted:
        return Decision.ALLOWED
    return Decision.CONDITIONAL if allowed or maybe else Decision.DENIED


def _is_on(statement: Statement, resource: str) -> bool:
    return any(matches(pattern, resource) for pattern in statement.resources) is not statement.is_not_resources


def _holds(statement: Statement, context: Context) -> bool | None:
    holds = hold(statement.conditions, context) if statement.conditions else True
    # Whether a resource that is named after who asks is this one, only the asker knows.
    return None if holds and statement.has_variables else holds


def _weaker(one: Decision, other: Decision) -> Decision:
    if Decision.DENIED in (one, other):
        return Decision.DENIED
    return Decision.CONDITIONAL if Decision.CONDITIONAL in (one, other) else Decision.ALLOWED


def _allowed(statements: Iterable[Sourced], action: str, kind: str, context: Context) -> list[Reach]:
    found = []
    for sourced in statements:
        statement = sourced.statement
        if not statement.allows or not is_about(statement, action):
            continue
        holds = _holds(statement, context)
        if holds is False:
            continue
        patterns = _but(statement.resources, kind) if statement.is_not_resources else statement.resources
        found += [
            Reach(kind if covers(_everywhere(pattern), kind) else pattern, holds is None, sourced.source)
            for pattern in patterns
            if overlaps(pattern, kind)
        ]
    return found


def _but(exceptions: Sequence[str], kind: str) -> tuple[str, ...]:
    """Return what is left of a kind without exceptions: all of it, as long as they leave anything."""
    return () if any(covers(exception, kind) for exception in exceptions) else (kind,)


def _everywhere(pattern: str) -> str:
    """Return an ARN pattern of one region as one of all regions: a region alone names no resource."""
    parts = pattern.split(":", 5)
    return ":".join([*parts[:3], "*", *parts[4:]]) if len(parts) == 6 and parts[3] else pattern


def _denials(statements: Iterable[Sourced], action: str, context: Context) -> list[Statement]:
    return [
        sourced.statement
        for sourced in statements
        if not sourced.statement.allows and is_about(sourced.statement, action) and _holds(sourced.statement, context)
    ]


def _after(reach: Reach, denial: Statement) -> list[Reach]:
    """Return what a denial leaves of a reach. Where it takes away only a part, the reach stays as wide as it was."""
    if not denial.is_not_resources:
        return [] if any(covers(pattern, reach.pattern) for pattern in denial.resources) else [reach]
    if any(covers(pattern, reach.pattern) for pattern in denial.resources):
        return [reach]
    spared = [pattern for pattern in denial.resources if overlaps(pattern, reach.pattern)]
    return [Reach(pattern, reach.is_conditional, reach.source) for pattern in spared]


def _within(found: Iterable[Reach], limits: Sequence[Reach]) -> list[Reach]:
    """Return what two sets of reaches share; where patterns merely cross, the longer one stands for what they share."""
    shared = []
    for reach in found:
        for limit in limits:
            if not overlaps(reach.pattern, limit.pattern):
                continue
            narrow = limit.pattern if covers(reach.pattern, limit.pattern) else reach.pattern
            shared.append(Reach(narrow, reach.is_conditional or limit.is_conditional, reach.source))
    return shared
