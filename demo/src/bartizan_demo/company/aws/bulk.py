"""A plain estate of any size for benches: N functions with N/4 roles in one account and region."""

import base64
import json
from collections.abc import Iterable, Sequence

from moto.awslambda.models import lambda_backends
from moto.iam.models import iam_backends

from bartizan_demo.company.aws.fill.events import add_log_group
from bartizan_demo.emulators.aws.functions.state import extras
from bartizan_demo.emulators.shared.packages import CodeContents, zipped

REGION = "us-east-1"
_SCAN_ROLE = "bartizan-scan"
_RUNTIMES = ("python3.13", "nodejs22.x", "python3.9", "java21")
_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)

Places = Sequence[tuple[int, str]]
"""The numbers of functions, each with the region it is in."""


def in_each(count: int, regions: Sequence[str] = (REGION,)) -> Places:
    """Return the places of N functions in each region."""
    return [(number, region) for region in regions for number in range(count)]


def spread(count: int, regions: Sequence[str]) -> Places:
    """Return the places of N functions in all regions together."""
    return [(number, regions[number % len(regions)]) for number in range(count)]


def fill_functions(account: str, places: Places) -> None:
    """Put functions into an account: every third with a policy, every tenth with a URL; a role for four numbers."""
    package = CodeContents({"urllib3": "2.5.0", "requests": "2.32.5"})
    code = base64.b64encode(zipped(package, "python3.13", "bulk")).decode()
    roles = [_role(account, number) for number in range(max(1, len({number for number, _ in places}) // 4))]
    for number, region in places:
        _function(account, number, roles[number % len(roles)], code, region)


def bulk_accounts(count: int) -> tuple[str, ...]:
    """Return the numbers of N made-up accounts."""
    return tuple(f"{200000000000 + number}" for number in range(count))


def scan_role(account: str) -> str:
    """Return the ARN of the role that made-up accounts are scanned with."""
    return f"arn:aws:iam::{account}:role/{_SCAN_ROLE}"


def fill_accounts(accounts: Iterable[str], places: Places) -> None:
    """Put the same functions into each account, and the role to scan it with."""
    for account in accounts:
        iam_backends[account]["aws"].create_role(_SCAN_ROLE, _TRUST, "/", None, "", [], "3600")
        fill_functions(account, places)


def _role(account: str, number: int) -> str:
    iam = iam_backends[account]["aws"]
    role = iam.create_role(f"bulk-{number:05}", _TRUST, "/", None, "", [], "3600")
    statement = {
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem"],
        "Resource": f"arn:aws:dynamodb:*:{account}:table/t{number}",
    }
    iam.put_role_policy(role.name, "own", json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    arn: str = role.arn
    return arn


def _function(account: str, number: int, role: str, code: str, region: str) -> None:
    spec = {
        "FunctionName": f"bulk-{number:05}",
        "Runtime": _RUNTIMES[number % len(_RUNTIMES)],
        "Role": role,
        "Handler": "app.handler",
        "Code": {"ZipFile": code},
        "Tags": {"owner": "team-bench"},
        "Environment": {"Variables": {"LOG_LEVEL": "info", "TABLE": f"t{number}"}},
        "ReservedConcurrentExecutions": 5 if number % 2 else None,
    }
    fn = lambda_backends[account][region].create_function(spec)
    extras(fn).last_modified = "2026-09-01T08:00:00.000+0000"
    if number % 3 == 0:
        grant = {"StatementId": "bus", "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}
        grant["SourceArn"] = f"arn:aws:events:{region}:{account}:rule/r{number}"
        fn.policy.add_statement(json.dumps(grant))
    add_log_group(account, REGION, f"/aws/lambda/{fn.function_name}", 30)
    if number % 10 == 0:
        fn.create_url_config({"AuthType": "AWS_IAM"})
