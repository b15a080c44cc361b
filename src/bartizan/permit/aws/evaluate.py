"""Evaluate a principal's policies: what it may do to one resource, and on which resources it may do a thing at all.

Explicit denials win, a boundary only takes away, groups give what own policies give. Source:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bartizan.permit.aws.language.condition import hold
from bartizan.permit.aws.language.context import Context, filled, literally
from bartizan.permit.aws.language.match import covers, matches, overlaps
from bartizan.permit.aws.language.policy import Statement


class Decision(StrEnum):
    """The result of a request: ``CONDITIONAL`` where it depends on what cannot be known beforehand."""

    YES = "yes"
    CONDITIONAL = "conditional"
    NO = "no"


@dataclass(frozen=True)
class Sourced:
    """A statement and the policy it stands in."""

    statement: Statement
    source: str


Statements = tuple[Sourced, ...]


@dataclass(frozen=True)
class Policies:
    """All that bears on one principal, whatever it asks for.

    ``identity`` are its own and its groups' statements. Each of ``limits`` (a boundary, a session's policy, the service
    control policies of one level of the organization) must allow what these allow.
    """

    identity: Statements
    limits: tuple[Statements, ...] = ()

    @property
    def layers(self) -> tuple[Statements, ...]:
        """All sets of statements, each of which must allow a request."""
        return (self.identity, *self.limits)


@dataclass(frozen=True)
class Said:
    """What a set of statements says of one request: whether it allows it and whether it denies it, None for perhaps."""

    allows: bool | None = False
    denies: bool | None = False


@dataclass(frozen=True)
class Reach:
    """A pattern of resources on which an action is allowed, perhaps a little wide, never too narrow.

    ``source`` is the policy that grants it, ``sid`` the statement there.
    """

    pattern: str
    is_conditional: bool
    source: str
    sid: str = ""


def decide(policies: Policies, action: str, resource: str, context: Context) -> Decision:
    """Return what comes of one request for an action (in any case) on one resource's ARN, by these policies alone."""
    said = [say(layer, action, resource, context) for layer in policies.layers]
    return decision(all_of(each.allows for each in said), any_of(each.denies for each in said))


def decision(allows: bool | None, denies: bool | None) -> Decision:
    """Return the result of a request; an undecided denial makes what is allowed conditional."""
    if denies or allows is False:
        return Decision.NO
    return Decision.YES if allows and denies is False else Decision.CONDITIONAL


def say(statements: Iterable[Sourced], action: str, resource: str, context: Context) -> Said:
    """Return what statements say of one request."""
    name, here = action.lower(), context.of(action)
    allows: bool | None = False
    denies: bool | None = False
    for sourced in statements:
        applies = is_met(sourced.statement, name, resource, here)
        if sourced.statement.allows:
            allows = any_of((allows, applies))
        else:
            denies = any_of((denies, applies))
    return Said(allows, denies)


def is_met(statement: Statement, action: str, resource: str, context: Context) -> bool | None:
    """Return whether a statement bears on a request, given with its action in lower case; None for perhaps."""
    if not is_about(statement, action):
        return False
    is_on = _is_on(statement, resource, context)
    return is_on and all_of((is_on, hold(statement.tests, context, allows=statement.allows)))


def is_about(statement: Statement, action: str) -> bool:
    """Return whether a statement speaks of an action, given in lower case."""
    return any(matches(pattern, action) for pattern in statement.actions) is not statement.is_not_actions


def lets_all_through(statements: Iterable[Sourced]) -> bool:
    """Return whether statements, all of which speak of an action, allow it on everything without a condition."""
    found = [each.statement for each in statements]
    return all(each.allows for each in found) and any(
        each.resources == ("*",) and not (each.tests or each.is_not_resources) for each in found
    )


def any_of(verdicts: Iterable[bool | None]) -> bool | None:
    """Return whether any of three-valued verdicts is true; None for perhaps."""
    found = set(verdicts)
    return True if True in found else None if None in found else False


def all_of(verdicts: Iterable[bool | None]) -> bool | None:
    """Return whether all of three-valued verdicts are true; None for perhaps."""
    found = set(verdicts)
    return False if False in found else None if None in found else True


def reaches(policies: Policies, action: str, kind: str, context: Context) -> list[Reach]:
    """Return where an action is allowed among the resources that ``kind``, a pattern of ARNs, describes.

    A reach over all of them has ``kind`` itself as its pattern. Denials count where they hold without a condition.
    """
    name, here = action.lower(), context.of(action)
    found = list(_allowed(policies.identity, name, kind, here))
    for limit in policies.limits:
        if found:
            found = _within(found, list(_allowed(limit, name, kind, here)))
    for sourced in (each for layer in policies.layers for each in layer):
        if found and _is_denial(sourced.statement, name, here):
            found = [left for reach in found for left in _after(reach, sourced.statement, here)]
    return list(dict.fromkeys(found))


def _is_on(statement: Statement, resource: str, context: Context) -> bool | None:
    found: bool | None = False
    for pattern, is_sure in patterns(statement, context):
        if matches(pattern, literally(resource, pattern)):
            if is_sure:
                return not statement.is_not_resources
            found = None
    return found if found is None else statement.is_not_resources


def patterns(statement: Statement, context: Context) -> Iterator[tuple[str, bool]]:
    """Yield a statement's patterns of resources for who asks, as wide as may be, and whether each is sure."""
    for each in statement.resources:
        if not statement.has_variables or "${" not in each:
            yield each, True
            continue
        text, is_sure = filled(each, context)
        if text is not None:
            yield text, is_sure


def _allowed(statements: Iterable[Sourced], action: str, kind: str, context: Context) -> Iterator[Reach]:
    for sourced in statements:
        statement = sourced.statement
        if not statement.allows or not is_about(statement, action):
            continue
        holds = hold(statement.tests, context) if statement.tests else True
        if holds is False:
            continue
        for pattern, is_sure in _named(statement, kind, context):
            if overlaps(pattern, kind):
                where = kind if covers(_everywhere(pattern), kind) else pattern
                yield Reach(where, holds is None or not is_sure, sourced.source, statement.sid)


def _named(statement: Statement, kind: str, context: Context) -> list[tuple[str, bool]]:
    """Return the patterns on which a statement allows; exceptions leave all of a kind unless they take all of it."""
    found = list(patterns(statement, context))
    if not statement.is_not_resources:
        return found
    return [] if any(is_sure and covers(pattern, kind) for pattern, is_sure in found) else [(kind, True)]


def _everywhere(pattern: str) -> str:
    """Return an ARN pattern of one region as one of all regions: a region alone names no resource."""
    parts = pattern.split(":", 5)
    return ":".join([*parts[:3], "*", *parts[4:]]) if len(parts) == 6 and parts[3] else pattern


def _is_denial(statement: Statement, action: str, context: Context) -> bool:
    return not statement.allows and is_about(statement, action) and hold(statement.tests, context, allows=False) is True


def _after(reach: Reach, denial: Statement, context: Context) -> list[Reach]:
    """Return what a denial leaves of a reach. Where it takes away only a part, the reach stays as wide as it was."""
    found = list(patterns(denial, context))
    if not denial.is_not_resources:
        return [] if any(is_sure and covers(pattern, reach.pattern) for pattern, is_sure in found) else [reach]
    if any(covers(pattern, reach.pattern) for pattern, _ in found):
        return [reach]
    return [replace(reach, pattern=pattern) for pattern, _ in found if overlaps(pattern, reach.pattern)]


def _within(found: Iterable[Reach], limits: Sequence[Reach]) -> list[Reach]:
    """Return what two sets of reaches share; where patterns merely cross, the longer one stands for what they share."""
    shared = []
    for reach in found:
        for limit in limits:
            if overlaps(reach.pattern, limit.pattern):
                narrow = limit.pattern if covers(reach.pattern, limit.pattern) else reach.pattern
                shared.append(
                    replace(reach, pattern=narrow, is_conditional=reach.is_conditional or limit.is_conditional)
                )
    return shared
