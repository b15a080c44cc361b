"""Examples for OpenAPI: each body and each answer is shown with values that go together, made from its schema.

A model or a field may bring its own ``examples``; of all others a value by the field's name is taken.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_DEEPEST = 8
_TIME = "2026-01-31T12:00:00"
_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:checkout"
_ROLE = "arn:aws:iam::111122223333:role/checkout"
_BUCKET = "arn:aws:s3:::invoices"
_RULE = "aws.lambda.public_function_url"
_QUERY = "find aws_lambda_function where exposure = internet"
BY_NAME: Mapping[str, Any] = {
    "ability": "read",
    "action": "exemption.add",
    "actor": "security-team",
    "advisory_id": "GHSA-aaaa-bbbb-cccc",
    "after": {"category": "risk_accepted"},
    "aliases": ["CVE-2026-0001"],
    "asked_by": "security-team",
    "aspect": "policy",
    "author": "security-team",
    "authentication": "none",
    "because": "lambda:GetPolicy denied",
    "body": {"stage": "collect"},
    "breaks": ["d1c2b3a4e5f60718"],
    "capability": "exposure",
    "category": "access_control",
    "certainty": "proven",
    "columns": ["name", "exposure"],
    "connector": "production",
    "controls": {"cis_aws": ["4.1"]},
    "csrf": "",
    "cve": "CVE-2026-0001",
    "cvss_score": 9.8,
    "cvss_vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "data_read": [_BUCKET],
    "description": "Who can call it.",
    "detail": "aws_lambda_function · 111122223333",
    "directories": [],
    "directory": "default",
    "ecosystem": "PyPI",
    "edge": "runs_as",
    "email": "security-team@example.com",
    "entry_id": _ARN,
    "epss": 0.42,
    "evidence": {"function_url_auth_type": "NONE"},
    "exposure": "internet",
    "external_id": "",
    "factor": "internet_exposure",
    "failing": {"critical": 1, "high": 4},
    "filter": f"rule_id = {_RULE}",
    "finding_id": "0123456789abcdef",
    "findings": {"critical": 1, "high": 4},
    "fixed_versions": ["2.4.1"],
    "id": "0123456789abcdef",
    "identity_ids": [_ROLE],
    "ids": ["0123456789abcdef"],
    "issuer": "https://login.example.com",
    "justification": "A public price list, on purpose.",
    "key": "0123456789abcdef",
    "kind": "function",
    "members": [_ARN, _ROLE, _BUCKET],
    "mitre": ["T1190"],
    "name": "checkout",
    "node_id": _ROLE,
    "operation": "GetPolicy",
    "outcome": "denied",
    "owner": "shop-team",
    "owner_tag": "team",
    "package": "requests",
    "path": "requirements.txt",
    "permission": "lambda:GetPolicy",
    "person_id": "p-0123456789ab",
    "principal_id": _ROLE,
    "provider": "aws",
    "purl": "pkg:pypi/requests@2.4.0",
    "rationale": "Anyone on the internet can call the function.",
    "reaches": ["invoices"],
    "reason": "denied",
    "references": ["https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"],
    "region": "eu-west-1",
    "remediation": {"text": "Set the function URL's AuthType to AWS_IAM."},
    "resource": _ARN,
    "resource_id": _ARN,
    "resource_name": "checkout",
    "resource_type": "aws_lambda_function",
    "risk": 8.6,
    "risk_factors": ["internet_exposure"],
    "risk_level": "critical",
    "risk_reason": "It can be called from the internet.",
    "rows": [{"name": "checkout", "exposure": "internet"}],
    "rule": _RULE,
    "rule_id": _RULE,
    "rule_ids": [_RULE],
    "runtime": "python3.13",
    "scenario": "internet_to_data",
    "scope": "111122223333",
    "score": 72.5,
    "score_unknown_share": 0.04,
    "severity": "high",
    "snapshot": "20260131-120000-ab12",
    "source": "osv",
    "sql": "select name from aws_lambda_function where exposure = 'internet'",
    "state": "active",
    "statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{_BUCKET}/*"},
    "status": "fail",
    "subject": _ARN,
    "tables": ["aws_lambda_function"],
    "tag": "team=shop",
    "tags": {"team": "shop"},
    "target": "111122223333",
    "target_id": _BUCKET,
    "target_kind": "aws_s3_bucket",
    "text": _QUERY,
    "title": "Lambda function URL accepts unauthenticated requests",
    "tree": {"find": "aws_lambda_function", "where": {"column": "exposure", "op": "=", "value": "internet"}},
    "type": "aws_lambda_function",
    "value": "internet",
    "values": {"severity": ["high"]},
    "version": "2.4.0",
    "why": ["It can be called from the internet."],
}
OF_MODEL: Mapping[str, dict[str, Any]] = {
    "EndedExemptions": {"ids": ["0123456789abcdef"]},
    "ExclusionItem": {"by": "tag", "value": "environment=sandbox"},
    "ExploreQuestion": {"text": _QUERY},
    "FixesToTry": {"rules": [_RULE]},
    "LinkSecret": {"secret": "the part of the link after #"},
    "NewExemptions": {
        "ids": ["0123456789abcdef"],
        "category": "risk_accepted",
        "justification": "A public price list, on purpose.",
        "until": "2027-01-31",
    },
    "NewGovernanceRule": {"due_days": 14, "owner": "shop-team", "severity": "high", "has_grace": True},
    "NewToken": {"name": "pipeline", "role": "viewer", "days": 90},
    "Password": {"password": "a long sentence that only you know"},
    "QueryToSave": {"name": "exposed_functions", "text": _QUERY},
    "SnapshotItem": {"id": "20260131-120000-ab12", "started_at": _TIME, "published_at": _TIME, "status": "complete"},
    "UndoToken": {"token": "what the decision was answered with"},
}
"""Of models whose fields do not all go together: bodies mostly, of which the rest may be left out."""
LIST_ROWS: Mapping[str, tuple[str, ...]] = {
    "resources": (
        "id",
        "key",
        "type",
        "name",
        "scope",
        "region",
        "runtime",
        "exposure",
        "authentication",
        "risk_level",
    ),
    "findings": ("id", "rule_id", "title", "severity", "risk_level", "status", "resource_id", "resource_name", "scope"),
    "vulnerabilities": ("advisory_id", "cve", "severity", "package", "version", "resource_id", "resource_name"),
    "healthy-checks": ("rule_id", "title", "severity", "type", "id", "name", "scope", "region", "status"),
    "recommendations": ("rule_id", "title", "severity", "risk_level", "category", "unhealthy", "unknown", "owner"),
    "attack-paths": ("id", "title", "risk_level", "entry_id", "target_id"),
    "choke-points": ("node_id", "paths", "targets"),
    "identities": ("principal_id", "name", "type", "scope"),
    "packages": ("resource_id", "resource_name", "ecosystem", "name", "version", "path"),
    "coverage": ("resource_id", "resource_name", "status", "reason"),
}
"""Of the rows of each list, the fields that its example shows."""


def add_examples(schema: dict[str, Any]) -> None:
    """Give each body and each successful answer in JSON of an OpenAPI document an example, where it has none."""
    known = schema["components"]["schemas"]
    for path, content in _contents(schema):
        for media, each in content.items():
            if media == "application/json" and not {"example", "examples"} & each.keys() and "schema" in each:
                each["example"] = _of_list(path) or example_of(each["schema"], known)


def _contents(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            yield "", operation.get("requestBody", {}).get("content", {})
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    yield path, answer.get("content", {})


def _of_list(path: str) -> dict[str, Any] | None:
    fields = LIST_ROWS.get(path.rpartition("/")[2])
    if fields is None or "{" in path:
        return None
    row = {name: BY_NAME.get(name, 3) for name in fields}
    return {"items": [row], "total": 1, "unknown": 0, "next": None, "snapshot": BY_NAME["snapshot"]}


def example_of(part: Mapping[str, Any], known: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
    """Return an example of a schema; ``name`` is that of the field that it is about."""
    if "$ref" in part:
        model = part["$ref"].rpartition("/")[2]
        return OF_MODEL.get(model) or example_of(known[model], known, name, depth)
    for given in ("examples", "enum"):
        if part.get(given):
            return part[given][0]
    if "const" in part:
        return part["const"]
    if choices := part.get("anyOf"):
        return example_of(choices[0], known, name, depth)
    return _by_type(part, known, name, depth)


def _by_type(part: Mapping[str, Any], known: Mapping[str, Any], name: str, depth: int) -> Any:
    named = BY_NAME.get(name)
    match part.get("type"):
        case "object" if "properties" in part:
            deeper = part["properties"].items() if depth < _DEEPEST else ()
            found: Any = {key: example_of(each, known, key, depth + 1) for key, each in deeper}
        case "object":
            found = _fitting(named, part, known) if isinstance(named, dict) else {}
        case "array" if isinstance(named, list) and part["items"].get("type") == "string":
            found = named
        case "array":
            found = [example_of(part["items"], known, name, depth + 1)] if depth < _DEEPEST else []
        case "string":
            found = _text(part, named)
        case "integer" | "number" as kind:
            least = max(3, int(part.get("minimum", 0)))
            found = named if kind == "number" and isinstance(named, float) else part.get("default", least)
        case "boolean":
            found = part.get("default", False)
        case _:
            found = named
    return found


def _fitting(named: dict[str, Any], part: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the example of a mapping if its values are what this one has."""
    wanted = part.get("additionalProperties")
    if not isinstance(wanted, dict) or "anyOf" in wanted or wanted.get("type") == "array":
        return named
    types = {"string": str, "integer": int, "number": float}
    is_fit = all(isinstance(value, types.get(str(wanted.get("type")), object)) for value in named.values())
    return named if is_fit else {"key": example_of(wanted, known)}


def _text(part: Mapping[str, Any], named: Any) -> str:
    if part.get("format") == "date-time":
        return _TIME
    text = named if isinstance(named, str) else str(part.get("default", ""))
    return text.ljust(int(part.get("minLength", 0)), "x")[: int(part.get("maxLength", len(text) + 64))]
