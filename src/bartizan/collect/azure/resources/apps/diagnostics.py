"""Where an app's resource logs go: the diagnostic settings that depend on it."""

from typing import Any

from bartizan.collect.azure.engine.collector import Answers, Body, Question

_DESTINATIONS = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")


def _diagnostics(answer: Any) -> Answers:
    return {"diagnostics": {"value": [_setting(each) for each in answer["value"]]}}


def _setting(item: Any) -> Body:
    properties = item["properties"]
    logs = [
        {key: each[key] for key in ("category", "categoryGroup", "enabled") if each.get(key) is not None}
        for each in properties["logs"]
    ]
    destinations = {key: properties[key] for key in _DESTINATIONS if properties.get(key)}
    return {"name": str(item.get("name") or ""), "properties": {"logs": logs, **destinations}}


DIAGNOSTICS = Question(
    "/providers/Microsoft.Insights/diagnosticSettings", ("diagnostics",), "Microsoft.Insights/diagnosticSettings/read",
    _diagnostics, is_paged=True, api_version="2021-05-01-preview",
)  # fmt: skip
"""Asked last: exposure does not depend on it, and Resource Graph has no answer.

Source: https://learn.microsoft.com/rest/api/monitor/diagnostic-settings/list
"""
