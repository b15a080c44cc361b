"""Soon, then all: under the real quotas a long scan publishes its exposure facts first."""

from pathlib import Path

import pytest

from bartizan.cli.scan import exit_code
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import Usage
from bartizan.pipeline.scan import ScanRequest, scan
from bartizan.report.views.findings import FindingFilter, findings
from bartizan.report.views.inventory import inventory
from bartizan.store import open_snapshot
from bartizan_demo.process import Estate
from tests.conftest import Emulators
from tests.golden.verdicts import advised

pytestmark = pytest.mark.slow


async def test_exposure_is_published_before_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Estate.start("functions:120") as estate:
        for name, value in estate.environ.items():
            monkeypatch.setenv(name, value)
        await Emulators(estate).quota(**{"lambda": True})
        target = AwsTarget(("us-east-1",), estate.aws, None, (), 1.0)
        manifest = await scan(ScanRequest((target,)), advised(tmp_path), Usage())
    folder = tmp_path / "snapshots" / "default"
    assert sorted(path.name for path in folder.iterdir()) == [manifest.id, f"{manifest.id}-early"]
    with open_snapshot(folder / f"{manifest.id}-early") as engine:
        early = inventory(engine, "aws_lambda_function").items
        unread = {text for row in findings(engine, FindingFilter("unknown")).items for text in row.missing}
    with open_snapshot(folder / manifest.id) as engine:
        whole = inventory(engine, "aws_lambda_function").items
        assert findings(engine, FindingFilter("unknown")).total == 0
    assert len(early) == len(whole) == 120
    assert all(text.endswith("not read yet") for text in unread), unread
    assert any("runtime_management" in text for text in unread)
    assert exit_code(manifest.summary, None) == 0


async def test_a_second_scan_asks_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Estate.start("functions:100") as estate:
        for name, value in estate.environ.items():
            monkeypatch.setenv(name, value)
        target = AwsTarget(("us-east-1",), estate.aws, None, (), None)
        first, second = Usage(), Usage()
        before = await scan(ScanRequest((target,)), advised(tmp_path), first)
        manifest = await scan(ScanRequest((target,), since_last=True), tmp_path, second)
    assert second.calls["lambda:GetFunction"] == 0
    assert second.calls["lambda:GetPolicy"] == 0
    assert second.calls["lambda:ListFunctions"] == first.calls["lambda:ListFunctions"]
    assert sum(second.calls.values()) <= 60
    assert manifest.status == "complete"
    assert manifest.summary["findings"] == before.summary["findings"]
