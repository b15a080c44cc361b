"""Findings as SARIF 2.1.0, in the shape that code scanning tools open.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and GitHub's page on the subset it reads.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bartizan import __version__
from bartizan.contract import ExemptionOfFinding, Finding
from bartizan.model import printable
from bartizan.report.formats.rule_page import rule_page
from bartizan.report.formats.sarif_limits import MOST_RESULTS, MOST_TAGS, Taken, taken

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0", "info": "0.1"}
"""Code scanning shows a score above 9.0 as critical, from 7.0 as high, from 4.0 as medium, from 0.1 as low."""

RANKS = {"critical": 95.0, "high": 75.0, "medium": 50.0, "low": 25.0}
"""The risk level as SARIF's rank, 0 to 100; -1 for none."""

_MOST_NOTES = 500


def sarif(
    rules: Sequence[Mapping[str, Any]],
    findings: Sequence[Finding],
    scan: Mapping[str, Any],
    most: int = MOST_RESULTS,
) -> dict[str, Any]:
    """Return one SARIF log of findings; ``rules`` are their definitions, ``scan`` what the scan printed.

    Results are failing and exempt findings, worst first and at most so many; the run's properties and notifications
    say how many others there are. A cloud resource is no file: each result names it as a logical location, and as a
    made-up path that tools can show.
    """
    return sarif_of(rules, taken(findings, most), scan)


def sarif_of(rules: Sequence[Mapping[str, Any]], kept: Taken, scan: Mapping[str, Any]) -> dict[str, Any]:
    """Return one SARIF log of the findings that are taken."""
    named = {finding.rule_id for finding in kept.findings}
    rules = [rule for rule in rules if rule["id"] in named]
    index = {rule["id"]: n for n, rule in enumerate(rules)}
    driver = {
        "name": "Bartizan",
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"bartizan/{scan['snapshot_id']}"},
        "invocations": [_invocation(scan, kept.notes)],
        "results": [_result(finding, index) for finding in kept.findings],
        "properties": {"no_alerts": dict(kept.no_alerts), "left_out": dict(kept.too_many)},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def fix_text(finding: Finding, part: str) -> str:
    """Return a part of how to fix a finding, such as ``text`` or ``cli``, empty where there is none."""
    stated = finding.remediation.get(part, "")
    return "\n".join(stated).strip() if isinstance(stated, list) else stated.strip()


def fingerprint(finding: Finding) -> str:
    """Return what stays the same for one rule on one resource from scan to scan, 64 hexadecimal digits."""
    key = "\0".join((finding.rule_id, finding.resource_type, finding.resource_id))
    return hashlib.sha256(key.encode()).hexdigest()


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    tags = ["security", rule["category"]]
    for framework, ids in sorted(rule["controls"].items()):
        prefix = "external/cwe/" if framework == "cwe" else f"{framework}/"
        tags += [f"{prefix}{id_.lower() if framework == 'cwe' else id_}" for id_ in ids]
    described = {
        "id": rule["id"],
        "name": rule["id"].rpartition(".")[2].title().replace("_", ""),
        "shortDescription": {"text": rule["title"]},
        "fullDescription": {"text": rule["rationale"].strip()},
        "help": {"text": rule["remediation"]["text"].strip(), "markdown": rule_page(rule)},
        "defaultConfiguration": {"level": LEVELS[rule["severity"]]},
        "properties": {
            "tags": list(dict.fromkeys(tags))[:MOST_TAGS],
            "precision": "high",
            "security-severity": SCORES[rule["severity"]],
        },
    }
    return described | ({"helpUri": rule["references"][0]} if rule["references"] else {})


def _result(finding: Finding, index: Mapping[str, int]) -> dict[str, Any]:
    result = {
        "ruleId": finding.rule_id,
        "ruleIndex": index[finding.rule_id],
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "rank": RANKS.get(finding.risk_level, -1.0),
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint(finding)}:1"},
        "properties": {
            "scope": finding.scope,
            "region": finding.region or "",
            "risk_level": finding.risk_level,
            "evidence": finding.evidence,
        },
    }
    if finding.status == "exempt":
        result["suppressions"] = [_suppression(finding.exemption)]
    return result


def _message(finding: Finding) -> str:
    place = ", ".join(part for part in (finding.region, finding.scope) if part)
    where = f"{printable(finding.resource_name or finding.resource_id)} ({place})"
    commands = fix_text(finding, "cli")
    return f"{finding.title}: {where}. {fix_text(finding, 'text')}" + (f"\n\n{commands}" if commands else "")


def _location(finding: Finding) -> dict[str, Any]:
    name = finding.resource_name or finding.resource_id
    cloud = finding.resource_type.partition("_")[0]
    parts = (cloud, finding.scope, finding.region or "global", finding.resource_type, name)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": "/".join(_segment(part) for part in parts)},
            "region": {"startLine": 1, "startColumn": 1},
        },
        "logicalLocations": [{"name": name, "fullyQualifiedName": finding.resource_id, "kind": "resource"}],
    }


def _segment(part: str) -> str:
    """Return text as one segment of a relative path: a hostile name stays below where it belongs."""
    return quote(part, safe="") if part.strip(".") else part.replace(".", "%2E") or "-"


def _suppression(exemption: ExemptionOfFinding | None) -> dict[str, Any]:
    until = f", until {exemption.until}" if exemption and exemption.until else ""
    why = exemption.category.replace("_", " ") if exemption else "exempt"
    return {"kind": "external", "status": "accepted", "justification": f"{printable(why)}{until}"}


def _invocation(scan: Mapping[str, Any], notes: Sequence[str]) -> dict[str, Any]:
    unread = [row for row in scan.get("coverage", ()) if row["outcome"] in ("denied", "failed")]
    texts = [*notes, *(f"{row['scope']}: {row['detail']}" for row in unread[:_MOST_NOTES])]
    if len(unread) > _MOST_NOTES:
        texts.append(f"{len(unread) - _MOST_NOTES:,} more answers are missing: see `bartizan coverage`")
    return {
        "executionSuccessful": True,
        "startTimeUtc": scan["started_at"],
        "endTimeUtc": scan["finished_at"],
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": text}} for text in texts],
    }
