"""Rights that no role gives and no denial takes: vaults' access policies, Entra administrators, roles of Cosmos DB."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bartizan.permit.azure.abilities import RoleAbility, abilities
from bartizan.permit.azure.evaluate import EffectiveAbility
from bartizan.permit.azure.role import Allowed
from bartizan.store import Engine

_SECRETS = {"secrets": ("get", "all"), "secret_writes": ("set", "all")}
_KEYS = {"key_use": ("decrypt", "unwrapkey", "all")}
_SQL = RoleAbility(
    "database", "sql_data", "Microsoft.Sql/servers/databases/*", True, "", ("data_read", "data_write", "data_admin")
)
_COSMOS = RoleAbility(
    "database", "cosmos_data", "Microsoft.DocumentDB/databaseAccounts/*/read", True, "", ("data_read",)
)
_COSMOS_WRITES = RoleAbility(
    "database", "cosmos_writes", "Microsoft.DocumentDB/databaseAccounts/*/write", True, "", ("data_write",)
)
_READER = "00000000-0000-0000-0000-000000000001"
_CONTRIBUTOR = "00000000-0000-0000-0000-000000000002"
"""Built-in roles of every Cosmos DB account.

Source: https://learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security
"""
Given = dict[str, list[EffectiveAbility]]


def outside_rights(engine: Engine) -> Given:
    """Return by principal (object id) what it may do apart from roles."""
    given: Given = {}
    for principal, ability in (*_of_vaults(engine), *_of_servers(engine), *_of_accounts(engine)):
        given.setdefault(principal, []).append(ability)
    return given


def _of_vaults(engine: Engine) -> Iterator[tuple[str, EffectiveAbility]]:
    """Yield what access policies give.

    Source: https://learn.microsoft.com/azure/key-vault/general/assign-access-policy
    """
    vaults = engine.rows("select id, access_policies from azure_key_vault where has_access_policies order by id")
    for vault in vaults:
        for policy in json.loads(vault["access_policies"]):
            yield from _of_policy(vault["id"], policy)


def _of_policy(vault: str, policy: Mapping[str, Any]) -> Iterator[tuple[str, EffectiveAbility]]:
    rights = policy.get("permissions")
    application = policy.get("applicationId")
    if not isinstance(rights, dict) or not isinstance(policy.get("objectId"), str):
        return
    found = Allowed.CONDITIONALLY if application else Allowed.YES
    why = f"only through the application {application}" if application else ""
    for listed, ways in ((rights.get("secrets"), _SECRETS), (rights.get("keys"), _KEYS)):
        held = {str(each).lower() for each in listed} if isinstance(listed, list) else set()
        for name, enough in ways.items():
            if held & set(enough):
                yield policy["objectId"].lower(), EffectiveAbility(_named(name), vault, found, vault, why)


def _of_servers(engine: Engine) -> Iterator[tuple[str, EffectiveAbility]]:
    rows = engine.rows("select id, administrator_id from azure_sql_server where administrator_id <> '' order by id")
    for row in rows:
        yield row["administrator_id"], EffectiveAbility(_SQL, row["id"], Allowed.YES, row["id"])


def _of_accounts(engine: Engine) -> Iterator[tuple[str, EffectiveAbility]]:
    rows = engine.rows("select id, unnest(data_roles) as held from azure_cosmos_account order by id, held")
    for row in rows:
        principal, _, role = row["held"].partition(" ")
        # What a custom role allows is not read.
        found = Allowed.YES if role in {_READER, _CONTRIBUTOR} else None
        why = "" if found else f"not read: what the account's own role {role} allows"
        for ability in (_COSMOS,) if role == _READER else (_COSMOS, _COSMOS_WRITES):
            yield principal, EffectiveAbility(ability, row["id"], found, row["id"], why)


def _named(name: str) -> RoleAbility:
    return next(each for each in abilities() if each.name == name)
