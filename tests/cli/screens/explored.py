"""Rows of the explorer, for the golden texts of screens."""

from tests.cli.screens.estate import FUNCTION, Row

ROWS: list[Row] = [
    {
        "match": match,
        "id": f"{FUNCTION}{name}",
        "name": name,
        "exposure": exposure,
        "runtime_days_left": days,
        "runs_as.name": roles,
        "is_public": None,
    }
    for match, name, exposure, days, roles in (
        ("yes", "checkout-webhook", "internet", 945, ["checkout-webhook-role"]),
        ("yes", "customer-export", "internet", -12, ["customer-export-role", "analytics-reader"]),
        ("unknown", "finance-invoice-render", None, None, []),
    )
]
LINES: list[Row] = [
    {"depth": depth, "line": line, "yes": yes, "unknown": unknown}
    for depth, line, yes, unknown in (
        (0, "find aws_lambda_function", 1058, 0),
        (1, "is exposed", 17, 0),
        (1, "runs_as (aws_iam_role", 17, 1),
        (2, "can_read (aws_s3_bucket", 5, 3),
        (3, "tags.data-class in [personal, confidential, restricted, secret, internal-only, not-yet-classified]", 0, 3),
    )
]
NEAR: list[Row] = [
    {"id": f"{FUNCTION}customer-token-check", "fails": ["is exposed"]},
    {"id": f"{FUNCTION}events-broadcast", "fails": ["exposure = internet", "vulnerability (kev and epss >= 0.5)"]},
]
TEMPLATES: list[Row] = [
    {
        "name": "azure_anonymous_functions",
        "title": "Function apps with functions for anybody",
        "description": "Function apps on the internet without a login, with a function that needs no key.",
        "text": "find azure_function_app where exposure = internet",
    },
    {
        "name": "administrators",
        "title": "Roles that are administrators",
        "description": "Roles that may do anything in their account.",
        "text": "find aws_iam_role where is_admin",
    },
]
COUNTED: list[Row] = [{"type": "aws_iam_role", "n": 63}, {"type": "aws_lambda_function", "n": 58}]
