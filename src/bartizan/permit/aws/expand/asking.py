"""One caller asking for one action of all resources of a kind: what statements say, set by set."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bartizan.permit.aws.caller import Caller, resource_keys
from bartizan.permit.aws.evaluate import Sourced, Statements, patterns
from bartizan.permit.aws.expand.universe import Target, Universe
from bartizan.permit.aws.language.condition import hold, holds_one
from bartizan.permit.aws.language.context import Context, Values, may_carry
from bartizan.permit.aws.language.policy import Statement, Test
from bartizan.permit.aws.verdict import NOWHERE, Sets

Keys = Mapping[str, Values]
Alike = tuple[object, ...]
"""What a statement's verdict depends on, beside its resources."""
_TAG = "resourcetag/"
_REGION = "aws:requestedregion"
_REMEMBERED = 5_000
"""Conditions of which is remembered what they come to."""


def _no_keys(_: Target) -> Keys:
    return {}


@dataclass(eq=False)
class Asking:
    """One caller, one action in lower case, and the resources it is asked of.

    ``base`` is what is known of all requests of the caller, ``suffix`` what follows the ARNs (a key in a bucket).
    ``more`` gives the condition keys that are known beside those of caller and resource. ``known`` are what conditions
    came to in other requests.
    """

    caller: Caller
    action: str
    universe: Universe
    base: Context
    suffix: str = ""
    more: Callable[[Target], Keys] = _no_keys
    known: dict[Alike, "Held"] = field(default_factory=dict)
    _keys: dict[int, Alike | None] = field(default_factory=dict)
    _contexts: dict[bool, list[tuple[Context, int]]] = field(default_factory=dict)

    def having(self, suffix: str) -> "Asking":
        """Return the same question about what has a suffix."""
        return replace(self, suffix=suffix, _keys={}) if suffix != self.suffix else self

    def met(self, statement: Statement) -> Sets:
        """Return the resources on which a statement, which is about the action, bears on the request."""
        if statement.has_variables:
            return self._met_by_part(statement)
        found = 0
        for pattern in statement.resources:
            found |= self.universe.matching(pattern, self.suffix)
        found = self.universe.all & ~found if statement.is_not_resources else found
        if not statement.tests:
            return Sets(found, found)
        return self._held(statement).where.among(found)

    def _met_by_part(self, statement: Statement) -> Sets:
        verdict = NOWHERE
        for context, part in self.contexts(by_tags=_asks_for_tags(statement)):
            holds = hold(statement.tests, context, allows=statement.allows)
            if holds is not False:
                on = self._on(statement, context).among(part)
                verdict |= on if holds else Sets(0, on.may)
        return verdict

    def alike(self, statement: Statement) -> Alike | None:
        """Return all that a conditional statement's verdict depends on beside its resources; None where not known.

        Without variables, conditions read no more of a caller than their keys, its account and its organization.
        """
        if self.more is not _no_keys or statement.has_variables or _have_variables(statement.tests):
            return None
        return (
            *(statement.tests, statement.allows, self.universe.kind),
            *(self.caller.account, self.caller.organization, self.action.startswith("iam:")),
            *[self._known_of(test.key) for test in statement.tests],
        )

    def _known_of(self, key: str) -> object:
        """Return all of a caller and an action that decides the value of a condition key."""
        known = self.base.known
        return known[key] if key in known else (known.get(f"{key.partition('/')[0]}/"), may_carry(self.action, key))

    def key(self, statements: Statements) -> Alike | None:
        """Return what statements, kept as long as the question, say the same by; None where they must be asked."""
        if id(statements) not in self._keys:
            self._keys[id(statements)] = self._key(statements)
        return self._keys[id(statements)]

    def _key(self, statements: Statements) -> Alike | None:
        found: list[object] = [self.universe.kind, self.suffix]
        for each in statements:
            statement = each.statement
            found += (id(statement), each.source)
            if statement.tests or statement.has_variables:
                alike = self.alike(statement)
                if alike is None:
                    return None
                found.append(alike)
        return tuple(found)

    def _held(self, statement: Statement) -> "Held":
        """Return what a statement's conditions come to, which is remembered for requests that are alike."""
        key = self.alike(statement)
        found = self.known.get(key) if key else None
        if not found:
            found = self._hold(statement)
            if key:
                if len(self.known) >= _REMEMBERED:
                    self.known.clear()
                self.known[key] = found
        return found

    def _hold(self, statement: Statement) -> "Held":
        yes = may = 0
        contexts = self.contexts(by_tags=_asks_for_tags(statement))
        for context, part in contexts:
            holds = hold(statement.tests, context, allows=statement.allows)
            yes |= part if holds else 0
            may |= part if holds is not False else 0
        undecided = (
            text_of(test)
            for test in statement.tests
            if any(holds_one(test, context, allows=statement.allows) is None for context, _ in contexts)
        )
        return Held(Sets(yes, may), " and ".join(undecided))

    def _on(self, statement: Statement, context: Context) -> Sets:
        sure = unsure = 0
        for pattern, is_sure in patterns(statement, context):
            found = self.universe.matching(pattern, self.suffix)
            if is_sure:
                sure |= found
            else:
                unsure |= found
        named = Sets(sure, sure | unsure)
        return Sets(self.universe.all, self.universe.all).but(named) if statement.is_not_resources else named

    def contexts(self, *, by_tags: bool) -> list[tuple[Context, int]]:
        """Return what is known of the requests, for each set of resources of which the same is known."""
        if by_tags not in self._contexts:
            parts = self.universe.parts(by_tags=by_tags)
            self._contexts[by_tags] = [(self.context(target), part) for target, part in parts]
        return self._contexts[by_tags]

    def context(self, target: Target) -> Context:
        """Return what is known of the request on one resource."""
        organization = self.caller.organization if target.account == self.caller.account else target.organization
        keys = resource_keys(self.action, target.arn, target.account, organization, target.tags)
        if target.region:
            keys[_REGION] = (target.region,)
        return self.base.having(keys).of(self.action).having(self.more(target))

    def undecided(self, statement: Statement) -> str:
        """Return the conditions of a statement that nobody can decide, as text."""
        found = self._held(statement).undecided
        if statement.has_variables and not found:
            found = f"a variable in {', '.join(each for each in statement.resources if '${' in each)}"
        return found


class Held(NamedTuple):
    """Where the conditions of a statement hold, and those that nobody can decide, as text."""

    where: Sets
    undecided: str


class Heard(NamedTuple):
    """What one layer of statements says: where it allows and denies, and what each statement contributes.

    ``grants`` are the names of those that allow, each with where it does.
    """

    allows: Sets = NOWHERE
    denies: Sets = NOWHERE
    by: tuple[tuple[Sourced, Sets], ...] = ()
    grants: tuple[tuple[str, Sets], ...] = ()


def heard(statements: Iterable[Sourced], asking: Asking, met_by: Callable[[Statement, Asking], Sets]) -> Heard:
    """Return what a layer, of whose statements all are about the action, says; ``met_by`` says where each applies."""
    allows = denies = NOWHERE
    by, grants = [], []
    for sourced in statements:
        met = met_by(sourced.statement, asking)
        if met.may:
            by.append((sourced, met))
            if sourced.statement.allows:
                allows |= met
                grants.append((name_of(sourced.source, sourced.statement), met))
            else:
                denies |= met
    return Heard(allows, denies, tuple(by), tuple(grants))


def name_of(source: str, statement: Statement) -> str:
    """Return what a statement is called in a reason."""
    return f"{source} statement {statement.sid}"


def text_of(test: Test) -> str:
    """Return one line of a Condition as text."""
    over = f"{test.over}:" if test.over else ""
    return f"{test.key} {over}{test.operator}{'ifexists' if test.is_if_exists else ''} {', '.join(test.values)}"


def texts(by: Iterable[tuple[Sourced, Sets]], asking: Asking) -> Iterator[tuple[str, int]]:
    """Yield why statements are undecided, each with the resources for which they are."""
    for sourced, met in by:
        if met.perhaps:
            text = asking.undecided(sourced.statement)
            yield (text if sourced.statement.allows else f"not ({text})"), met.perhaps


def _asks_for_tags(statement: Statement) -> bool:
    asked = [text for test in statement.tests for text in (test.key, *test.values)]
    return any(_TAG in text.lower() for text in (*asked, *(statement.resources if statement.has_variables else ())))


def _have_variables(tests: Iterable[Test]) -> bool:
    return any("${" in value for test in tests for value in test.values)
