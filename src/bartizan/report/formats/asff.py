"""Findings in the AWS Security Finding Format, as requests of BatchImportFindings.

Source: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html, whose lengths hold, and
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
"""

import datetime
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from bartizan.contract import Finding
from bartizan.model import printable
from bartizan.report.formats.aws_product import is_of_aws, partition, product_arn, region, resource_type
from bartizan.report.formats.sarif import fingerprint, fix_text

MOST_FINDINGS = 100
"""Of one request."""
_LABELS = {"info": "INFORMATIONAL", "low": "LOW", "medium": "MEDIUM", "high": "HIGH", "critical": "CRITICAL"}
_STATUSES = {"pass": "PASSED", "fail": "FAILED", "exempt": "FAILED", "unknown": "NOT_AVAILABLE"}


def asff(
    rules: Iterable[Mapping[str, Any]], findings: Iterable[Finding], time: datetime.datetime
) -> list[dict[str, Any]]:
    """Return requests of at most a hundred findings; ``time`` (UTC) is when the scan published.

    Each request is of one account and one region, whose credentials and endpoint it takes. Findings about anything but
    AWS are left out.
    """
    by_id = {rule["id"]: rule for rule in rules}
    sent = sorted(filter(is_of_aws, findings), key=_recipient)
    requests = []
    for _, group in groupby(sent, _recipient):
        told = [asff_finding(finding, by_id[finding.rule_id], time) for finding in group]
        requests += [{"Findings": told[n : n + MOST_FINDINGS]} for n in range(0, len(told), MOST_FINDINGS)]
    return requests


def _recipient(finding: Finding) -> tuple[str, str]:
    return finding.scope, region(finding)


def asff_finding(finding: Finding, rule: Mapping[str, Any], time: datetime.datetime) -> dict[str, Any]:
    """Return one finding, which is active."""
    category = finding.category.replace("_", " ").title()
    severity = {"Label": _label(finding), "Original": finding.severity}
    types = [f"Software and Configuration Checks/AWS Security Best Practices/{category}"]
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"bartizan/{fingerprint(finding)}",
        "ProductArn": product_arn(finding),
        "ProductName": "Bartizan",
        "CompanyName": "Bartizan",
        "GeneratorId": finding.rule_id[:512],
        "AwsAccountId": finding.scope,
        "Types": types,
        "FirstObservedAt": _time(finding.first_seen or time),
        "LastObservedAt": _time(finding.last_seen or time),
        "CreatedAt": _time(finding.first_seen or time),
        "UpdatedAt": _time(time),
        "Severity": severity,
        "Title": printable(finding.title, 256),
        "Description": printable(rule["rationale"], 1024),
        "Remediation": {"Recommendation": _recommendation(finding, rule)},
        "ProductFields": {"bartizan/risk_level": finding.risk_level or "none", "bartizan/status": finding.status},
        "Resources": [_resource(finding)],
        "Compliance": _compliance(finding, rule),
        "Workflow": {"Status": "SUPPRESSED" if finding.status == "exempt" else "NEW"},
        "RecordState": "ACTIVE",
        "FindingProviderFields": {"Severity": severity, "Types": types},
    }


def _label(finding: Finding) -> str:
    """Return how severe a finding is shown; what is not known to be wrong is no alert."""
    return _LABELS[finding.severity] if finding.status in ("fail", "exempt") else "INFORMATIONAL"


def _recommendation(finding: Finding, rule: Mapping[str, Any]) -> dict[str, str]:
    told = {"Text": printable(fix_text(finding, "text") or rule["title"], 512)}
    return told | ({"Url": rule["references"][0]} if rule["references"] else {})


def _resource(finding: Finding) -> dict[str, Any]:
    facts = list(finding.evidence.items())[:50]
    evidence = {printable(name, 128): printable(value, 1024) or "-" for name, value in facts}
    return {
        "Type": resource_type(finding),
        "Id": printable(finding.resource_id, 512),
        "Partition": partition(finding),
        "Region": region(finding),
    } | ({"Details": {"Other": evidence}} if evidence else {})


def _compliance(finding: Finding, rule: Mapping[str, Any]) -> dict[str, Any]:
    controls = [f"{name} {id_}" for name, ids in sorted(rule["controls"].items()) for id_ in ids]
    told: dict[str, Any] = {"Status": _STATUSES.get(finding.status, "NOT_AVAILABLE")}
    if controls:
        told["RelatedRequirements"] = controls[:32]
    if finding.missing:
        why = printable("; ".join(finding.missing), 2048)
        told["StatusReasons"] = [{"ReasonCode": "FACTS_NOT_READ", "Description": why}]
    return told


def _time(time: datetime.datetime) -> str:
    return f"{time.isoformat(timespec='milliseconds')}Z"
