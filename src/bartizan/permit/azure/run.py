"""Evaluate what every principal of Azure may do and write the results into tables."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from bartizan.permit.azure.access import access
from bartizan.permit.azure.escalate.escalation import escalations, row
from bartizan.permit.azure.evaluate import Assignment, Places, able, weighed
from bartizan.permit.azure.role import Allowed
from bartizan.permit.azure.rows import grants, identity_powers, permission_rows
from bartizan.permit.azure.scope import broadest
from bartizan.permit.azure.surroundings import Identity, surroundings
from bartizan.permit.azure.world import estate, nodes, principals, world
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
    "azure_sql_server",
    "azure_user_assigned_identity",
    "azure_app_site",
    "azure_app_protocol",
    "azure_app_reference",
    "azure_app_host",
    "azure_resource_with_identity",
    "azure_role_eligibility",
    "azure_group",
    "azure_service_principal",
    "azure_delegation",
    "azure_directory_role",
    "azure_directory_role_eligibility",
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
    "azure_identity_power": {
        "id": "varchar",
        "object_id": "varchar",
        "type": "varchar",
        "name": "varchar",
        "is_admin": "boolean",
        "admin_scopes": "varchar[]",
        "directory_roles": "varchar[]",
        "group_ids": "varchar[]",
        "broadest_scope": "varchar",
        "is_whole": "boolean",
        "missing": "varchar[]",
    },
}
"""``azure_role_claim``: what a role assignment gives by itself, without a condition; null where it is unknown.

``azure_app_power``: what the identities of an app may do, one row per app whose identities are known.

``azure_identity_power``: every principal. ``id`` is its ARM id if it is a user-assigned identity, else its object id;
``is_admin`` that it surely has full control of a subscription or of the tenant, null where its Azure roles or groups
could not be read; ``directory_roles`` are null for whom the directory was not asked about, or did not answer;
``missing`` names what was not read of all that it may do.
"""


ASSIGN_ROLES = "Microsoft.Authorization/roleAssignments/write"


def permit_azure(engine: Engine) -> None:
    """Create the tables of Azure; add to ``grant``, ``permission``, ``access`` and ``escalation``."""
    around = surroundings(engine)
    listed = principals(engine, around)
    identities = {each.object_id: around.identity(each.object_id) for each in listed}
    apps = engine.rows("select id, principal_ids from azure_app_principal where principal_ids is not null")
    rows = [_columns(app["id"], [identities[p] for p in app["principal_ids"]]) for app in apps]
    here = estate(engine, around)
    all_around = world(engine, around, list(identities.values()), here)
    ids = nodes(listed)
    append(
        engine,
        "azure_role_claim",
        (_claim(each, around.places) for each in around.all_assignments if not each.is_eligible),
    )
    append(engine, "azure_app_power", rows)
    append(engine, "azure_identity_power", identity_powers(listed, identities, around, all_around))
    append(engine, "grant", grants(around, identities, ids))
    append(engine, "permission", permission_rows(identities.values(), ids, here))
    append(engine, "access", chain.from_iterable(access(each, ids[each.id], here) for each in identities.values()))
    append(
        engine,
        "escalation",
        (row(gain, ids[each.id], ids) for each in identities.values() for gain in escalations(each, all_around)),
    )


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
