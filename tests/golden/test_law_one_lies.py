"""Law 1 against lies, over real HTTP: whatever an operation answers, a verdict changes to unknown or not at all.

Each scan has a few operations lie, each in a way of its own; tests/collect holds every operation against every lie.
Operations without whose answer nothing else is asked lie alone.
"""

import os
from pathlib import Path

import pytest

from bartizan.cli.scan import exit_code
from bartizan.collect.aws.transport.expected import MAY_BE_EMPTY
from bartizan.report.views.summary import summary
from tests.conftest import Emulators
from tests.golden.judge import Judge
from tests.golden.test_law_one import LISTINGS, of_cloud, where
from tests.golden.verdicts import scanned, unlisted

pytestmark = pytest.mark.slow

LIES = ("html", "object", "other", "wrong_inside", "list", "empty", "wrong", "number")
TURN = int(os.environ.get("BARTIZAN_LIES", "0"))
"""Which of its lies each operation tells; eight runs with 0 to 7 have each tell all of them."""
TOGETHER = 12
GRAPH = "arm:POST Microsoft.ResourceGraph/resources"
"""What it lists it answers for many operations, so that these lie where it is refused."""


def lies(operations: list[str]) -> list[dict[str, str]]:
    """Return what lies in each scan, and how: neighbours differ, and so do the lies about one resource."""
    told = {operation: lie(n, operation) for n, operation in enumerate(operations)}
    rest = [operation for operation in operations if operation not in LISTINGS]
    scans = -(-len(rest) // TOGETHER)
    groups = [[operation] for operation in operations if operation in LISTINGS]
    groups += [rest[start::scans] for start in range(scans)]
    return [{operation: told[operation] for operation in group} for group in groups]


def lie(number: int, operation: str) -> str:
    chosen = LIES[(number + TURN) % len(LIES)]
    # An empty answer is a true one there.
    return "html" if operation in MAY_BE_EMPTY and chosen in {"object", "empty"} else chosen


@pytest.mark.parametrize("cloud", ["aws", "azure"])
async def test_a_lie_only_makes_verdicts_unknown(emulators: Emulators, tmp_path: Path, cloud: str) -> None:
    with Judge.of(emulators, tmp_path, **where(cloud)) as judge:
        baseline = await judge.first()
        if cloud == "azure":
            await emulators.fault(GRAPH, "deny")
            await judge.first()
        operations = sorted(filter(of_cloud(cloud == "aws"), await emulators.calls()))
        assert len(operations) >= 20
        for scan in lies(operations):
            await emulators.reset()
            for operation, told in scan.items():
                await emulators.fault(operation, told)
            if cloud == "azure" and GRAPH not in scan:
                await emulators.fault(GRAPH, "deny")
            after = await judge.again()
            changed = {
                key: (baseline[key]["status"], row["status"], row["evidence"])
                for key, row in after.items()
                if key in baseline and row["status"] not in ("unknown", baseline[key]["status"])
            }
            assert not changed, (scan, changed)
            assert unlisted(baseline, after) == set(), scan


async def test_one_answer_that_is_none_makes_a_scan_partial(emulators: Emulators, tmp_path: Path) -> None:
    """Nothing else is wrong with it: all other functions were read, and the threshold's exit code is not touched."""
    what = {"azure": False, "regions": ("us-east-1",), "accounts": 1}
    (tmp_path / "home").mkdir()
    with await scanned(emulators, tmp_path / "home", **what) as engine:
        assert summary(engine)["status"] == "complete"
        name = engine.rows("select min(name) as name from aws_lambda_function")[0]["name"]
    await emulators.fault("lambda:GetPolicy", "html", resource=name)
    with await scanned(emulators, tmp_path / "home", **what) as engine:
        told = summary(engine)
    assert told["status"] == "partial"
    (row,) = (row for row in told["coverage"] if row["outcome"] == "failed")
    assert "lambda:GetPolicy failed for 1 of" in row["detail"]
    assert "text/html" in row["detail"]
    assert exit_code(told, None) == 3
