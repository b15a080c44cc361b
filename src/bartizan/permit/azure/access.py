"""What a principal may do to each single resource that matters."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bartizan.permit.azure.abilities import RoleAbility
from bartizan.permit.azure.effect import NEVER, RANK, Effect, together
from bartizan.permit.azure.evaluate import Assignment, Denial, EffectiveAbility, Places, condition_of, weighed
from bartizan.permit.azure.index import Inside, above, resource_type
from bartizan.permit.azure.role import Allowed
from bartizan.permit.azure.surroundings import Identity

NO_DENIALS_READ = Effect(Allowed.CONDITIONALLY, "unless a deny assignment refuses it: these were not read")
_NO_GROUPS_READ = Effect(None, "not read: the management groups above the subscription")
Key = tuple[str, str]


@dataclass(frozen=True)
class Estate:
    """The resources that matter, by ARM id, each with the id that its table gives it; and what surrounds them."""

    things: Inside[str]
    ids: frozenset[str]
    places: Places
    denials: tuple[Denial, ...]
    are_denials_read: bool = True

    def effect_at(self, held: EffectiveAbility, identity: Identity, at: str) -> Effect:
        """Return the effect of an ability, held at a scope, on one thing inside it."""
        if held.assignment is None:
            return Effect(held.is_allowed, held.condition)
        is_inside = held.scope != at and at.startswith("/subscriptions/")
        effect = Effect(held.is_allowed, held.condition)
        if is_inside:
            effect = self.weigh(replace(held.assignment, scope=at), held.ability, identity)
        return effect if self.are_denials_read else together([effect, NO_DENIALS_READ])

    def weigh(self, assignment: Assignment, ability: RoleAbility, identity: Identity) -> Effect:
        """Return the effect of an ability that an assignment may give to a principal."""
        refused = [denial for denial in self.denials if denial.bears_on(identity.who)]
        found = weighed(assignment, ability, refused, self.places)
        return NEVER if found is Allowed.NO else Effect(found, condition_of(assignment, ability, found))

    def reached(self, held: EffectiveAbility, identity: Identity) -> Iterator[tuple[str, Effect]]:
        """Yield the id of each resource that an ability works on, and how; the resource that holds a narrower scope."""
        type_ = held.ability.target_type
        for at, id_, is_sure in self.things.at(self._at_resource(held.scope)):
            if type_ in {"", resource_type(at)}:
                effect = self.effect_at(held, identity, at)
                yield id_, effect if is_sure else together([effect, _NO_GROUPS_READ])

    def _at_resource(self, scope: str) -> str:
        """Return the scope, or the resource that it is a part of."""
        if "/providers/" not in scope or not scope.startswith("/subscriptions/"):
            return scope
        return next((each for each in above(scope) if each in self.ids), scope)


def access(identity: Identity, node: str, estate: Estate) -> list[dict[str, Any]]:
    """Return one row per ability and resource, the surest that there is; ``node`` is the principal's id in tables."""
    best: dict[Key, dict[str, Any]] = {}
    for held in identity.permissions:
        if held.is_known and held.ability.access:
            for id_, effect in estate.reached(held, identity):
                if effect.holds is not Allowed.NO and id_ != node:
                    for ability in held.ability.access:
                        _keep(best, (ability, id_), _row(node, ability, id_, held, effect))
    return [best[key] for key in sorted(best)]


def _keep(best: dict[Key, dict[str, Any]], key: Key, row: dict[str, Any]) -> None:
    known = best.get(key)
    if known is None or RANK[row["effect"]] < RANK[known["effect"]]:
        best[key] = row


def _row(node: str, ability: str, id_: str, held: EffectiveAbility, effect: Effect) -> dict[str, Any]:
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
