"""What is left out of a snapshot where a plan switches permission analysis off: all that stands on it, and no more."""

from collections.abc import Mapping, Sequence

from bartizan.assess import Rule
from bartizan.normalize import on_permissions
from bartizan.store.engine import Engine, literal, quoted

SCOPES = {"aws_account": "aws", "azure_subscription": "azure"}
"""The types under which ``hidden`` names scopes without permission analysis, and their providers."""
_OF_PRINCIPAL = ("grant", "permission", "access", "escalation")
_OF_AWS = ("aws_iam_power", "aws_lambda_function_power")


def unanalysed(engine: Engine) -> list[str]:
    """Return the scopes without permission analysis."""
    if not engine.has("hidden"):
        return []
    types = ", ".join(map(literal, SCOPES))
    return [
        row["scope"] for row in engine.rows(f"select distinct scope from hidden where type in ({types}) order by 1")
    ]


def forget_permissions(engine: Engine, scopes: Sequence[str]) -> None:
    """Take out of the tables of permit what the principals of these scopes may do, and what may be done there."""
    if not scopes:
        return
    listed = ", ".join(map(literal, scopes))
    engine.create("unanalysed", _principals(listed))
    for table in _OF_PRINCIPAL:
        engine.execute(f"delete from {quoted(table)} where principal_id in (select id from unanalysed)")
    for table, column in (("permission", "resource"), ("access", "target_id")):
        engine.execute(f"delete from {table} where provider = 'azure' and split_part({column}, '/', 3) in ({listed})")
    for table in _OF_AWS:
        engine.execute(f"delete from {table} where split_part(id, ':', 5) in ({listed})")
    for table in ("azure_app_power", "azure_role_claim"):
        engine.execute(f"delete from {table} where split_part(id, '/', 3) in ({listed})")
    engine.execute("delete from azure_identity_power where id in (select id from unanalysed)")
    engine.execute("drop table unanalysed")


def _principals(scopes: str) -> str:
    """Return the SELECT of their IDs: Azure's belong to a tenant, so where they work counts."""
    works = " union ".join(
        f"select unnest(principal_ids) as object_id from {table} where split_part(id, '/', 3) in ({scopes})"
        for table in ("azure_app_principal", "azure_resource_with_identity")
    )
    return (
        f'select distinct principal_id as id from "grant" '
        f"where split_part(principal_id, ':', 5) in ({scopes})"
        f" union select id from azure_identity_power where split_part(id, '/', 3) in ({scopes})"
        f" or object_id in ({works}) union select object_id from azure_identity_power where object_id in ({works})"
    )


def hide_unjudged(
    engine: Engine, rules: Sequence[Rule], schemas: Mapping[str, Mapping[str, str]], scopes: Sequence[str]
) -> None:
    """Take out findings that are unknown only because permissions were not analysed in these scopes."""
    if not scopes:
        return
    standing = [
        (rule.id, table)
        for rule in rules
        for table in rule.table
        if table in schemas and rule.columns(schemas[table]) & on_permissions().get(table, frozenset())
    ]
    engine.create_empty("unjudged", {"rule_id": "varchar", "resource_type": "varchar"})
    engine.insert("unjudged", standing)
    here = f"status = 'unknown' and scope in ({', '.join(map(literal, scopes))})"
    which = f"{here} and (rule_id, resource_type) in (select (rule_id, resource_type) from unjudged)"
    engine.execute(f"delete from finding where {which}")
    engine.execute(f"update rule_result set status = 'not_applicable' where {which}")
    engine.create(
        "rule_result", "select rule_id, resource_type, scope, status, sum(n)::bigint as n from rule_result group by all"
    )
    engine.execute("drop table unjudged")
