"""Logical servers of Azure SQL and the addresses that their firewalls allow."""

from typing import Any

from bartizan.collect.azure.engine.collector import Answers, AzureCollector, Body, Question
from bartizan.collect.azure.engine.plain_listing import plain_listing

_SERVERS = "Microsoft.Sql/servers"


def _firewall_rules(answer: Any) -> Answers:
    return {"firewall_rules": {"value": [_rule(each) for each in answer["value"]]}}


def _rule(item: Any) -> Body:
    properties = item["properties"]
    kept = {key: str(properties[key]) for key in ("startIpAddress", "endIpAddress")}
    return {"name": str(item.get("name") or ""), "properties": kept}


SQL_SERVER = AzureCollector(
    "azure_sql_server",
    plain_listing(_SERVERS, "2021-11-01", "fullyQualifiedDomainName"),
    questions=(
        # Resource Graph does not have them, so that each server is asked.
        Question(
            "/firewallRules", ("firewall_rules",), f"{_SERVERS}/firewallRules/read",
            _firewall_rules, is_paged=True, owner=_SERVERS,
        ),
    ),
)  # fmt: skip
"""Source: https://learn.microsoft.com/rest/api/sql/servers/list, /rest/api/sql/firewall-rules/list-by-server"""
