"""What was found in one package as SARIF 2.1.0: a rule per advisory, a result per file that proves it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bartizan import __version__
from bartizan.model import printable
from bartizan.report.formats.sarif import LEVELS, SCHEMA, SCORES

_UNRATED = "medium"
"""What an advisory without any rating is shown as."""


def package_sarif(vulnerabilities: Sequence[Mapping[str, Any]], secrets: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one SARIF log of a package's vulnerabilities and secrets."""
    rules: dict[str, dict[str, Any]] = {}
    results = []
    for row in vulnerabilities:
        if row["status"] == "affected":
            rules.setdefault(row["advisory_id"], _advisory(row))
            results.append(_result(row["advisory_id"], row["severity"] or _UNRATED, _told(row), row["path"], 1))
    for row in secrets:
        id_ = f"secret/{row['kind']}"
        rules.setdefault(id_, _rule(id_, f"Secret in code: {row['kind']}", "critical", ""))
        results.append(
            _result(id_, "critical", f"{row['kind']} in {row['path']}; renew it", row["path"], row["line"] or 1)
        )
    driver = {"name": "Bartizan", "semanticVersion": __version__, "rules": list(rules.values())}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _advisory(row: Mapping[str, Any]) -> dict[str, Any]:
    title = row["summary"] or f"{row['package']} is vulnerable"
    help_uri = f"https://osv.dev/vulnerability/{row['advisory_id']}"
    return _rule(row["advisory_id"], title, row["severity"] or _UNRATED, help_uri)


def _rule(id_: str, title: str, severity: str, help_uri: str) -> dict[str, Any]:
    rule = {
        "id": id_,
        "shortDescription": {"text": printable(title)},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"tags": ["security"], "security-severity": SCORES[severity]},
    }
    return rule | ({"helpUri": help_uri} if help_uri else {})


def _told(row: Mapping[str, Any]) -> str:
    if row["is_malicious"]:
        return f"{row['package']} {row['version']} is malicious ({row['advisory_id']}). Remove it."
    fixes = ", ".join(row["fixed_versions"])
    also = ", ".join(row["aliases"])
    what = f"{row['package']} {row['version']} has {row['advisory_id']}" + (f" ({also})" if also else "")
    return f"{what}. " + (f"Raise it to {fixes}." if fixes else "No fixed version is known.")


def _result(rule: str, severity: str, text: str, path: str, line: int) -> dict[str, Any]:
    uri = "/".join(quote(part, safe="!@+") for part in path.split("/") if part not in {"", ".", ".."}) or "-"
    key = hashlib.sha256(f"{rule}\0{path}\0{text}".encode("utf-8", "backslashreplace")).hexdigest()
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": line, "startColumn": 1}}
    return {
        "ruleId": rule,
        "level": LEVELS[severity],
        "message": {"text": printable(text, 600)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": f"{key}:1"},
    }
