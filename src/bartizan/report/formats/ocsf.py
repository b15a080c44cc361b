"""Findings as OCSF events of class Compliance Finding (2003), schema version 1.8.0.

Source: https://schema.ocsf.io/1.8.0/classes/compliance_finding
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bartizan import __version__
from bartizan.contract import Finding
from bartizan.report.formats.sarif import fingerprint, fix_text

SCHEMA_VERSION = "1.8.0"
_SEVERITIES = {
    "info": (1, "Informational"),
    "low": (2, "Low"),
    "medium": (3, "Medium"),
    "high": (4, "High"),
    "critical": (5, "Critical"),
}
_VERDICTS = {
    "pass": (1, "Pass"),
    "fail": (3, "Fail"),
    "exempt": (3, "Fail"),
    "unknown": (0, "Unknown"),
    "not_applicable": (99, "Not Applicable"),
}
_CLOUDS = {"aws": "AWS", "azure": "Azure"}
_ACCOUNTS = {"aws": (10, "AWS Account"), "azure": (99, "Azure Subscription")}


def ocsf(
    rules: Sequence[Mapping[str, Any]], findings: Iterable[Finding], time: datetime.datetime
) -> list[dict[str, Any]]:
    """Return one event per finding; ``rules`` are their definitions, ``time`` (UTC) is when the scan published."""
    by_id = {rule["id"]: rule for rule in rules}
    return [event(finding, by_id[finding.rule_id], time) for finding in findings]


def event(finding: Finding, rule: Mapping[str, Any], time: datetime.datetime) -> dict[str, Any]:
    """Return the event of one finding."""
    is_new = finding.first_seen == finding.last_seen
    activity_id, activity = (1, "Create") if is_new else (2, "Update")
    severity_id, severity = _SEVERITIES[finding.severity]
    status_id, status = _progress(finding.status, is_new)
    return {
        "activity_id": activity_id,
        "activity_name": activity,
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "type_uid": 200300 + activity_id,
        "type_name": f"Compliance Finding: {activity}",
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "time": milliseconds(time),
        "message": finding.title,
        "metadata": _metadata(finding),
        "cloud": _cloud(finding),
        "finding_info": _finding_info(finding, rule, time),
        "compliance": _compliance(finding, rule),
        "remediation": _remediation(finding, rule),
        "resources": [_resource(finding)],
    }


def _progress(status: str, is_new: bool) -> tuple[int, str]:
    """Return where the finding stands; one that nobody has seen before is new."""
    if status == "exempt":
        return 3, "Suppressed"
    return (1, "New") if is_new else (2, "In Progress")


def _metadata(finding: Finding) -> dict[str, Any]:
    return {
        "version": SCHEMA_VERSION,
        "profiles": ["cloud"],
        "event_code": finding.rule_id,
        "product": {"name": "Bartizan", "vendor_name": "Bartizan", "version": __version__},
    }


def _cloud(finding: Finding) -> dict[str, Any]:
    provider = finding.resource_type.partition("_")[0]
    type_id, type_ = _ACCOUNTS[provider]
    cloud = {
        "provider": _CLOUDS[provider],
        "account": {"uid": finding.scope or "unknown", "type_id": type_id, "type": type_},
    }
    return cloud | ({"region": finding.region} if finding.region else {})


def _finding_info(finding: Finding, rule: Mapping[str, Any], time: datetime.datetime) -> dict[str, Any]:
    first, last = milliseconds(finding.first_seen or time), milliseconds(finding.last_seen or time)
    return {
        "uid": fingerprint(finding),
        "title": finding.title,
        "desc": rule["rationale"].strip(),
        "types": [finding.category],
        "created_time": first,
        "first_seen_time": first,
        "last_seen_time": last,
        "analytic": {"uid": rule["id"], "name": rule["title"], "type_id": 1, "type": "Rule"},
    }


def _compliance(finding: Finding, rule: Mapping[str, Any]) -> dict[str, Any]:
    status_id, status = _VERDICTS[finding.status]
    controls = rule["controls"]
    compliance = {
        "control": rule["id"],
        "standards": sorted(controls),
        "requirements": [f"{name} {id_}" for name, ids in sorted(controls.items()) for id_ in ids],
        "status_id": status_id,
        "status": status,
    }
    return compliance | ({"status_details": list(finding.missing)} if finding.missing else {})


def _remediation(finding: Finding, rule: Mapping[str, Any]) -> dict[str, Any]:
    steps = filter(None, (fix_text(finding, "text"), fix_text(finding, "cli")))
    return {"desc": "\n\n".join(steps), "references": list(rule["references"])}


def _resource(finding: Finding) -> dict[str, Any]:
    resource = {
        "uid": finding.resource_id,
        "name": finding.resource_name or finding.resource_id,
        "type": finding.resource_type,
        "data": finding.evidence,
    }
    return resource | ({"region": finding.region} if finding.region else {})


def milliseconds(time: datetime.datetime) -> int:
    """Return a UTC time, which the tables hold without a zone, as milliseconds since 1970."""
    return int(time.replace(tzinfo=datetime.UTC).timestamp() * 1000)
