"""The rule about unused services through every stage: off unless asked for, never healthy where a report is missing."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bartizan.model import Usage
from bartizan.pipeline.scan import scan
from bartizan.store import open_snapshot
from bartizan_demo.process import Estate
from tests.conftest import Emulators, entered
from tests.golden.judge import Judge
from tests.golden.verdicts import Verdicts, advised, request, verdicts

pytestmark = pytest.mark.slow

Told = dict[str, tuple[str, list[str]]]
"""A status and what was missing, by the name of the role."""
RULE = "aws.iam.function_role_unused_services"
PRODUCTION: dict[str, Any] = {"azure": False, "regions": ("eu-west-1",), "accounts": 1}
DENIED = (
    "iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails", "iam:Get*", "lambda:ListFunctions",
)  # fmt: skip


async def told(emulators: Emulators, home: Path, *, is_on: bool = True) -> Told:
    """Scan production's AWS; return the rule's status and what was missing, by the name of the role."""
    wanted = replace(request(emulators, **PRODUCTION, last_accessed=is_on), packages=False)
    manifest = await scan(wanted, advised(home), Usage())
    with open_snapshot(home / "snapshots" / "default" / manifest.id) as engine:
        return _of_rule(verdicts(engine, only={"aws_iam_role"}))


def _of_rule(found: Verdicts) -> Told:
    of_rule = {key: row for key, row in found.items() if key.rule_id == RULE}
    return {key.resource_id.rpartition("/")[2]: (str(row["status"]), row["missing"]) for key, row in of_rule.items()}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a scan to which everything is answered."""
    return tmp_path_factory.mktemp("asked")


@pytest.fixture(scope="module")
def answered(estate: Estate, asked: Path) -> Told:
    """What that scan tells."""
    with pytest.MonkeyPatch.context() as environment:
        return asyncio.run(told(entered(estate, environment), asked))


async def test_it_says_nothing_unless_asked_for(emulators: Emulators, tmp_path: Path) -> None:
    off = await told(emulators, tmp_path, is_on=False)
    assert len(off) > 30
    assert {status for status, _ in off.values()} == {"not_applicable"}


async def test_it_tells_roles_apart(answered: Told) -> None:
    on = answered
    assert {name for name, (status, _) in on.items() if status == "fail"} == {
        "platform-deployer-role",
        "orders-archive-old-role",
    }
    assert on["customer-export-reader"][0] == on["checkout-webhook-role"][0] == "pass"
    assert on["break-glass"][0] == "not_applicable"  # no function runs as it
    failed = "iam:GetServiceLastAccessedDetails failed: ServiceFailure: The report could not be written."
    assert {name: row for name, row in on.items() if row[0] == "unknown"} == {
        "platform-role-broker-role": ("unknown", [failed])
    }


async def test_denying_any_of_its_calls_only_makes_it_unknown(
    emulators: Emulators, tmp_path: Path, answered: Told
) -> None:
    with Judge.of(emulators, tmp_path, **PRODUCTION, last_accessed=True) as judge:
        assert _of_rule(await judge.first()) == answered
        for operation in DENIED:
            await emulators.reset()
            await emulators.fault(operation, "deny")
            after = _of_rule(await judge.again())
            assert {name for name, row in after.items() if row[0] not in ("unknown", answered[name][0])} == set()
            for status, missing in after.values():
                assert status != "unknown" or any(" denied" in text or " failed" in text for text in missing), missing
            assert not {"pass", "fail"} & {status for status, _ in after.values()}, operation


async def test_what_another_scan_read_stays_known_while_the_accounts_roles_are_not_listed(
    emulators: Emulators, asked: Path, answered: Told, tmp_path: Path
) -> None:
    home = shutil.copytree(asked, tmp_path / "home")
    await emulators.fault("iam:GetAccountAuthorizationDetails", "deny")
    assert await told(emulators, home, is_on=False) == answered
