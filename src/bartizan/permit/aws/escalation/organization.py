"""What a principal gains, and what of it is left within the control policies of its organization."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from bartizan.permit.aws.escalation.gained import GainedIdentity
from bartizan.permit.aws.escalation.identity import Account, IamIdentity
from bartizan.permit.aws.escalation.search import Search
from bartizan.permit.aws.escalation.technique import ASSUME, techniques
from bartizan.permit.aws.evaluate import Policies
from bartizan.permit.aws.expand.controls import Controls
from bartizan.permit.aws.power import Power
from bartizan.permit.aws.weighing import Weighing


def gains_of(
    me: IamIdentity, weighing: Weighing, own: Power, account: Account, controls: Controls
) -> list[GainedIdentity]:
    """Return what a principal gains, each with its effect in the organization."""
    search = Search(me, weighing, own, account)
    every = search.every()
    told = list(search.best(every))
    caller = weighing.caller
    levels = () if caller.is_service_linked else controls.service.get(caller.account)
    if not every or levels is None:
        return told
    if caller.is_service_linked or controls.take_nothing(caller.account, _actions()):
        return [_within(each, each.effect.word, controls) for each in told]
    limited = Policies(weighing.policies.identity, (*weighing.policies.limits, *levels))
    inside = Search(me, Weighing(caller, limited, weighing.now), own, account, controls)
    left = inside.every()
    effects = {each.key: each.effect.word for each in left}
    more = {each.key for each in inside.best(left)} - {each.key for each in told}
    found = [*told, *(_also(more, Search(me, weighing, own, account, is_exhaustive=True)) if more else ())]
    return [_within(each, effects.get(each.key, "no"), controls) for each in found]


def _also(keys: set[tuple[str, str, str]], search: Search) -> Iterator[GainedIdentity]:
    """Yield ways that only count where the organization shuts better ones."""
    return (each for each in search.every() if each.key in keys)


@cache
def _actions() -> frozenset[str]:
    return frozenset(action for technique in techniques() for action in technique.actions)


def _within(gain: GainedIdentity, effect: str, controls: Controls) -> GainedIdentity:
    """Return a gain with its effect; nobody knows it where the limits of the role that is assumed were not read."""
    account = gain.target.split(":")[4] if gain.target else ""
    is_bound = ASSUME.lower() in gain.technique.actions and account
    is_unread = is_bound and effect != "no" and controls.of_resources(account, ASSUME.lower()) is None
    return gain if is_unread else replace(gain, in_organization=effect)
