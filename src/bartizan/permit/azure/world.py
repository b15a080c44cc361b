"""Everything that permissions are weighed against, read from the tables once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bartizan.permit.azure.access import Estate
from bartizan.permit.azure.directory import directory
from bartizan.permit.azure.escalate.escalation import OWNED, Custom, World
from bartizan.permit.azure.escalate.opening import by_holder, openings
from bartizan.permit.azure.escalate.strength import strength_of
from bartizan.permit.azure.evaluate import able
from bartizan.permit.azure.index import Inside
from bartizan.permit.azure.role import RoleError, blocks
from bartizan.permit.azure.surroundings import Identity, Surroundings
from bartizan.store import Engine

_TARGETS = (
    "azure_key_vault",
    "azure_storage_account",
    "azure_cosmos_account",
    "azure_sql_server",
    "azure_service_bus_namespace",
    "azure_event_hub_namespace",
    "azure_container_registry",
    "azure_user_assigned_identity",
    "azure_app_principal",
    "azure_resource_with_identity",
)
"""Tables whose rows are resources that matter; apps stand in the last one."""
_PRINCIPALS = Path(__file__).with_name("principals.sql")
_STRONG = frozenset({"full_control", "assign_roles", "define_roles"})


@dataclass(frozen=True)
class AzurePrincipal:
    """A principal: its object id, the id that tables give it, its kind and its name."""

    object_id: str
    node: str
    type: str
    name: str


def principals(engine: Engine, around: Surroundings) -> list[AzurePrincipal]:
    """Return everybody that holds a role or stands in a table, sorted; a user-assigned identity goes by its ARM id."""
    rows = engine.rows(_PRINCIPALS.read_text(encoding="utf-8"))
    found = {row["object_id"]: AzurePrincipal(row["object_id"], row["node"], row["type"], row["name"]) for row in rows}
    found |= {each: AzurePrincipal(each, each, "", "") for each in around.outside if each not in found}
    return [found[each] for each in sorted(found)]


def estate(engine: Engine, around: Surroundings) -> Estate:
    """Return the resources that matter and what decides about them."""
    ids = list(chain.from_iterable(engine.rows(f"select id from {table} order by id") for table in _TARGETS))
    things = [(row["id"], row["id"]) for row in ids]
    subscriptions = engine.rows("select id from azure_subscription order by id")
    things += [(f"/subscriptions/{row['id']}", row["id"]) for row in subscriptions]
    return Estate(
        things=Inside(things, around.places.ancestors),
        ids=frozenset(row["id"] for row in ids),
        places=around.places,
        denials=around.denials,
        are_denials_read="azure_deny_assignment" not in around.unread,
    )


def world(engine: Engine, around: Surroundings, identities: Sequence[Identity], here: Estate) -> World:
    """Return what techniques are weighed against."""
    found = openings(engine)
    ancestors = around.places.ancestors
    of_directory = directory(engine)
    roles = {each.id: of_directory.roles(each) for each in identities}
    return World(
        estate=here,
        openings={
            name: Inside([(opening.through, opening) for opening in listed], ancestors)
            for name, listed in found.items()
        },
        owned={name: by_holder(found[name]) for name in OWNED},
        strengths={each.id: strength_of(each, roles[each.id]) for each in identities},
        directory=roles,
        strong_roles=_strong_roles(engine),
        customs=tuple(_customs(engine)),
        subscriptions=[row["id"] for row in engine.rows("select id from azure_subscription order by id")],
    )


def _strong_roles(engine: Engine) -> dict[str, bool | None]:
    """Return by a role's GUID whether it makes an administrator, None where it could not be read."""
    rows = engine.rows("select role_id, permissions from azure_role_definition")
    return {row["role_id"]: _is_strong(row["permissions"]) for row in rows}


def _is_strong(permissions: str) -> bool | None:
    try:
        return any(ability.name in _STRONG for ability in able(blocks(permissions)))
    except RoleError:
        return None


def _customs(engine: Engine) -> Iterator[Custom]:
    rows = engine.rows(
        "select held.id, held.principal_id, held.role_scope, role.assignable_scopes "
        "from azure_role_assignment as held inner join azure_role_definition as role "
        "on role.role_id = split_part(held.role_definition_id, '/', -1) where role.is_custom order by held.id"
    )
    for row in rows:
        assignable = tuple("/" + each.strip("/").lower() for each in row["assignable_scopes"] or ())
        if assignable:
            yield Custom(row["id"], row["principal_id"], "/" + row["role_scope"].strip("/"), assignable)


def nodes(listed: Sequence[AzurePrincipal]) -> Mapping[str, str]:
    """Return the ids of principals in tables by their object ids."""
    return {each.object_id: each.node for each in listed}


def sensitive(ids: Sequence[str]) -> int:
    """Return how many resources are sensitive by their kind alone: vaults."""
    return sum("/providers/microsoft.keyvault/" in each for each in ids)
