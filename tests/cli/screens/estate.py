"""Rows of a small company for the golden texts of screens: made by hand, with odd ones among them."""

from typing import Any

SHOP, LAB = "111122223333", "122925ce-0000-4000-8000-000000000001"
LABS = "122925ce-0000-4000-8000-000000000002"  # its first eight characters are those of LAB
FUNCTION = f"arn:aws:lambda:eu-west-1:{SHOP}:function:"
APP = f"/subscriptions/{LAB}/resourcegroups/rg-lab/providers/microsoft.web/sites/"

Row = dict[str, Any]


def workload(name: str, type_: str = "aws_lambda_function", scope: str = SHOP, **more: Any) -> Row:
    """An object of the inventory."""
    row = {
        "id": (FUNCTION if type_.startswith("aws") else APP) + name,
        "type": type_,
        "name": name,
        "scope": scope,
        "region": "eu-west-1",
        "runtime": "python3.12",
        "exposure": "private",
        "authentication": "iam",
        "risk_level": "low",
        "findings": {"low": 1},
        "vulnerabilities": 0,
    }
    return row | more


INVENTORY = [
    workload(
        "checkout-webhook",
        risk_level="critical",
        exposure="internet",
        authentication="none",
        findings={"critical": 1, "high": 12, "medium": 2, "low": 104},
        vulnerabilities=7,
    ),
    workload(
        "func-platform-automation-of-the-western-region",
        "azure_function_app",
        LAB,
        region="westeurope",
        runtime="dotnet-isolated|8.0",
        risk_level="high",
        exposure="internet",
        authentication="key",
        findings={"high": 2},
    ),
    workload(
        "倉庫-在庫-照会", "azure_web_app", LABS, runtime="docker|registry.example/shop/stock:2.0.1", exposure="unknown"
    ),
    workload("legacy\x1b[31m-feed\n", runtime="python3.7", findings={}, risk_level="none"),
]


def finding(resource: str, rule: str, title: str, **more: Any) -> Row:
    """An object of the findings."""
    row = {
        "risk_level": "high",
        "severity": "high",
        "status": "fail",
        "rule_id": rule,
        "title": title,
        "resource_id": FUNCTION + resource,
        "resource_name": resource,
        "resource_type": "aws_lambda_function",
        "scope": SHOP,
        "region": "eu-west-1",
        "evidence": {},
        "missing": [],
        "remediation": {"text": "Change it. Then look again.", "cli": ""},
        "risk_reason": f"{resource} can be called from the internet.",
        "owner": "team-shop",
        "governance_state": "overdue",
        "due": "2027-01-31T00:00:00",
        "risk_factors": ["internet_exposure", "data_access"],
    }
    return row | more


FINDINGS = [
    finding(
        "checkout-webhook",
        "aws.lambda.public_function_url",
        "Function URL accepts unauthenticated requests",
        risk_level="critical",
        evidence={"url_auth": "NONE", "url_reach": "public"},
        remediation={
            "text": "Ask for signed requests.",
            "cli": "aws lambda update-function-url-config --function-name checkout-webhook --region eu-west-1 "
            "--auth-type AWS_IAM\n",
        },
    ),
    finding(
        "orders-archive",
        "aws.lambda.secret_in_environment",
        "Environment variables hold secrets that everybody with access to the configuration can read",
        evidence={"secret_kinds": ["CHAT_TOKEN: slack_token", "DB: password", "KEY: jwt"], "code_digest": "0" * 64},
        remediation={
            "text": "Move them to a vault; rotate them. Take them out of the configuration.",
            "cli": "VALUE=...  # choose: the new value\naws secretsmanager create-secret --name shop --secret-string "
            '\'{"a value": "that must not break"}\' --region eu-west-1 --description "two words"\n',
        },
    ),
    finding(
        "func-" + "very-" * 14 + "long",
        "azure.app.ftp_basic_authentication",
        "FTP deployment takes a user name and password",
        resource_type="azure_function_app",
        resource_id=APP + "func-long",
        scope=LAB,
        status="unknown",
        missing=["arm:GET Microsoft.Web/sites/config denied (needs Microsoft.Web/sites/config/read)"],
    ),
]
RECOMMENDATIONS = [
    {
        "rule_id": rule,
        "title": title,
        "severity": level,
        "risk_level": level,
        "risk_factors": factors,
        "category": "access_control",
        "unhealthy": unhealthy,
        "healthy": 1200,
        "unknown": unknown,
        "exempt": exempt,
        "owner": owner,
        "due": due,
    }
    for rule, title, level, factors, unhealthy, unknown, exempt, owner, due in [
        (
            "aws.lambda.public_function_url",
            "Function URL accepts unauthenticated requests",
            "critical",
            ["internet_exposure", "privileged_identity"],
            4,
            0,
            1,
            "team-shop",
            "2027-01-31T00:00:00",
        ),
        (
            "azure.function_app.anonymous_http_functions",
            "Functions of the app answer requests of everybody without a key or a login",
            "medium",
            [],
            118,
            24,
            0,
            "several",
            None,
        ),
    ]
]


def match(advisory: str, package: str, version: str, **more: Any) -> Row:
    """An object of the vulnerabilities."""
    row: Row = {
        "resource_id": FUNCTION + "data-search-index",
        "resource_name": "data-search-index",
        "advisory_id": advisory,
        "cve": "",
        "package": package,
        "version": version,
        "fixed_versions": [],
        "path": "lib/a.jar",
        "severity": "high",
        "epss": None,
        "kev": False,
        "is_malicious": False,
        "summary": "What it lets an attacker do, in a sentence",
        "status": "affected",
        "layer": "",
    }
    return row | more


LOG4J = ("org.apache.logging.log4j:log4j-core", "2.14.1")
VULNERABILITIES = [
    match(
        "GHSA-jfh8-c2jp-5v3q",
        *LOG4J,
        cve="CVE-2021-44228",
        kev=True,
        severity="critical",
        epss=0.97553,
        fixed_versions=["2.15.0", "2.12.2"],
        path="lib/shaded-everything.jar!/META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties",
    ),
    match("GHSA-7rjr-3q55-vv33", *LOG4J, cve="CVE-2021-45046", severity="critical", fixed_versions=["2.16.0"]),
    match("MAL-2025-0001", "flatmap-stream", "0.1.1", is_malicious=True, resource_name="tools", resource_id="tools"),
    match("GHSA-xxxx", "left-pad", "1.0", severity="", status="unknown", resource_name="tools", resource_id="tools"),
]
PACKAGES = [
    {
        "resource_id": FUNCTION + "orders",
        "resource_name": "orders",
        "ecosystem": "PyPI",
        "name": name,
        "version": "5.3",
        "evidence": "installed",
        "path": f"python/lib/python3.12/site-packages/{name}-5.3.dist-info/METADATA",
        "layer": "",
    }
    for name in ("pyyaml", "a-package-with-a-name-that-is-longer-than-most-columns-are")
]


def covered(name: str, status: str, reason: str = "", detail: str = "", **more: Any) -> Row:
    """An object of the coverage."""
    row = {"resource_id": FUNCTION + name, "resource_name": name, "resource_type": "aws_lambda_function", "scope": SHOP}
    return row | {
        "status": status,
        "reason": reason,
        "detail": detail,
        "packages": 3 if status == "assessed" else None,
        **more,
    }


_DENIED = "AuthorizationFailed: no (needs Microsoft.Web/sites/config/list/action)"
COVERAGE = [
    *(covered(f"orders-{n}", "assessed") for n in range(4)),
    covered("partly", "assessed", detail="1 files could not be read: a.jar (encrypted)"),
    *(covered(f"func-{n}", "unreadable", "denied", _DENIED, scope=LAB) for n in range(3)),
    covered("app-old-portal", "ineligible", "not_running", resource_type="azure_web_app", scope=LAB),
    covered("invoices", "ineligible", "container_image"),
    covered("odd", "unreadable", "failed", "no proper answer: HTTP 500"),
]


def scored(name: str, score: float | None, unhealthy: int = 3, unknown: int = 0) -> Row:
    """An object of the score."""
    counts = {"healthy": 3395, "unhealthy": unhealthy, "unknown": unknown, "exempt": 0, "in_grace": 2}
    return {"grouping": "scope", "name": name, "score": score, "unknown_share": 0.1, **counts}


SCORES = [scored(SHOP, 94.3), scored(LAB, 86.1, 481, 175), scored(LABS, None, 0)]
HISTORY = [{"day": "2027-01-30", **scored("all", 90.0)}, {"day": "2027-01-31", **scored("all", 92.5)}]
SCAN: Row = {
    "snapshot_id": "20270131T090000-0a1b2c",
    "resources": {"aws_lambda_function": 53, "azure_function_app": 1, "azure_web_app": 24, "aws_iam_role": 532},
    "findings": {"critical": 12, "high": 80, "medium": 136, "low": 151, "info": 102},
    "unknown": 175,
    "score": 92.5,
    "vulnerabilities": 1,
    "calls": {"lambda:ListFunctions": 1307},
    "bytes_read": 1_820_000,
    "coverage": [
        {"scope": LAB, "kind": "azure_function_app", "outcome": "ok", "detail": "11 listed in eastus"},
        *(
            {
                "scope": LAB,
                "kind": "azure_function_app",
                "outcome": "denied",
                "detail": f"arm:POST Microsoft.Web/sites/config/list denied for {n} of {n} in eastus: no; "
                "grant Microsoft.Web/sites/config/list/action",
            }
            for n in (5, 51)
        ),
        {
            "scope": SHOP,
            "kind": "aws_lambda_function",
            "outcome": "failed",
            "detail": "lambda:ListTags failed for 1 of 53 in eu-west-1: no proper answer: HTTP 500",
        },
    ],
}
