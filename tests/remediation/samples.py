"""Every command of every rule, filled with samples: both branches of each condition, each table's variant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from bartizan.assess import Rule, load_rules
from bartizan.base.bundled import bundled
from bartizan.normalize import schemas
from bartizan.normalize.given import GIVEN
from bartizan.permit.aws.resources import TABLES
from bartizan.report.remediation.remediation import OF_A_FINDING, filled
from bartizan.report.remediation.template import Values, named

CHOICE = re.compile(r"(?m)^([A-Z_]+)=\.\.\.  # choose: (.+)$")
"""A line that a person must fill in; the sample is what follows "such as"."""
_AZURE = "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/shop/providers"
_MAPPING = "arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:5bc79f3c-d775-4737-a431-930233a10b7b"
_IDS = {
    "aws_account": "111122223333",
    "aws_apigateway_domain_name": "arn:aws:apigateway:eu-west-1::/domainnames/shop.example",
    "aws_apigateway_rest_api": "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3",
    "aws_apigateway_stage": "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod",
    "aws_apigatewayv2_api": "arn:aws:apigateway:eu-west-1::/apis/a1b2c3",
    "aws_apigatewayv2_stage": "arn:aws:apigateway:eu-west-1::/apis/a1b2c3/stages/prod",
    "aws_guardduty_detector": "arn:aws:guardduty:eu-west-1:111122223333:detector",
    "aws_iam_role": "arn:aws:iam::111122223333:role/orders-role",
    "aws_lambda_alias": "arn:aws:lambda:eu-west-1:111122223333:function:orders:live",
    "aws_lambda_event_source_mapping": _MAPPING,
    "aws_lambda_function": "arn:aws:lambda:eu-west-1:111122223333:function:orders",
    "aws_lambda_layer_version": "arn:aws:lambda:eu-west-1:111122223333:layer:drivers:3",
    "aws_lambda_version": "arn:aws:lambda:eu-west-1:111122223333:function:orders:7",
    "azure_app_service_environment": f"{_AZURE}/microsoft.web/hostingenvironments/ase",
    "azure_app_service_plan": f"{_AZURE}/microsoft.web/serverfarms/plan",
    "azure_key_vault": f"{_AZURE}/microsoft.keyvault/vaults/kv-orders",
    "azure_storage_account": f"{_AZURE}/microsoft.storage/storageaccounts/storders",
    "azure_user_assigned_identity": f"{_AZURE}/microsoft.managedidentity/userassignedidentities/id-orders",
}


class Sample(NamedTuple):
    """The commands of one rule for a resource of one table, with one answer to every condition."""

    rule_id: str
    table: str
    answer: bool
    cli: str


@cache
def rules() -> Sequence[Rule]:
    return list(load_rules([bundled("rules")], schemas()).values())


def commands(rule: Rule) -> dict[str, str]:
    """Return the commands of a rule by table."""
    remediation = rule.remediation
    return {table: remediation.variants.get(table, remediation.cli) for table in rule.table}


def samples() -> Iterator[Sample]:
    for rule in rules():
        for table, text in commands(rule).items():
            for answer in (True, False):
                if text and (answer or "{if " in text):
                    yield Sample(rule.id, table, answer, _filled(rule, table, answer))


def columns(table: str) -> Mapping[str, str]:
    """Return the columns of a table that a command may loop over, with their types."""
    if table in TABLES:
        return TABLES[table]
    return GIVEN[table].columns if table in GIVEN else schemas()[table]


def known(table: str) -> set[str]:
    """Return the names that a command for a table's resources may use."""
    return set(schemas()[table]) | OF_A_FINDING


def chosen(cli: str) -> str:
    """Return commands with every choice made."""
    return CHOICE.sub(lambda m: f"{m[1]}='{m[2].partition('such as ')[2] or 'chosen'}'", cli)


def _filled(rule: Rule, table: str, answer: bool) -> str:
    remediation = rule.remediation.model_dump()
    text = commands(rule)[table]
    remediation["variants"] = {table: re.sub(r"\{if .+\}", "{if answer}" if answer else "{if not answer}", text)}
    id_ = _IDS.get(table, f"{_AZURE}/microsoft.web/sites/app-orders")
    finding = {"resource_id": id_, "resource_type": table, "resource_name": id_.rpartition("/")[2].rpartition(":")[2]}
    finding |= {"region": "eu-west-1", "scope": "111122223333"}
    row = {**_row(table, text), "answer": True}
    return str(filled(remediation, finding, row, lambda other, *_: [_row(other, text)]).get("cli", ""))


def _row(table: str, text: str) -> Values:
    return {name: _value(name, type_, text) for name, type_ in columns(table).items() if name in named(text)}


def _value(name: str, type_: str, text: str) -> Any:
    if type_.lower() == "varchar[]":
        return [_item(name, text)]
    if type_.lower() in ("bigint", "integer", "ubigint", "double"):
        return 3
    if name == "region":
        return "eu-west-1"
    if name.endswith(("_id", "_ids", "_arn", "_arns")) and "azure" not in text:
        return f"arn:aws:service:eu-west-1:111122223333:kind/{name}"
    return True if type_.lower() == "boolean" else f"sample-{name}"


def _item(name: str, text: str) -> str:
    """Return an item of a list, made up of as many parts as a loop over it takes."""
    loop = re.search(rf"\{{for [a-z_, ]+ in {name} by (.+)\}}", text)
    if name == "app_ids":
        return f"{_AZURE}/microsoft.web/sites/app-orders"
    if name.endswith(("arns", "layers", "load_balancers")):
        return "arn:aws:lambda:eu-west-1:111122223333:layer:drivers:3"
    separators = re.findall(r"'([^']+)'", loop[1]) if loop else []
    return "one" + "".join(f"{separator}more" for separator in separators)
