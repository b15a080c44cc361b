"""What the own policies of all resources of a kind say of one action, prepared once and asked for each caller."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bartizan.permit.aws.caller import ANYONE, Caller, Naming
from bartizan.permit.aws.evaluate import Sourced, is_about, is_met
from bartizan.permit.aws.expand.asking import Asking
from bartizan.permit.aws.expand.universe import Universe
from bartizan.permit.aws.language.context import Values
from bartizan.permit.aws.language.policy import Principals, Statement
from bartizan.permit.aws.verdict import NOWHERE, Grants, Sets

_OF_ONE = ("aws:principalarn", "aws:principaltag/", "aws:userid", "aws:username")
"""Condition keys in which principals of one account and kind differ."""
_NOTHING = Grants()


@dataclass(frozen=True)
class Bearing:
    """A statement of a resource's own policy that bears on a caller: how it names it, and on which resources."""

    statement: Statement
    named: Naming | None
    met: Sets

    @property
    def verdict(self) -> Sets:
        """Where it surely applies and where it may."""
        return self.met if self.named is not None else Sets(0, self.met.may)


class Doors:
    """The statements about one action in the own policies of a kind's resources.

    Those without conditions are gathered by whom they name; the others are evaluated for each caller, or once for all
    that differ in nothing that they ask for.
    """

    def __init__(self, universe: Universe, action: str, suffix: str = "") -> None:
        self._universe = universe
        self._suffix = suffix
        # No policy of a resource speaks of IAM's own actions: a role's is about who becomes it.
        self._unread = 0 if action.startswith("iam:") else universe.unread
        plain: defaultdict[tuple[Principals, bool], list[tuple[int, Sourced]]] = defaultdict(list)
        self._peculiar: list[tuple[int, Statement]] = []
        for place, target in enumerate(universe.targets):
            for sourced in target.policy or ():
                if speaks_to_callers(sourced.statement, action):
                    self._sort(place, sourced, plain)
        self._by_name: defaultdict[str, list[tuple[Statement, int]]] = defaultdict(list)
        self._others: list[tuple[Statement, int]] = []
        for (principals, _), found in plain.items():
            self._index(principals, found)
        self._known: dict[tuple[int, str, tuple[tuple[str, Values], ...]], Sets] = {}

    def _sort(
        self, place: int, sourced: Sourced, plain: defaultdict[tuple[Principals, bool], list[tuple[int, Sourced]]]
    ) -> None:
        statement = sourced.statement
        if statement.tests or statement.has_variables or statement.principals is None:
            self._peculiar.append((place, statement))
        elif self._names(statement, place):
            plain[statement.principals, statement.allows].append((place, sourced))

    def _names(self, statement: Statement, place: int) -> bool:
        bit = 1 << place
        found = any(self._universe.matching(pattern, self._suffix) & bit for pattern in statement.resources)
        return found is not statement.is_not_resources

    def _index(self, principals: Principals, found: list[tuple[int, Sourced]]) -> None:
        by_sid: defaultdict[str, int] = defaultdict(int)
        first: dict[str, Statement] = {}
        for place, sourced in found:
            by_sid[sourced.statement.sid] |= 1 << place
            first.setdefault(sourced.statement.sid, sourced.statement)
        entries = [(first[sid], bits) for sid, bits in by_sid.items()]
        if principals.is_not or not all(_is_one(name) for name in principals.aws):
            self._others += entries
        else:
            for name in principals.aws:
                self._by_name[name] += entries

    def bearing(self, asking: Asking) -> Iterator[Bearing]:
        """Yield the statements that bear on a caller's request."""
        caller = asking.caller
        for statement, bits in (*self._by_name.get(caller.arn, ()), *self._others):
            named = caller.named_in(statement)
            if named is not Naming.NOBODY:
                yield Bearing(statement, named, Sets(bits, bits))
        for number, (place, statement) in enumerate(self._peculiar):
            named = caller.named_in(statement)
            if named is not Naming.NOBODY and (met := self._met(number, place, statement, asking)).may:
                yield Bearing(statement, named, met)

    def _met(self, number: int, place: int, statement: Statement, asking: Asking) -> Sets:
        target = self._universe.targets[place]
        key = number, _differing(statement, asking.caller), tuple(asking.more(target).items())
        if key not in self._known:
            met = Sets.of(is_met(statement, asking.action, target.arn + self._suffix, asking.context(target)))
            self._known[key] = Sets(met.yes << place, met.may << place)
        return self._known[key]

    @cached_property
    def are_silent(self) -> bool:
        """Whether no policy says anything of the action to principals."""
        return not (self._by_name or self._others or self._peculiar)

    def given(self, bearing: list[Bearing]) -> Grants:
        """Return what statements that bear on a caller amount to.

        A policy that could not be read may deny, or open what it alone can open; that it may grant to the caller
        itself is true of any caller, and no news of this one.
        """
        unread = Sets(0, self._unread)
        if not bearing and not self._unread:
            return _NOTHING
        found: dict[Naming | None, Sets] = {}
        denies = unread
        for each in bearing:
            if each.statement.allows:
                found[each.named] = found.get(each.named, NOWHERE) | each.met
            else:
                denies |= each.verdict
        perhaps = Sets(0, found.get(None, NOWHERE).may)
        return Grants(
            found.get(Naming.ACCOUNT, NOWHERE) | unread,
            found.get(Naming.ARN, NOWHERE) | perhaps,
            found.get(Naming.SESSION, NOWHERE) | perhaps,
            denies,
        )


def speaks_to_callers(statement: Statement, action: str) -> bool:
    """Return whether a statement of a resource's policy is about an action, in lower case, and about principals."""
    principals = statement.principals
    return principals is not None and bool(principals.aws or principals.is_not) and is_about(statement, action)


def _is_one(name: str) -> bool:
    """Return whether a text names a single role or user."""
    parts = name.split(":", 5)
    return len(parts) == 6 and parts[2] == "iam" and parts[5].startswith(("role/", "user/")) and ANYONE not in name


def _differing(statement: Statement, caller: Caller) -> str:
    """Return what of a caller a statement's conditions depend on, as text."""
    asked = [test.key for test in statement.tests] + [
        text.lower() for test in statement.tests for text in test.values if "${" in text
    ]
    asked += [each.lower() for each in statement.resources] if statement.has_variables else []
    if any(key in each for each in asked for key in _OF_ONE):
        return caller.arn
    return f"{caller.account} {caller.kind} {caller.is_service_linked}"
