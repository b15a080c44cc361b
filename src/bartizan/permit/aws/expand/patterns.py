"""What the patterns of ``permission`` cover: how many resources, and what the organization leaves of them."""

from collections.abc import Iterator
from typing import Any

from bartizan.permit.aws.abilities import abilities
from bartizan.permit.aws.evaluate import Policies, Sourced, lets_all_through
from bartizan.permit.aws.expand.asking import Asking, text_of
from bartizan.permit.aws.expand.expander import Expander, Principal
from bartizan.permit.aws.expand.universe import Universe
from bartizan.permit.aws.expand.wanted import is_of_objects, kinds_of
from bartizan.permit.aws.language.condition import holds_one
from bartizan.permit.aws.language.match import covers
from bartizan.permit.aws.power import SensitivePermission
from bartizan.permit.aws.weighing import Weighing

_SENSITIVE = ("secret", "secure_parameter", "key")
"""Kinds that are sensitive whatever is in them; of a store nobody knows without a look at its evidence."""


class Patterns:
    """One principal's patterns, each with what it covers."""

    def __init__(self, expander: Expander, principal: Principal) -> None:
        self._expander = expander
        self._principal = principal
        self._weighing = principal.weighing
        self._may: dict[tuple[str, str], int] = {}
        self._limited: Weighing | None = None

    def row(self, permission: SensitivePermission) -> dict[str, Any]:
        """Return the columns of a pattern: effect, condition, reason and numbers of resources."""
        reach = permission.reach
        is_unread = self._principal.is_boundary_unread
        effect = "unknown" if is_unread else "conditional" if reach.is_conditional else "yes"
        return {
            "effect": effect,
            "effect_in_organization": self._in_organization(permission, effect),
            "condition": self._condition(permission) if reach.is_conditional else "",
            "because": self._principal.unread if is_unread else f"{reach.source} statement {reach.sid}",
            **self._counts(permission),
        }

    def _condition(self, permission: SensitivePermission) -> str:
        context = self._principal.base.of(permission.action)
        tests = [test for each in self._granting(permission) for test in each.statement.tests]
        return " and ".join(dict.fromkeys(text_of(test) for test in tests if holds_one(test, context) is None))

    def _granting(self, permission: SensitivePermission) -> Iterator[Sourced]:
        """Yield the statement that grants, and those of the limits that allow as much."""
        about = self._weighing.about(permission.action.lower())
        for each in about.identity:
            if (each.source, each.statement.sid) == (permission.reach.source, permission.reach.sid):
                yield each
        yield from (each for limit in about.limits for each in limit if each.statement.allows)

    def _in_organization(self, permission: SensitivePermission, effect: str) -> str | None:
        caller, action = self._weighing.caller, permission.action.lower()
        levels = () if caller.is_service_linked else self._expander.controls.levels(caller.account, action)
        if levels is None:
            return None
        if all(lets_all_through(level) for level in levels):
            return effect
        (resource,) = {each.resource for each in abilities() if each.action == permission.action}
        found = self._within().reaches(permission.action, resource)
        left = [each for each in found if covers(permission.reach.pattern, each.pattern)]
        if not left:
            return "no"
        return "conditional" if effect == "yes" and all(each.is_conditional for each in left) else effect

    def _within(self) -> Weighing:
        if self._limited is None:
            own = self._weighing
            every = self._expander.controls.service.get(own.caller.account) or ()
            self._limited = Weighing(
                own.caller, Policies(own.policies.identity, (*own.policies.limits, *every)), own.now
            )
        return self._limited

    def _counts(self, permission: SensitivePermission) -> dict[str, int | None]:
        """Return how many of the listed resources a pattern covers, denials taken off; null for other kinds."""
        kinds = kinds_of(permission.action)
        if not kinds:
            return {"n_resources": None, "n_sensitive": None}
        numbers = dict.fromkeys(("n_resources", "n_sensitive"), 0)
        for kind in kinds:
            universe = self._expander.universes.get(kind)
            found = self._covered(permission, universe).bit_count() if universe else 0
            numbers["n_resources"] += found
            numbers["n_sensitive"] += found if kind in _SENSITIVE else 0
        return {**numbers}

    def _covered(self, permission: SensitivePermission, universe: Universe) -> int:
        pattern = permission.reach.pattern
        named = pattern.partition("/")[0] if universe.kind == "bucket" else pattern
        key = universe.kind, permission.action
        if key not in self._may:
            asking = Asking(self._weighing.caller, permission.action.lower(), universe, self._principal.base)
            self._may[key] = self._denied(permission.action, asking)
        return universe.matching(named) & universe.by_account.get(self._weighing.caller.account, 0) & ~self._may[key]

    def _denied(self, action: str, asking: Asking) -> int:
        """Return the resources of which the principal's own policies surely deny the action."""
        suffix = "/" if is_of_objects(action) else ""
        about = self._weighing.about(action.lower())
        denied = 0
        for each in (each for layer in about.layers for each in layer if not each.statement.allows):
            denied |= asking.having(suffix).met(each.statement).yes
        return denied
