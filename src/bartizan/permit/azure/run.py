"""Evaluate the identities of Azure's apps and write the results into tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bartizan.permit.azure.evaluate import Assignment, EffectiveAbility, Places, able, weighed
from bartizan.permit.azure.role import Allowed
from bartizan.permit.azure.scope import broadest, level
from bartizan.permit.azure.surroundings import Identity, Surroundings, surroundings
from bartizan.permit.tables import append
from bartizan.store import Engine

READS = (
    "azure_app_principal",
    "azure_role_assignment",
    "azure_role_definition",
    "azure_deny_assignment",
    "azure_principal",
    "azure_subscription",
    "azure_key_vault",
    "azure_storage_account",
    "azure_cosmos_account",
    "azure_service_bus_namespace",
    "azure_event_hub_namespace",
    "azure_container_registry",
)
"""The tables that must be there."""

TABLES = {
    "azure_role_claim": {
        "id": "varchar",
        "is_privileged": "boolean",
        "escalations": "varchar[]",
        "reads_data": "boolean",
    },
    "azure_app_power": {
        "id": "varchar",
        "effective_escalations": "varchar[]",
        "data_access": "varchar[]",
        "broadest_scope": "varchar",
    },
}
"""What a role assignment gives by itself, without a condition: one row per assignment; null where it is unknown.

What the identities of an app may do, one row per app whose identities are known.
"""


ASSIGN_ROLES = "Microsoft.Authorization/roleAssignments/write"


def permit_azure(engine: Engine) -> None:
    """Create the tables of Azure; add to ``grant`` and ``permission``."""
    around = surroundings(engine)
    weighed: dict[str, Identity] = {}
    apps = engine.rows("select id, principal_ids from azure_app_principal where principal_ids is not null")
    for app in apps:
        for principal in app["principal_ids"]:
            weighed.setdefault(principal, around.identity(principal))
    rows = [_columns(app["id"], [weighed[p] for p in app["principal_ids"]]) for app in apps]
    append(engine, "azure_role_claim", (_claim(each, around.places) for each in around.all_assignments))
    append(engine, "azure_app_power", rows)
    append(engine, "grant", _grants(around, weighed))
    append(engine, "permission", _permissions(weighed.values()))


def _claim(assignment: Assignment, places: Places) -> dict[str, Any]:
    found = [(ability, weighed(assignment, ability, (), places)) for ability in able(assignment.role)]
    is_full = (
        None
        if assignment.role is None
        else any("*" in block.actions and not block.condition for block in assignment.role)
    )
    ways = [(ability, gives) for ability, gives in found if ability.kind == "escalation"]
    # A role with full control is reported as such.
    reading = [gives for ability, gives in found if ability.kind == "data_read" and (ability.is_data or not is_full)]
    escalations = sorted({ability.action for ability, gives in ways if gives is Allowed.YES})
    return {
        "id": assignment.id,
        "is_privileged": None if is_full is None else is_full or ASSIGN_ROLES in escalations,
        "escalations": None if any(gives is None for _, gives in ways) else escalations,
        "reads_data": True if Allowed.YES in reading else None if None in reading else False,
    }


def _columns(app: str, identities: Sequence[Identity]) -> dict[str, Any]:
    is_whole = all(identity.is_whole for identity in identities)
    return {
        "id": app,
        "effective_escalations": _held(identities, "escalation", app),
        "data_access": _held(identities, "data_read", app),
        "broadest_scope": broadest([s for identity in identities for s in identity.scopes]) if is_whole else None,
    }


def _held(identities: Iterable[Identity], kind: str, app: str) -> list[str] | None:
    """Return 'ability at scope' of one kind, or None where a part of the answer could not be read."""
    texts = set()
    for identity in identities:
        if not identity.is_whole or not (identity.are_vaults_read or kind != "data_read"):
            return None
        for each in identity.permissions:
            if each.ability.kind != kind or f"{each.scope}/".startswith(f"{app}/"):
                continue  # what an app may do to itself is no more than what it can do already
            if each.is_allowed is None:
                return None
            if each.is_allowed is Allowed.YES:
                texts.add(f"{each.ability.name} at {each.scope}")
    return sorted(texts)


def _permissions(identities: Iterable[Identity]) -> Iterator[dict[str, Any]]:
    for identity in identities:
        yield from (_permission(identity.id, each) for each in identity.permissions if each.is_allowed is not None)


def _permission(principal: str, each: EffectiveAbility) -> dict[str, Any]:
    return {
        "principal_id": principal,
        "ability": each.ability.kind,
        "action": each.ability.action,
        "resource": each.scope,
        "is_unbounded": level(each.scope) != "resource",
        "is_conditional": each.is_allowed is Allowed.CONDITIONALLY,
        "source": each.source,
    }


def _grants(around: Surroundings, weighed: Mapping[str, Identity]) -> Iterator[dict[str, Any]]:
    for principal, identity in weighed.items():
        for assignment in around.assignments_of(identity.who):
            for block in assignment.role or ():
                taken = [*block.not_actions, *block.not_data_actions]
                conditions = [each for each in (block.condition, assignment.condition) if each]
                yield {
                    "principal_id": principal,
                    "provider": "azure",
                    "effect": "allow",
                    "actions": [*block.actions, *block.data_actions],
                    "is_not_actions": False,
                    "resources": [assignment.scope],
                    "is_not_resources": False,
                    "conditions": {"not_actions": taken, "conditions": conditions},
                    "source": assignment.id,
                    "via": "identity" if assignment.principal_id == principal else "group",
                }
