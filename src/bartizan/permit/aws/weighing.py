"""The reaches of one principal, each evaluated once, by the statements that speak of its action."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bartizan.permit.aws.abilities import kind, known
from bartizan.permit.aws.caller import Caller, context_of, resource_keys
from bartizan.permit.aws.evaluate import Decision, Policies, Reach, Sourced, Statements, decide, reaches
from bartizan.permit.aws.language.context import Context, Values

REGION = "aws:requestedregion"
PASSED_TO = "iam:passedtoservice"
Keys = dict[str, Values]


@dataclass
class Weighing:
    """One principal with its policies at a moment, in UTC."""

    caller: Caller
    policies: Policies
    now: datetime.datetime
    _reaches: dict[tuple[str, str, str], list[Reach]] = field(default_factory=dict)
    _about: dict[str, Policies] = field(default_factory=dict)
    _decided: dict[str, Decision] = field(default_factory=dict)
    """What comes of actions for which the resource makes no difference."""

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The known actions, in lower case, that any statement allows on anything."""
        return frozenset().union(*(_known(each) for each in self.policies.identity if each.statement.allows))

    def kind(self, resource: str) -> str:
        """Return the pattern of ARNs that a file's resource means in the principal's account."""
        return kind(resource, self.caller.partition, self.caller.account)

    def reaches(self, action: str, resource: str, service: str = "") -> list[Reach]:
        """Return where an action is allowed; ``service`` is the one that a role is passed to."""
        if action.lower() not in self.allowed:
            return []
        key = (action, resource, service)
        if key not in self._reaches:
            about, pattern = self.about(action.lower()), self.kind(resource)
            context = self._on(action, pattern)
            found = [
                reach
                for choice in self._choices(about, action, service)
                for reach in reaches(about, action, pattern, _chosen(context, choice))
            ]
            # An action that knows no resources is only ever allowed by a statement on everything.
            self._reaches[key] = [r for r in dict.fromkeys(found) if resource != "*" or r.pattern == "*"]
        return self._reaches[key]

    def everywhere(self, action: str, resource: str, service: str = "") -> Reach | None:
        """Return a reach of an action over all resources, without a condition."""
        everything = self.kind(resource)
        sure = (reach for reach in self.reaches(action, resource, service) if not reach.is_conditional)
        return next((reach for reach in sure if reach.pattern == everything), None)

    def anywhere(self, action: str, resource: str, service: str = "") -> Reach | None:
        """Return a reach of an action over some resource, without a condition."""
        return next((reach for reach in self.reaches(action, resource, service) if not reach.is_conditional), None)

    def decide(self, action: str, arn: str, service: str = "", keys: Keys | None = None) -> Decision:
        """Return what comes of a request for an action on one resource of the principal's account.

        ``keys`` are condition keys that are known beside those of the principal and the resource.
        """
        name = action.lower()
        if name in self._decided:
            return self._decided[name]
        about, context = self.about(name), self._on(action, arn).having(keys or {})
        choices = self._choices(about, action, service)
        decisions = {decide(about, action, arn, _chosen(context, choice)) for choice in choices}
        found = next(each for each in Decision if each in decisions)
        if _is_of_everything(about):
            self._decided[name] = found
        return found

    @cached_property
    def _context(self) -> Context:
        return context_of(self.caller, self.now)

    def _on(self, action: str, arn: str) -> Context:
        """Return what is known of an action on a resource of the principal's account."""
        return self._context.having(resource_keys(action, arn, self.caller.account, self.caller.organization))

    def about(self, action: str) -> Policies:
        """Return the statements that speak of an action: to match the others again and again takes most of the time."""
        if action not in self._about:
            identity, *limits = (by_action.get(action, ()) for by_action in self._by_action)
            self._about[action] = Policies(identity, tuple(limits))
        return self._about[action]

    @cached_property
    def _by_action(self) -> list[dict[str, Statements]]:
        """The statements of each layer by the known actions that they speak of."""
        found = []
        for layer in self.policies.layers:
            by_action: defaultdict[str, list[Sourced]] = defaultdict(list)
            for each in layer:
                for action in _known(each):
                    by_action[action].append(each)
            found.append({action: tuple(statements) for action, statements in by_action.items()})
        return found

    def _choices(self, about: Policies, action: str, service: str) -> list[Keys]:
        """Return the keys that a caller picks as suits it, one way each: the region, and the policy it attaches."""
        passed: Keys = {PASSED_TO: (service,)} if service else {}
        ways: list[Keys] = [passed]
        statements = [each.statement for layer in about.layers for each in layer]
        regions = {value for each in statements for test in each.tests if test.key == REGION for value in test.values}
        if regions:
            ways = [{**passed, REGION: (region.replace("*", "x"),)} for region in sorted(regions)]
            ways.append({**passed, REGION: ("another-region-1",)})
        if action.lower().startswith("iam:attach"):
            ways = [{**way, "iam:policyarn": (arn,)} for way in ways for arn in self._harmful]
        return ways

    @property
    def _harmful(self) -> Iterator[str]:
        """Policies that give everything, or let it be given."""
        yield f"arn:{self.caller.partition}:iam::aws:policy/AdministratorAccess"
        yield f"arn:{self.caller.partition}:iam::aws:policy/IAMFullAccess"
        yield f"arn:{self.caller.partition}:iam::{self.caller.account}:policy/any-of-the-account"


def _chosen(context: Context, choice: Keys) -> Context:
    """Return a context with choices; a region that the resource fixes is none."""
    fixed = {REGION} if isinstance(context.known.get(REGION), tuple) else set()
    return context.having({key: values for key, values in choice.items() if key not in fixed})


def _is_of_everything(about: Policies) -> bool:
    """Return whether statements say the same of every resource, for any caller and at any time."""
    statements = (each.statement for layer in about.layers for each in layer)
    return all(each.resources == ("*",) and not (each.is_not_resources or each.tests) for each in statements)


def speaking(statements: Iterable[Sourced], action: str) -> Statements:
    """Return the statements that speak of a known action, given in lower case."""
    return tuple(each for each in statements if action in _known(each))


def _known(sourced: Sourced) -> frozenset[str]:
    return known(sourced.statement.actions, is_not=sourced.statement.is_not_actions)
