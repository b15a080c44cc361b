"""Law 1 on the demo estate, over real HTTP: denying any call changes a verdict to unknown or not at all."""

from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.conftest import Emulators
from tests.golden.judge import Judge
from tests.golden.verdicts import explained, silenced, unlisted

pytestmark = pytest.mark.slow

IDENTITY = {"sts:GetCallerIdentity", "sts:AssumeRole", "arm:GET subscriptions"}
"""Without these there is no scan at all; tests/collect shows what is said then."""

LISTINGS = (
    "apigateway:GetRestApis", "apigatewayv2:GetApis", "iam:GetAccountAuthorizationDetails", "lambda:ListFunctions",
    "s3:ListBuckets", "arm:GET Microsoft.Web/sites", "arm:POST Microsoft.ResourceGraph/resources",
)  # fmt: skip
WHOLE = {
    "aws": ("iam:GetAccountAuthorizationDetails", "lambda:GetPolicy"),
    "azure": ("arm:GET Microsoft.Web/sites/config/web", "arm:POST Microsoft.Web/sites/config/*/list"),
}
"""Calls for which a scan is judged with all of its tables made again, too."""


def of_cloud(aws: bool) -> Callable[[str], bool]:
    return lambda operation: operation.startswith("arm:") != aws and operation not in IDENTITY


@pytest.mark.parametrize("cloud", ["aws", "azure"])
async def test_denying_any_call_only_makes_verdicts_unknown(emulators: Emulators, tmp_path: Path, cloud: str) -> None:
    with Judge.of(emulators, tmp_path, **where(cloud)) as judge:
        baseline = await judge.first()
        operations = sorted(filter(of_cloud(cloud == "aws"), await emulators.calls()))
        assert len(operations) >= 8
        for together in denials(operations):
            await emulators.reset()
            for operation in together:
                await emulators.fault(operation, "deny")
            after = await judge.again()
            changed = {
                key: (baseline[key]["status"], row["status"])
                for key, row in after.items()
                if key in baseline and row["status"] not in ("unknown", baseline[key]["status"])
            }
            assert not changed, (together, changed)
            unexplained = [
                key for key, row in after.items() if row["status"] == "unknown" and not explained(row["missing"])
            ]
            assert not unexplained, (together, unexplained[:5])
            assert unlisted(baseline, after) == set(), together
            assert silenced(baseline, after) == set(), together
        for operation in WHOLE[cloud]:
            # Tables that read nothing that changed need not be made again.
            await emulators.reset()
            await emulators.fault(operation, "deny")
            after = await judge.again()
            assert after != baseline
            assert after == await judge.whole(), operation


def where(cloud: str) -> dict[str, object]:
    """Return the region and account where most of the company is: empty ones would show nothing and cost minutes.

    The account is entered without a role, whose last use would be another in each scan.
    """
    return {"aws": cloud == "aws", "azure": cloud == "azure", "regions": ("eu-west-1",), "accounts": 0}


RULED = ("lambda:", "iam:", "apigateway", "s3", "arm:GET Microsoft.Web/sites", "arm:GET Microsoft.Authorization/")
"""What the rules of today read; the rest is collected for paths and rules to come, and is denied all at once."""


def denials(operations: list[str]) -> list[list[str]]:
    """Return what to deny in each scan: what a rule reads, one operation of each service, and all the others together.

    Lists, without which nothing else is asked, are denied alone. Tables and rules are held to the law one answer at a
    time in tests/normalize and tests/rules.
    """
    ruled = [operation for operation in operations if operation.startswith(RULED)]
    alone = [[operation] for operation in ruled if operation in LISTINGS or operation.startswith("arm:")]
    services = [[each for each in ruled if each.startswith(begin) and [each] not in alone] for begin in RULED]
    together = [[each for each in turn if each] for turn in zip_longest(*services)]
    return [*alone, *together, [operation for operation in operations if operation not in ruled]]
