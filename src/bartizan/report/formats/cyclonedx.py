"""A bill of materials with its vulnerabilities as CycloneDX 1.6.

Source: https://cyclonedx.org/docs/1.6/json/
"""

import uuid
from collections.abc import Mapping
from typing import Any

from bartizan import __version__
from bartizan.model import printable
from bartizan.report.views.packages import Bill, Subject

_SEVERITIES = {"critical", "high", "medium", "low", "info"}
_METHODS = {"CVSS:3.0": "CVSSv3", "CVSS:3.1": "CVSSv31", "CVSS:4.0": "CVSSv4"}


def cyclonedx(bill: Bill) -> dict[str, Any]:
    """Return a bill as one CycloneDX document; what a workload ships is listed as its dependencies."""
    components: dict[str, dict[str, Any]] = {}
    dependencies = []
    for subject in bill.subjects:
        refs = {row["purl"]: _component(row) for row in subject.packages}
        components |= refs
        dependencies.append({"ref": subject.id, "dependsOn": sorted(refs)})
    applications = [{"type": "application", "bom-ref": s.id, "name": printable(s.name)} for s in bill.subjects]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'bartizan:{bill.name}:{bill.serial}')}",
        "version": 1,
        "metadata": {
            "timestamp": bill.made_at,
            "tools": {"components": [{"type": "application", "name": "bartizan", "version": __version__}]},
        },
        "components": applications + [components[ref] for ref in sorted(components)],
        "dependencies": dependencies,
        "vulnerabilities": _vulnerabilities(bill),
    }


def _component(row: Mapping[str, Any]) -> dict[str, Any]:
    group, _, name = row["name"].rpartition(":") if row["ecosystem"] == "Maven" else row["name"].rpartition("/")
    component = {"type": "library", "bom-ref": row["purl"], "name": printable(name), "purl": row["purl"]}
    component |= {"group": printable(group)} if group else {}
    component |= {"version": printable(row["version"])} if row["version"] else {}
    return component | {
        "evidence": {"occurrences": [{"location": printable(row["path"], 1000)}]},
        "properties": [{"name": "bartizan:evidence", "value": str(row["evidence"])}],
    }


def _vulnerabilities(bill: Bill) -> list[dict[str, Any]]:
    """Return each vulnerability once, with all the components that it affects."""
    found: dict[str, dict[str, Any]] = {}
    for subject in bill.subjects:
        purls = _purls(subject)
        for row in subject.vulnerabilities:
            told = found.setdefault(row["advisory_id"], _vulnerability(row))
            ref = purls.get((row["ecosystem"], row["package"], row["version"]))
            if ref and {"ref": ref} not in told["affects"]:
                told["affects"].append({"ref": ref})
    return list(found.values())


def _purls(subject: Subject) -> dict[tuple[str, str, str], str]:
    return {(row["ecosystem"], row["name"], row["version"]): row["purl"] for row in subject.packages}


def _vulnerability(row: Mapping[str, Any]) -> dict[str, Any]:
    id_ = row["advisory_id"]
    source = {"name": "OSV", "url": f"https://osv.dev/vulnerability/{id_}"}
    advice = f"Raise it to {', '.join(row['fixed_versions'])}." if row["fixed_versions"] else ""
    advice = "Remove it: it was made to do harm." if row["is_malicious"] else advice
    told = {
        "bom-ref": id_,
        "id": id_,
        "source": source,
        "references": [{"id": alias, "source": {"name": alias.partition("-")[0]}} for alias in row["aliases"]],
        "ratings": [_rating(row)],
        "description": printable(row["summary"] or ""),
        "analysis": _analysis(row),
        "affects": [],
    }
    return told | ({"recommendation": advice} if advice else {})


def _rating(row: Mapping[str, Any]) -> dict[str, Any]:
    rating: dict[str, Any] = {"severity": row["severity"] if row["severity"] in _SEVERITIES else "unknown"}
    if row["cvss_score"] is not None:
        vector = row["cvss_vector"]
        rating |= {
            "score": row["cvss_score"],
            "method": _METHODS.get(vector.partition("/")[0], "CVSSv2"),
            "vector": vector,
        }
    return rating


def _analysis(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of whether it can be used here: attackers use it, or somebody has yet to look."""
    is_used = row["status"] == "affected" and row["kev"]
    analysis = {"state": "exploitable" if is_used else "in_triage"}
    if row["status"] != "affected":
        analysis["detail"] = "The version of the package is not known, or cannot be put in order."
    return analysis | ({"response": ["update"]} if row["fixed_versions"] and not row["is_malicious"] else {})
