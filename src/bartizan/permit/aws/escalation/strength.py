"""Whether an identity is worth gaining: it can do something that the principal cannot, after boundaries."""

from functools import lru_cache

from bartizan.permit.aws.escalation.identity import IamIdentity
from bartizan.permit.aws.language.match import covers
from bartizan.permit.aws.power import Power


def is_privileged(target: Power, own: Power) -> bool:
    """Return whether a power has a service, a technique or an action on everything that another lacks."""
    return not target.strength <= own.strength


def is_stronger(target: IamIdentity, own: IamIdentity) -> bool:
    """Return whether an identity, whose power is known, may use a sensitive action where another surely may not."""
    if target.power is None or own.power is None:
        return target.power is None or bool(target.power.strength or target.held)
    if target.power.is_admin or own.power.is_admin:
        return not own.power.is_admin
    if is_privileged(target.power, own.power):
        return True
    return any(not _has(own, action, pattern) for action, pattern in target.held - own.held)


def _has(own: IamIdentity, action: str, pattern: str) -> bool:
    return any(_covers(each, pattern) for each in own.held_by_action.get(action, ()))


_covers = lru_cache(100_000)(covers)
