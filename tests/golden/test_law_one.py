"""Law 1 on the demo estate, over real HTTP: denying any call changes a verdict to unknown or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Emulators
from tests.golden.verdicts import judged, scanned, silenced, unlisted, verdicts

IDENTITY = {"sts:GetCallerIdentity", "sts:AssumeRole", "arm:GET subscriptions"}
"""Without these there is no scan at all; tests/collect shows what is said then."""


def of_cloud(aws: bool) -> Callable[[str], bool]:
    return lambda operation: operation.startswith("arm:") != aws and operation not in IDENTITY


@pytest.mark.parametrize(("cloud", "half"), [("aws", 0), ("aws", 1), ("azure", 0), ("azure", 1)])
async def test_denying_any_call_only_makes_verdicts_unknown(
    emulators: Emulators, tmp_path: Path, cloud: str, half: int
) -> None:
    # The region and account where most of the company is: empty ones would show nothing and cost minutes.
    what = {"aws": cloud == "aws", "azure": cloud == "azure", "regions": ("eu-west-1",), "accounts": 1}
    baseline = await judged(emulators, tmp_path / "baseline", **what)
    operations = sorted(filter(of_cloud(cloud == "aws"), await emulators.calls()))
    assert len(operations) >= 8
    for n, together in enumerate(denials(operations)[half::2]):
        await emulators.reset()
        for operation in together:
            await emulators.fault(operation, "deny")
        after = await judged(emulators, tmp_path / str(n), **what)
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


@pytest.mark.parametrize("cloud", ["aws", "azure"])
async def test_every_unknown_names_the_call_that_was_not_answered(
    emulators: Emulators, tmp_path: Path, cloud: str
) -> None:
    """Nothing is denied here but what the estate itself withholds."""
    with await scanned(emulators, tmp_path, aws=cloud == "aws", azure=cloud == "azure") as engine:
        judged = verdicts(engine)
    unknown = {key: row["missing"] for key, row in judged.items() if row["status"] == "unknown"}
    assert unknown
    assert {key: missing for key, missing in unknown.items() if not explained(missing)} == {}


RULED = ("lambda:", "iam:", "apigateway", "s3", "arm:GET Microsoft.Web/sites", "arm:GET Microsoft.Authorization/")
"""What the rules of today read; the rest is collected for paths and rules to come, and is denied all at once."""


def denials(operations: list[str]) -> list[list[str]]:
    """Return what to deny in each scan: every operation that a rule reads alone, all the others together."""
    alone = [[operation] for operation in operations if operation.startswith(RULED)]
    return [*alone, [operation for operation in operations if not operation.startswith(RULED)]]


def explained(missing: list[str]) -> bool:
    return bool(missing) and all(" denied" in text or " failed" in text for text in missing)
