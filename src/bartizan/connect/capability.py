"""What each permission is for: the capability that a question feeds, by where its collector lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bartizan.base.by_place import defined_below, packages_in
from bartizan.collect.aws.engine.collector import Aspect, AwsCollector, Each
from bartizan.collect.azure.engine.collector import AzureCollector, Question, slot_action
from bartizan.model import CODE, LIST

_OF_FOLDER = {
    "compute": "inventory",
    "apps": "inventory",
    "data": "data",
    "identity": "identity",
    "monitoring": "monitoring",
    "network": "network",
    "services": "identity",
}
FEEDS = {
    "inventory": "workloads and their configuration",
    "exposure": "who can reach a workload, and whether it asks for a login",
    "identity": "what workloads and people may do, and attack paths",
    "packages": "vulnerable dependencies",
    "data": "stores, keys and queues, and what is sensitive",
    "network": "ways in through gateways, load balancers and networks",
    "monitoring": "logs, trails and threat detection",
}
"""The capabilities in the order in which people care, and what each feeds."""


@dataclass(frozen=True)
class PermissionUse:
    """A question that a scan asks about a kind, the permissions it takes, and the capability that it feeds."""

    kind: str
    aspect: str
    capability: str
    permissions: tuple[str, ...]


@cache
def asked_of_aws() -> tuple[PermissionUse, ...]:
    """Return every question that is asked of AWS without an option."""
    return tuple(
        each
        for package in packages_in("bartizan.collect.aws.resources")
        for collector in defined_below(package, AwsCollector)
        if not collector.option
        for each in _of_aws(collector, _OF_FOLDER[package.rpartition(".")[2]])
    )


@cache
def asked_of_azure() -> tuple[PermissionUse, ...]:
    """Return every question that is asked of Azure, but for those that read code."""
    return tuple(
        each
        for package in packages_in("bartizan.collect.azure.resources")
        for collector in defined_below(package, AzureCollector)
        for each in _of_azure(collector, _OF_FOLDER[package.rpartition(".")[2]])
    )


def _of_aws(collector: AwsCollector, capability: str) -> Iterator[PermissionUse]:
    yield PermissionUse(collector.kind, LIST, capability, (collector.list.action,))
    for kind, aspects in collector.parts:
        for name, aspect in aspects.items():
            yield PermissionUse(kind, name, _feeds(name, aspect, capability), _actions(aspect))
    for mention in collector.mentions:
        if not mention.option:
            for name, each in mention.aspects.items():
                yield PermissionUse(mention.kind, name, _feeds(name, each, capability), _actions(each))


def _feeds(name: str, aspect: Aspect, capability: str) -> str:
    if name == CODE:
        return "packages"
    return "exposure" if isinstance(aspect, Each) and (aspect.is_soon or aspect.soon_after) else capability


def _actions(aspect: Aspect) -> tuple[str, ...]:
    """Return the actions of an aspect itself, without those of what its answers list."""
    finds = aspect.finds.aspects.values() if isinstance(aspect, Each) and aspect.finds else ()
    followed = [call for each in finds for call in each.calls]
    return tuple(dict.fromkeys(call.action for call in aspect.calls if call not in followed))


def _of_azure(collector: AzureCollector, capability: str) -> Iterator[PermissionUse]:
    yield PermissionUse(collector.kind, LIST, capability, collector.listing.permissions)
    for question in collector.questions:
        for aspect in question.aspects:
            yield PermissionUse(collector.kind, aspect, _capability(question, capability), _permissions(question))


def _capability(question: Question, capability: str) -> str:
    return "packages" if question.tells_code else "exposure" if question.is_soon else capability


def _permissions(question: Question) -> tuple[str, ...]:
    return tuple(dict.fromkeys((question.permission, slot_action(question.permission))))
