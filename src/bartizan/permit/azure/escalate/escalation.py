"""How a principal gains a stronger one: every technique, weighed for every principal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bartizan.permit.azure.access import Estate
from bartizan.permit.azure.directory import DirectoryRoles
from bartizan.permit.azure.effect import NEVER, RANK, SURE, Certainty, together
from bartizan.permit.azure.escalate.limits import assigns
from bartizan.permit.azure.escalate.opening import Opening
from bartizan.permit.azure.escalate.strength import Strength, is_stronger
from bartizan.permit.azure.escalate.technique import Technique, techniques
from bartizan.permit.azure.evaluate import EffectiveAbility
from bartizan.permit.azure.index import Inside
from bartizan.permit.azure.role import Allowed
from bartizan.permit.azure.scope import covers, level
from bartizan.permit.azure.surroundings import Identity

_Steps = tuple[str, ...]
TENANT = "tenant"
OWNED = ("application", "group_owner", "group")
"""What techniques go through that takes no action: its owner uses it, or who holds a role of the directory."""
_GLOBAL = "Global Administrator"
_ACTIVATED = Certainty(Allowed.CONDITIONALLY, "after it activates the role of the directory")
_NO_CUSTOM_ROLE = Certainty(Allowed.CONDITIONALLY, "after a custom role that it may write is assigned to it")
_CODE = ("app", "identity", "resource")
"""What lets a principal that controls a scope gain the principals inside it."""


@dataclass(frozen=True)
class Custom:
    """A custom role as one assignment gives it: where it applies and where it may be assigned."""

    assignment: str
    holder: str
    scope: str
    assignable: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """All that techniques are weighed against. Strengths and directory roles are by the principal's object id.

    ``owned`` are openings of the ``OWNED`` kinds, by kind and owner.
    """

    estate: Estate
    openings: Mapping[str, Inside[Opening]]
    owned: Mapping[str, Mapping[str, Sequence[Opening]]] = field(default_factory=dict)
    strengths: Mapping[str, Strength] = field(default_factory=dict)
    directory: Mapping[str, DirectoryRoles] = field(default_factory=dict)
    strong_roles: Mapping[str, bool | None] = field(default_factory=dict)
    customs: Sequence[Custom] = ()
    subscriptions: Sequence[str] = ()


@dataclass(frozen=True)
class Escalation:
    """What a technique brings: the principal or vault that is gained, empty for an administrator, and how sure."""

    technique: Technique
    target: str
    through: str
    effect: Certainty
    because: str
    steps: tuple[str, ...]


def escalations(identity: Identity, world: World, known: Sequence[Technique] = ()) -> list[Escalation]:
    """Return what a principal gains, the surest one for each technique, target and thing that it goes through."""
    best: dict[tuple[str, str, str], Escalation] = {}
    weighing = PrincipalInWorld(identity, world)
    for technique in known or techniques():
        for gain in weighing.gains(technique):
            key = technique.id, gain.target, gain.through
            is_new = key not in best or RANK[gain.effect.name] < RANK[best[key].effect.name]
            if gain.effect.holds is not Allowed.NO and is_new:
                best[key] = gain
    return [best[key] for key in sorted(best)]


@dataclass(frozen=True)
class PrincipalInWorld:
    """One principal in its world."""

    identity: Identity
    world: World
    _compared: dict[str, Certainty] = field(default_factory=dict, compare=False, repr=False)

    def gains(self, technique: Technique) -> Iterator[Escalation]:
        """Yield all that a technique may bring, some of it more than once."""
        if technique.directory:
            yield from self._by_directory(technique)
        elif technique.through in OWNED:
            yield from self._by_owner(technique)
        else:
            for held in self._held(technique.needs):
                yield from self._by_ability(technique, held)

    def _by_ability(self, technique: Technique, held: EffectiveAbility) -> Iterator[Escalation]:
        if technique.through == "custom_role":
            yield from self._by_custom_role(technique, held)
        elif technique.gains == "administrator":
            limited, limit = self._limited(held)
            yield from self._at_scope(technique, limited, limited.scope, limit)
        else:
            also = self._also(technique)
            inside = self.world.openings[technique.through]
            for at, opening, is_sure in inside.at(held.scope, held.ability.target_type):
                if opening.principal and self._strength(opening.principal) is NEVER:
                    continue
                here = self.world.estate.effect_at(held, self.identity, at)
                parts = [here, opening.effect, also.effect, *([] if is_sure else [_UNSURE])]
                yield self._gain(technique, opening, together(parts), held, also.steps)

    def _held(self, actions: Sequence[str]) -> Iterator[EffectiveAbility]:
        """Yield what it holds of some actions, in their order: the first is the one to tell."""
        for action in actions:
            yield from self.by_action.get(action.lower(), ())

    @cached_property
    def by_action(self) -> Mapping[str, Sequence[EffectiveAbility]]:
        """What roles give to it, by action in lower case; an action may stand for several abilities."""
        found: dict[str, dict[str, EffectiveAbility]] = {}
        for held in self.identity.permissions:
            if held.assignment and held.is_known:
                found.setdefault(held.ability.action.lower(), {}).setdefault(held.source, held)
        return {action: tuple(listed.values()) for action, listed in found.items()}

    def _also(self, technique: Technique) -> "_Also":
        """Return the surest of the actions that must be held anywhere; nothing is needed where none are named."""
        if not technique.also:
            return _Also(SURE)
        found = list(self._held(technique.also))
        if not found:
            return _Also(NEVER)
        best = max(found, key=lambda each: -1 if each.is_allowed is None else each.is_allowed)
        return _Also(Certainty(best.is_allowed, best.condition), (best.ability.action,))

    def _gain(
        self,
        technique: Technique,
        opening: Opening,
        effect: Certainty,
        held: EffectiveAbility | None,
        more: tuple[str, ...] = (),
    ) -> Escalation:
        steps = (*([held.ability.action] if held else []), *more)
        because = held.source if held else opening.through
        if not opening.principal:
            target, strength = opening.through, self._opens(opening.through)
        else:
            target, strength = opening.principal, self._strength(opening.principal)
        return Escalation(technique, target, opening.through, together([effect, strength]), because, steps)

    def _strength(self, principal: str) -> Certainty:
        """Return whether a principal is stronger than this one; asked for each thing that it can be gained through."""
        if principal not in self._compared:
            self._compared[principal] = self._compare(principal)
        return self._compared[principal]

    def _compare(self, principal: str) -> Certainty:
        if principal in self.identity.who:
            return NEVER
        mine, gained = self.world.strengths.get(self.identity.id), self.world.strengths.get(principal)
        if mine is None or gained is None:
            return Certainty(None, "not read: what the gained identity may do")
        return is_stronger(gained, mine, self.world.estate.places.ancestors)

    def _opens(self, vault: str) -> Certainty:
        """Return whether opening a vault brings anything: not to who reads its secrets already."""
        reads = [held for held in self.identity.permissions if held.ability.name == "secrets"]
        return NEVER if any(held.scope == vault and held.is_allowed is Allowed.YES for held in reads) else SURE

    def _at_scope(
        self, technique: Technique, held: EffectiveAbility, scope: str, effect: Certainty, more: tuple[str, ...] = ()
    ) -> Iterator[Escalation]:
        """Yield what full control of a scope brings: its subscriptions, else the principals inside."""
        ancestors = self.world.estate.places.ancestors
        steps = (held.ability.action, *more)
        if level(scope) not in {"resource_group", "resource"}:
            for subscription in self.world.subscriptions:
                is_inside = covers(scope, f"/subscriptions/{subscription}", ancestors)
                if is_inside is not False and not self._controls(f"/subscriptions/{subscription}"):
                    here = self.world.estate.effect_at(held, self.identity, f"/subscriptions/{subscription}")
                    found = together([here, effect, *([] if is_inside else [_UNSURE])])
                    yield Escalation(technique, "", subscription, found, held.source, steps)
            return
        if not self._controls(scope):
            for kind in _CODE:
                for at, opening, _ in self.world.openings[kind].at(scope):
                    here = self.world.estate.effect_at(held, self.identity, at)
                    found = together([here, effect, opening.effect, self._strength(opening.principal)])
                    yield Escalation(technique, opening.principal, scope, found, held.source, steps)

    def _controls(self, scope: str) -> bool:
        """Return whether it surely has full control of a scope already."""
        ancestors = self.world.estate.places.ancestors
        return any(
            held.ability.name == "full_control"
            and held.is_allowed is Allowed.YES
            and covers(held.scope, scope, ancestors)
            for held in self.identity.permissions
        )

    def _limited(self, held: EffectiveAbility) -> tuple[EffectiveAbility, Certainty]:
        """Return an ability to assign roles without its condition, and what that condition leaves of it."""
        assignment = held.assignment
        if assignment is None or not assignment.role:
            return held, SURE
        blocks = [b for b in assignment.role if b.has(held.ability.action, is_data=False)]
        free = [b for b in blocks if not b.condition] or blocks
        conditions = [each for each in (assignment.condition, *(b.condition for b in free[:1])) if each]
        effect = together([assigns(each, self.world.strong_roles) for each in conditions])
        bare = replace(assignment, role=tuple(replace(b, condition="") for b in assignment.role), condition="")
        found = self.world.estate.weigh(bare, held.ability, self.identity)
        return replace(held, assignment=bare, is_allowed=found.holds, condition=found.condition), effect

    def _by_custom_role(self, technique: Technique, held: EffectiveAbility) -> Iterator[Escalation]:
        ancestors = self.world.estate.places.ancestors
        written = [
            each
            for each in self.world.customs
            if each.holder in self.identity.who
            and all(covers(held.scope, assignable, ancestors) for assignable in each.assignable)
        ]
        for each in written:
            yield from self._at_scope(technique, held, each.scope, SURE, (each.assignment,))
        if not written:
            yield from self._at_scope(technique, held, held.scope, _NO_CUSTOM_ROLE)

    def _by_directory(self, technique: Technique) -> Iterator[Escalation]:
        roles = self.world.directory.get(self.identity.id, DirectoryRoles())
        ways = {**dict.fromkeys(roles.eligible, _ACTIVATED), **dict.fromkeys(roles.held, SURE)}
        for role in sorted(ways.keys() & set(technique.directory)):
            if technique.gains == "administrator":
                for subscription in self.world.subscriptions:
                    if not self._controls(f"/subscriptions/{subscription}"):
                        yield Escalation(technique, "", subscription, ways[role], role, (role,))
            elif technique.through:
                for opening in self.world.owned.get(technique.through, {}).get("", ()):
                    gain = self._gain(technique, opening, together([ways[role], opening.effect]), None, (role,))
                    yield replace(gain, because=role)
            elif _GLOBAL not in roles.held:
                yield Escalation(technique, "", TENANT, ways[role], role, (role,))

    def _by_owner(self, technique: Technique) -> Iterator[Escalation]:
        for holder in sorted(self.identity.who):
            for opening in self.world.owned.get(technique.through, {}).get(holder, ()):
                yield self._gain(technique, opening, opening.effect, None, ("owner",))


_UNSURE = Certainty(None, "not read: the management groups above the subscription")


@dataclass(frozen=True)
class _Also:
    effect: Certainty
    steps: tuple[str, ...] = ()


def row(gain: Escalation, node: str, nodes: Mapping[str, str]) -> dict[str, Any]:
    """Return a gain as the table ``escalation`` has it; ``nodes`` are the ids of principals in tables."""
    return {
        "principal_id": node,
        "provider": "azure",
        "technique": gain.technique.id,
        "target_id": nodes.get(gain.target, gain.target),
        "through_id": gain.through,
        "effect": gain.effect.name,
        "condition": gain.effect.condition,
        "because": gain.because,
        "steps": list(gain.steps),
    }
