"""What a principal may do to each single resource that matters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bartizan.permit.azure.abilities import RoleAbility
from bartizan.permit.azure.effect import NEVER, RANK, Certainty, together
from bartizan.permit.azure.evaluate import Assignment, Denial, EffectiveAbility, Places, condition_of, weighed
from bartizan.permit.azure.index import Inside, above
from bartizan.permit.azure.role import Allowed
from bartizan.permit.azure.surroundings import Identity

NO_DENIALS_READ = Certainty(Allowed.CONDITIONALLY, "unless a deny assignment refuses it: these were not read")
_NO_GROUPS_READ = Certainty(None, "not read: the management groups above the subscription")


@dataclass(frozen=True)
class Estate:
    """The resources that matter, by ARM id, each with the id that its table gives it; and what surrounds them."""

    things: Inside[str]
    ids: frozenset[str]
    places: Places
    denials: tuple[Denial, ...]
    are_denials_read: bool = True
    _denials_of: dict[str, Sequence[Denial]] = field(default_factory=dict, compare=False, repr=False)

    def effect_at(self, held: EffectiveAbility, identity: Identity, at: str) -> Certainty:
        """Return the effect of an ability, held at a scope, on one thing inside it."""
        effect = Certainty(held.is_allowed, held.condition)
        if held.assignment is None:
            return effect
        # Where nothing is denied and every resource is as good, all that a scope holds is like the scope.
        may_differ = held.ability.where or self._refused(identity)
        if may_differ and held.scope != at and at.startswith("/subscriptions/"):
            effect = self.weigh(replace(held.assignment, scope=at), held.ability, identity)
        return effect if self.are_denials_read else together([effect, NO_DENIALS_READ])

    def _refused(self, identity: Identity) -> Sequence[Denial]:
        if identity.id not in self._denials_of:
            self._denials_of[identity.id] = [each for each in self.denials if each.bears_on(identity.who)]
        return self._denials_of[identity.id]

    def weigh(self, assignment: Assignment, ability: RoleAbility, identity: Identity) -> Certainty:
        """Return the effect of an ability that an assignment may give to a principal."""
        found = weighed(assignment, ability, self._refused(identity), self.places)
        return NEVER if found is Allowed.NO else Certainty(found, condition_of(assignment, ability, found))

    def reached(self, held: EffectiveAbility, identity: Identity) -> Iterator[tuple[str, Certainty]]:
        """Yield the id of each resource that an ability works on, and how; the resource that holds a narrower scope."""
        for at, id_, is_sure in self.things.at(self._at_resource(held.scope), held.ability.target_type):
            effect = self.effect_at(held, identity, at)
            yield id_, effect if is_sure else together([effect, _NO_GROUPS_READ])

    def _at_resource(self, scope: str) -> str:
        """Return the scope, or the resource that it is a part of."""
        if "/providers/" not in scope or not scope.startswith("/subscriptions/"):
            return scope
        return next((each for each in above(scope) if each in self.ids), scope)


def access(identity: Identity, node: str, estate: Estate) -> list[dict[str, Any]]:
    """Return one row per ability and resource, the surest that there is; ``node`` is the principal's id in tables."""
    best: dict[tuple[str, str], tuple[EffectiveAbility, Certainty]] = {}
    for held in identity.permissions:
        if held.is_known and held.ability.access:
            for id_, effect in estate.reached(held, identity):
                if effect.holds is not Allowed.NO and id_ != node:
                    for ability in held.ability.access:
                        known = best.get((ability, id_))
                        if known is None or RANK[effect.name] < RANK[known[1].name]:
                            best[ability, id_] = held, effect
    return [_row(node, *key, *best[key]) for key in sorted(best)]


def _row(node: str, ability: str, id_: str, held: EffectiveAbility, effect: Certainty) -> dict[str, Any]:
    return {
        "principal_id": node,
        "provider": "azure",
        "ability": ability,
        "action": held.ability.action,
        "target_id": id_,
        "effect": effect.name,
        # Azure has no policies of an organization: management groups are scopes of roles.
        "effect_in_organization": effect.name,
        "condition": effect.condition,
        "because": held.source,
    }
