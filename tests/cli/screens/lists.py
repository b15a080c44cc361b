"""Rows of the lists that are a table and a total, for the golden texts of screens."""

from tests.cli.screens.estate import FUNCTION, VULNERABILITIES, Row

RULES = [
    {
        "severity": "high",
        "rule_id": rule,
        "title": "Function URL accepts unauthenticated requests from everywhere",
        "category": "access_control",
        "table": ["aws_lambda_function"],
        "tier": tier,
        "off": "",
    }
    for rule, tier in (("aws.lambda.public_function_url", "standard"), ("mine.short", "optional"))
]
_DEPLOYER = "arn:aws:sts::111122223333:assumed-role/deploy/pipeline"
HISTORY = [
    {
        "at": f"2026-11-{day}T09:14:07",
        "kind": kind,
        "subject": subject,
        "title": title,
        "by": by,
        "before": before,
        "after": after,
    }
    for day, kind, subject, title, by, before, after in (
        ("29", "change", "3f1c9a52", "AddPermission20150331v2", _DEPLOYER, "", ""),
        ("29", "configuration", FUNCTION, "url_auth", _DEPLOYER, "iam", "none"),
        ("29", "configuration", FUNCTION, "tags", "", '{"team":"shop"}', None),
        (
            "29",
            "reopened",
            "aws.lambda.public_resource_policy",
            "Function policy allows anyone to invoke it",
            "",
            "",
            "",
        ),
        ("21", "exemption_ended", "e-1a2b3c4d", "The queue in front of it checks who sends", "platform", "", ""),
        ("04", "path", "p-0f1e2d3c", "A function that anyone may invoke leads to a payments secret", "", "", ""),
        ("01", "seen", FUNCTION, "", "", "", ""),
    )
]
CHANGED = [
    {
        "kind": kind,
        "change": change,
        "title": title,
        "resource_name": "checkout-webhook",
        "rule_id": rule,
        "before": before,
        "after": after,
    }
    for kind, change, title, rule, before, after in (
        ("finding", "new", "Function URL accepts unauthenticated requests", "aws.lambda.public_url", "", "critical"),
        ("attack_path", "fixed", "checkout-webhook reads orders", "", "high", ""),
        ("configuration", "changed", "url_auth", "", "iam", "none"),
        ("configuration", "unverified", "tags", "", '{"team":"shop"}', None),
        ("package", "new", "left-pad (npm)", "", "", "1.3.0"),
        ("resource", "removed", "", "", "", ""),
    )
]
_AT = "2026-11-29T07:03:59"
CONNECTORS = [
    {
        "name": name,
        "provider": provider,
        "kind": kind,
        "target": target,
        "interval_hours": hours,
        "events": events,
        "scans": {"state": state, "failures": failures, "evaluated_at": at, "next_at": "2026-11-30T12:07:31"},
        "settings": {"regions": regions},
        "created_at": "2026-11-01T09:14:07",
    }
    for name, provider, kind, target, hours, events, regions, state, failures, at in (
        ("payments-production", "aws", "account", "111122223333", 0, "lost", "eu-west-1,eu-central-1", "ok", 0, _AT),
        ("everything", "aws", "organization", "999988887777", 24, "", "", "never", 0, None),
        ("web", "azure", "subscription", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", 0, "ok", "", "failing", 1200, _AT),
    )
]
CONTROLS = [
    {
        "framework": "nist-800-53",
        "control": "AC-3",
        "title": "Access enforcement in all places where access can be enforced",
        "status": status,
        "failed": failed,
        "passed": 1200,
        "not_evaluated": 7,
        "exempt": 0,
    }
    for status, failed in (("failed", 12), ("passed", 0), ("not_evaluated", 0))
]
EXEMPTIONS = [
    {
        "id": "e-0a1b2c3d",
        "state": "active",
        "category": "risk_accepted",
        "matches": f"aws.lambda.* on {FUNCTION}checkout-webhook",
        "findings": 3,
        "until": "2027-01-31T00:00:00",
        "author": "team-shop",
        "justification": "A gateway in front of it checks every request that comes in",
    }
]
GOVERNANCE = [
    {
        "id": "g-0a1b2c3d",
        "priority": 100,
        "severity": "high",
        "risk_level": "",
        "category": "",
        "scope": "",
        "rule": "aws.lambda.*",
        "owner": "ops",
        "owner_tag": "team",
        "due_days": 7,
        "has_grace": True,
    }
]
OWNERS = [
    {
        "owner": "team-shop",
        "state": "overdue",
        "findings": 92,
        "severities": {"critical": 12, "high": 80},
        "due": "2027-01-02",
    },
    {"owner": "", "state": "unassigned", "findings": 3, "severities": {"low": 3}, "due": None},
]
AUDIT = [{"at": "2027-01-31 09:00:00", "actor": "team-shop", "action": "exemption.add", "subject": "e-0a1b2c3d"}]
SOURCES: list[Row] = [
    {"name": name, "kind": name, "state": state, "as_of": as_of, "records": records, "left_out": 3, "error": error}
    for name, state, as_of, records, error in (
        ("npm", "fresh", "2027-01-31 09:00:00", 120345, ""),
        ("kev", "stale", None, 0, "the server of the catalog answered HTTP 503"),
    )
]
_OWN = ("resource_id", "resource_name")
PACKAGE: Row = {
    "packages": [{}],
    "bytes_total": 123456,
    "bytes_read": 2345,
    "vulnerabilities": [
        {key: value for key, value in row.items() if key[:8] != "resource"} for row in VULNERABILITIES[:2]
    ],
    "unadvised": [],
    "secrets": [{"kind": "slack_token", "path": "src/app/settings/production.py", "line": 12}],
    "unreadable": [{"path": "lib/odd.jar", "reason": "encrypted", "detail": "a password is needed to open it"}],
}
_RULE = {"level": "", "after_hours": 0, "digest_minutes": 0, "quiet": "", "scope": ""}
NOTIFIED: list[Row] = [
    _RULE
    | {
        "name": "cloud-security",
        "receiver": "webhook",
        "address": "https://receiver.example/…",
        "kinds": ["finding", "attack_path", "exploited", "overdue", "incomplete", "advisories"],
        "level": "high",
    },
    _RULE
    | {
        "name": "on-call",
        "receiver": "email",
        "address": "on-call@example.com",
        "kinds": ["overdue", "finding"],
        "after_hours": 72,
        "quiet": "22:00-06:00 Europe/Berlin",
    },
]
EXPORTED: list[Row] = [
    {
        "name": name,
        "receiver": receiver,
        "address": address,
        "role": role,
        "snapshot_id": snapshot,
        "waiting_since": waiting,
    }
    for name, receiver, address, role, snapshot, waiting in (
        ("hub", "security-hub", "", "arn:aws:iam::{account}:role/bartizan-export", "20260301T020000-1ad38f", None),
        ("lake", "s3", "security-lake/bartizan", "", "", "2026-03-01T03:00:00Z"),
        ("siem", "https", "https://collector.example/…", "", "20260301T020000-1ad38f", None),
    )
]
AUTOMATED: list[Row] = [
    {
        "name": "close-function-url",
        "enabled": True,
        "rules": ["aws.lambda.url_*", "aws.lambda.unauthenticated_url"],
        "runs": "/usr/local/bin/close-function-url --confirm",
        "seconds": 60,
    },
    {"name": "soar", "enabled": False, "rules": ["*"], "runs": "https://soar.example/bartizan", "seconds": 60},
]
DELIVERIES: list[Row] = [
    {
        "id": f"d-{n:014x}",
        "created_at": "2027-01-31T09:00:00",
        "rule": "cloud-security",
        "status": status,
        "items": 12,
        "attempts": n,
        "next_at": "2027-01-31T10:00:00" if status == "pending" else None,
        "detail": detail,
    }
    for n, (status, detail) in enumerate(
        (("pending", "the receiver answered 503"), ("sent", ""), ("failed", "the rule was removed \x1b[31m")), 1
    )
]
DAYS: list[Row] = [
    {
        "day": f"2027-01-{day}",
        "score": score,
        "severities": {"critical": day, "high": 1200, "medium": 0, "low": 3},
        "unknown": 12,
        "attack_paths": paths,
        "mean_hours_to_fix": hours,
    }
    for day, score, paths, hours in ((30, None, None, None), (31, 62.5, 8, 51.3))
]
