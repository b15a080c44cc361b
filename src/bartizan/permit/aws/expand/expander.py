"""Decide what each principal may do to each resource that matters, for all resources of a kind at once."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bartizan.permit.aws.abilities import UNNAMED
from bartizan.permit.aws.caller import Caller, context_of
from bartizan.permit.aws.evaluate import Policies, patterns
from bartizan.permit.aws.expand.asking import Asking, texts
from bartizan.permit.aws.expand.controls import Controls
from bartizan.permit.aws.expand.doors import Doors, speaks_to_callers
from bartizan.permit.aws.expand.hearing import Hearing
from bartizan.permit.aws.expand.outcome import Extent, Share, best
from bartizan.permit.aws.expand.universe import Target, Universe
from bartizan.permit.aws.expand.wanted import Wanted, wanted
from bartizan.permit.aws.language.context import Context, Values
from bartizan.permit.aws.request import is_closed
from bartizan.permit.aws.verdict import Sets, Sides, less
from bartizan.permit.aws.weighing import Weighing

_ANY_OBJECT = f"/{UNNAMED}"
"""An object that no policy names."""
_KEY_KIND = "key"
_PERHAPS = Sets(0, 1)
_CALLED: dict[str, Mapping[str, Values]] = {
    "lambda:invokefunction": {"lambda:invokedviafunctionurl": ("false",)},
}
"""Keys that are known because an action is asked for as a call of its own: a function's URL is another way in."""


@dataclass(frozen=True)
class Principal:
    """A role or user with its policies; ``unread`` names what of them could not be read, empty where all was."""

    weighing: Weighing
    unread: str = ""
    is_boundary_unread: bool = False

    @property
    def caller(self) -> Caller:
        """Who it is."""
        return self.weighing.caller

    @cached_property
    def base(self) -> Context:
        """What is known of all its requests."""
        return context_of(self.caller, self.weighing.now)


class _Asked(NamedTuple):
    """An ability over a kind of resource, the actions for it, and whether any resource's own policy speaks of one."""

    ability: str
    universe: Universe
    actions: tuple[Wanted, ...]
    names: frozenset[str]
    is_spoken_of: bool


@dataclass
class Expander:
    """The resources that matter, and what is remembered of one principal for the next."""

    universes: Mapping[str, Universe]
    controls: Controls
    now: datetime.datetime
    _doors: dict[tuple[str, str, str], Doors] = field(default_factory=dict)
    _hearing: Hearing = field(default_factory=Hearing)
    _spoken: dict[tuple[str, str], bool] = field(default_factory=dict)

    def expand(self, principal: Principal) -> Iterator[tuple[str, Universe, Share]]:
        """Yield what a principal may do, by ability and kind of resource."""
        keys, allowed = _Keys(self, principal), principal.weighing.allowed
        for ability, universe, actions, names, is_spoken_of in self._asked:
            if allowed.isdisjoint(names) and not is_spoken_of:
                continue
            editable = less(universe.all, universe.fixed) if ability == "edit_identity" else universe.all
            for part in best(self._outcomes(principal, actions, universe, keys), editable):
                yield ability, universe, part

    @cached_property
    def _asked(self) -> list[_Asked]:
        """What is asked of the kinds of which there are any."""
        return [
            _Asked(ability, universe, actions, frozenset(names), any(self._speaks(universe, each) for each in names))
            for (ability, kind), actions in wanted().items()
            if (universe := self.universes.get(kind)) and universe.targets
            for names in [[each.name for each in actions]]
        ]

    def _outcomes(
        self, principal: Principal, actions: tuple[Wanted, ...], universe: Universe, keys: "_Keys"
    ) -> Iterator[Extent]:
        """Yield what comes of some actions; not twice where nothing but the name of the action differs."""
        seen: set[tuple[object, ...]] = set()
        for asked, suffix in self._questions(principal, actions, universe):
            action = asked.name
            asking = self.asking(principal, action, universe, suffix)
            alike = self._alike(principal.weighing.about(action), asking)
            if alike and self._door(universe, action, suffix).are_silent:
                key = asked.key_action, alike
                if key in seen:
                    continue
                seen.add(key)
            outcome = self.outcome(principal, asked.action, asking)
            if outcome.verdict.may and asked.key_action and universe.by_key:
                keys.apply(outcome, asked)
            yield outcome

    def _questions(
        self, principal: Principal, actions: tuple[Wanted, ...], universe: Universe
    ) -> Iterator[tuple[Wanted, str]]:
        """Yield the actions that anything is said of, each with what follows the ARNs."""
        for asked in actions:
            is_allowed = asked.name in principal.weighing.allowed
            if is_allowed or self._speaks(universe, asked.name):
                for suffix in self._suffixes(principal, asked.name, universe) if asked.of_object else ("",):
                    if is_allowed or not self._door(universe, asked.name, suffix).are_silent:
                        yield asked, suffix

    def asking(self, principal: Principal, action: str, universe: Universe, suffix: str = "") -> Asking:
        """Return the question to what resources of a kind a principal may do an action, given in lower case."""
        base = principal.base.having(_CALLED[action]) if action in _CALLED else principal.base
        return Asking(principal.caller, action, universe, base, suffix, known=self._hearing.conditions)

    def _alike(self, about: Policies, asking: Asking) -> object | None:
        """Return all on which depends what statements say of an action; None where that is not known."""
        if self.controls.are_there:
            return None
        keys = [asking.key(layer) for layer in about.layers]
        return None if None in keys else tuple(keys)

    def outcome(self, principal: Principal, action: str, asking: Asking) -> Extent:
        """Return what comes of a principal's requests for an action on the resources of a kind."""
        universe, name = asking.universe, asking.action
        about = principal.weighing.about(name)
        layers = [self._hearing.of(layer, asking) for layer in about.layers]
        identity, limits = layers[0], layers[1:]
        doors = self._door(universe, name, asking.suffix)
        bearing = [] if doors.are_silent else list(doors.bearing(asking))
        given = doors.given(bearing)
        allowed = Sets(0, universe.all) if principal.is_boundary_unread else None
        for limit in limits:
            allowed = limit.allows if allowed is None else allowed & limit.allows
        own = universe.by_account.get(principal.caller.account, 0)
        is_shut = is_closed(name, universe.arns[0])
        sides = Sides(identity.allows, allowed, given, own, is_shut)
        verdict = sides.allows.but(given.denies)
        for layer in layers:
            verdict = verdict.but(layer.denies)
        found = Extent(action, asking, verdict, verdict, identity, bearing, 0 if is_shut else own)
        if verdict.may:
            found.unread = principal.unread if principal.is_boundary_unread else ""
            self._organize(found)
            for limit in limits:
                found.conditions += texts(limit.by, asking)
        return found

    def _organize(self, outcome: Extent) -> None:
        """Say what the policies of the organization leave of an outcome, and where they were not read."""
        asking = outcome.asking
        if asking.caller.is_service_linked:
            return
        levels = self.controls.levels(asking.caller.account, asking.action)
        if levels is None:
            outcome.out_of_sight = asking.universe.all
            return
        for level in levels:
            said = self._hearing.of(level, asking)
            outcome.in_organization = (outcome.in_organization & said.allows).but(said.denies)
        for account, resources in asking.universe.by_account.items():
            limits = self.controls.of_resources(account, asking.action)
            if limits is None:
                outcome.out_of_sight |= resources
            elif limits and outcome.verdict.may & resources:
                denies = self._hearing.of(limits, asking).denies.among(resources)
                outcome.in_organization = outcome.in_organization.but(denies)

    def _speaks(self, universe: Universe, action: str) -> bool:
        """Return whether the own policy of any resource speaks of an action to principals."""
        key = universe.kind, action
        if key not in self._spoken:
            policies = (target.policy or () for target in universe.targets)
            self._spoken[key] = any(speaks_to_callers(each.statement, action) for policy in policies for each in policy)
        return self._spoken[key]

    def _door(self, universe: Universe, action: str, suffix: str) -> Doors:
        key = universe.kind, action, suffix
        if key not in self._doors:
            self._doors[key] = Doors(universe, action, suffix)
        return self._doors[key]

    def _suffixes(self, principal: Principal, action: str, universe: Universe) -> list[str]:
        """Return the objects to ask for: any, and one for each pattern of them that a policy allows."""
        context = principal.base.of(action)
        named = [
            pattern
            for sourced in principal.weighing.about(action).identity
            if sourced.statement.allows and not sourced.statement.is_not_resources
            for pattern, _ in patterns(sourced.statement, context)
        ]
        objects = {pattern.partition("/")[2] for pattern in (*named, *self._objects(universe))}
        found = {f"/{each.replace('*', UNNAMED[0]).replace('?', 'x')}" for each in objects if each.strip("*")}
        return [_ANY_OBJECT, *sorted(found)]

    def _objects(self, universe: Universe) -> list[str]:
        """Return the patterns of objects that the buckets' own policies allow principals."""
        key = universe.kind
        if key not in self._named:
            self._named[key] = sorted(
                {
                    pattern
                    for target in universe.targets
                    for sourced in target.policy or ()
                    if sourced.statement.allows and sourced.statement.principals and sourced.statement.principals.aws
                    for pattern in sourced.statement.resources
                }
            )
        return self._named[key]

    _named: dict[str, list[str]] = field(default_factory=dict)


class _Keys:
    """What a principal may do with the keys that encrypt resources, through the service that asks for it."""

    def __init__(self, expander: Expander, principal: Principal) -> None:
        self._expander = expander
        self._principal = principal
        self._known: dict[tuple[str, str], Extent] = {}

    def apply(self, outcome: Extent, asked: Wanted) -> None:
        """Take from an outcome the resources whose key the principal may not use.

        A bucket's key encrypts what was written since it was set, unless the writer chose another: some of the objects
        may do without it. Writers need no key either: they may ask for another encryption than the bucket's own.
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
        """
        may = self._expander.universes.get(_KEY_KIND)
        for key_arn, resources in outcome.asking.universe.by_key.items():
            if not outcome.verdict.may & resources:
                continue
            place = may.places.get(key_arn) if may else None
            use = self._use(asked) if place is not None else None
            verdict, within = (
                (_bit(use.verdict, place), _bit(use.in_organization, place)) if use else (_PERHAPS, _PERHAPS)
            )
            condition = f"{asked.key_action} on {key_arn or 'its key, which was not read'}"
            if asked.of_object:
                condition = condition if verdict.may else f"only objects that are not encrypted with {key_arn}"
                verdict, within = Sets(verdict.yes, 1), Sets(within.yes, 1)
            outcome.verdict = _limited(outcome.verdict, resources, verdict)
            outcome.in_organization = _limited(outcome.in_organization, resources, within)
            if use and use.out_of_sight >> (place or 0) & 1:
                outcome.out_of_sight |= resources
            if verdict.perhaps:
                outcome.conditions.append((condition, resources))

    def _use(self, asked: Wanted) -> Extent:
        key = asked.key_action, asked.service
        if key not in self._known:
            universe = self._expander.universes[_KEY_KIND]

            def via(target: Target) -> Mapping[str, Values]:
                return {"kms:viaservice": (f"{asked.service}.{target.region}.amazonaws.com",)}

            name = asked.key_action.lower()
            asking = Asking(self._principal.caller, name, universe, self._principal.base, more=via)
            self._known[key] = self._expander.outcome(self._principal, asked.key_action, asking)
        return self._known[key]


def _bit(verdict: Sets, place: int | None) -> Sets:
    return _PERHAPS if place is None else Sets(verdict.yes >> place & 1, verdict.may >> place & 1)


def _limited(verdict: Sets, resources: int, limit: Sets) -> Sets:
    """Return a verdict within what one key allows on the resources that it encrypts."""
    yes = verdict.yes if limit.yes else less(verdict.yes, resources)
    may = verdict.may if limit.may else less(verdict.may, resources)
    return Sets(yes, may)
