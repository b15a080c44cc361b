"""Whether one principal is stronger than another: whether it reaches anything that the other does not."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bartizan.permit.azure.directory import DirectoryRoles
from bartizan.permit.azure.effect import NEVER, SURE, Certainty
from bartizan.permit.azure.role import Allowed
from bartizan.permit.azure.scope import Ancestors, covers
from bartizan.permit.azure.surroundings import Identity

_COUNTED = frozenset({"escalation", "database", "data_read", "data_write", "decryption", "administration"})
_IMPLIED: Mapping[str, Collection[str]] = {
    "storage_keys": (
        "blobs",
        "queues",
        "tables",
        "files",
        "blob_writes",
        "file_writes",
        "table_writes",
        "queue_writes",
    ),
    "service_bus_keys": ("service_bus_messages", "service_bus_sends"),
    "event_hub_keys": ("event_hub_events", "event_hub_sends"),
    "cosmos_keys": ("cosmos_data", "cosmos_writes"),
    "sql_administrators": ("sql_data",),
}
"""What a key opens, whatever roles say."""
_EVERYTHING = "assign_roles"
"""Who assigns roles at a scope can have any power inside it."""


@dataclass(frozen=True)
class Strength:
    """What a principal surely or perhaps holds, as names at scopes, and whether that is all."""

    sure: Mapping[str, frozenset[str]]
    perhaps: frozenset[tuple[str, str]]
    is_whole: bool = True

    def covers(self, name: str, scope: str, ancestors: Ancestors) -> bool:
        """Return whether it surely holds a power at a scope."""
        held = self.sure.get(name, frozenset()) | self.sure.get(_EVERYTHING, frozenset())
        return any(covers(each, scope, ancestors) for each in held)


def strength_of(identity: Identity, directory: DirectoryRoles = DirectoryRoles()) -> Strength:  # noqa: B008 - frozen
    """Return the power of a principal, that of its roles in the directory too."""
    sure: defaultdict[str, set[str]] = defaultdict(set)
    perhaps: set[tuple[str, str]] = set()
    for held in identity.permissions:
        if held.ability.kind in _COUNTED:
            for name in (held.ability.name, *_IMPLIED.get(held.ability.name, ())):
                if held.is_allowed is Allowed.YES:
                    sure[name].add(held.scope)
                elif name == held.ability.name and held.is_allowed is Allowed.CONDITIONALLY:
                    perhaps.add((name, held.scope))
    for role in directory.held:
        sure[f"directory {role}"].add("/")
    perhaps |= {(f"directory {role}", "/") for role in directory.eligible}
    is_whole = identity.is_whole and identity.are_vaults_read and all(each.is_known for each in identity.permissions)
    return Strength({name: frozenset(scopes) for name, scopes in sure.items()}, frozenset(perhaps), is_whole)


def is_stronger(target: Strength, source: Strength, ancestors: Ancestors) -> Certainty:
    """Return whether a target's power is more than the source's."""
    if any(not source.covers(name, each, ancestors) for name, scopes in target.sure.items() for each in scopes):
        return SURE
    if any(not source.covers(name, scope, ancestors) for name, scope in target.perhaps):
        return Certainty(Allowed.CONDITIONALLY, "the gained identity's own power is conditional")
    return NEVER if target.is_whole else Certainty(None, "not read: all that the gained identity may do")
