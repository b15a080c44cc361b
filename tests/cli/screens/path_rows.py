"""Objects of attack paths, choke points and what is left, as hostile and as long as they come."""

from typing import Any

from tests.cli.screens.estate import APP, FUNCTION, Row

_ROLE = "arn:aws:iam::111122223333:role/service-role/" + "checkout-" * 6 + "role"


def _step(source: str, edge: str, target: str, why: str, *rules: str) -> dict[str, Any]:
    return {"source": source, "edge": edge, "target": target, "why": why, "rule_ids": list(rules)}


PATHS: list[Row] = [
    {
        "id": f"{n:016x}",
        "scenario": "vulnerable_function_to_admin",
        "title": title,
        "risk_level": level,
        "risk": risk,
        "certainty": certainty,
        "conditions": conditions,
        "entries": n + 1,
        "targets": 1,
        "entry_id": FUNCTION + "checkout-webhook",
        "target_id": "admin:aws:111122223333",
        "target_kind": "administrator",
        "steps": [
            _step("internet", "invokes", FUNCTION + "checkout-webhook", "its URL asks for no authentication and "
                  "both grants let anyone in", "aws.lambda.public_function_url"),
            _step(FUNCTION + "checkout-webhook", "exploits", FUNCTION + "checkout-webhook", "pyyaml: CVE-2020-14343"),
            _step(FUNCTION + "checkout-webhook", "runs_as", _ROLE, "its execution role"),
            _step(_ROLE, "administers", "admin:aws:111122223333", "it has every permission\x1b[31m on every resource",
                  "aws.iam.function_role_admin"),
        ],
        "risk_factors": ["internet_exposure"],
        "mitre": ["T1190", "T1078.004"],
        "breaks": breaks,
        "capped": 12,
    }
    for n, (title, level, risk, certainty, conditions, breaks) in enumerate(
        [
            (
                "Internet exposed Lambda function checkout-webhook with pyyaml 5.3 has high permission to 111122223333",
                *("critical", 85.5, "needs_vulnerability", []),
                ["aws.iam.function_role_admin", "aws.lambda.public_function_url"],
            ),
            ("Role deploy\x1b[31m trusts anyone", "medium", 9.5, "conditional", ["the caller signs in with MFA"], []),
        ]
    )
]  # fmt: skip
CHOKE_POINTS: list[Row] = [
    {"node_id": node, "kind": kind, "paths": paths, "targets": 3, "fix": fix}
    for node, kind, paths, fix in [
        ("azure.function_app.anonymous_http_functions", "rule", 16, "fix this rule's findings on all resources"),
        (APP + "func-customer-import", "node", 12, "remove it, or what leads to it and from it"),
        ("00093072c9be9c02", "finding", 1, f"fix aws.lambda.public_function_url on {FUNCTION}checkout-webhook"),
    ]
]
WHAT_IF: list[Row] = [
    {**{key: PATHS[n][key] for key in ("id", "scenario", "title", "risk_level", "risk", "certainty", "target_id")},
     "entry_id": PATHS[n]["entry_id"], "outcome": outcome}
    for n, outcome in enumerate(("gone", "left"))
]  # fmt: skip
