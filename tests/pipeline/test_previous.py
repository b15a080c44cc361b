"""What a scan builds on: the last snapshot, unless its files are damaged, whatever the clock said then."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.collect.shared.target import AwsTarget
from bartizan.model import Usage
from bartizan.pipeline.scan import ScanRequest, scan
from bartizan.report.views.findings import findings
from bartizan.state import Manifest, State
from bartizan.store import open_snapshot
from bartizan_demo.process import Estate


@pytest.fixture(scope="module")
def small() -> Iterator[Estate]:
    with Estate.start("functions:3") as estate:
        yield estate


@pytest.fixture
def target(small: Estate, monkeypatch: pytest.MonkeyPatch) -> AwsTarget:
    for name, value in small.environ.items():
        monkeypatch.setenv(name, value)
    return AwsTarget(("us-east-1",), small.aws, None, (), None)


async def scanned(target: AwsTarget, home: Path) -> Manifest:
    return await scan(ScanRequest((target,), packages=False), home, Usage())


def folder(home: Path, manifest: Manifest) -> Path:
    return home / "snapshots" / "default" / manifest.id


@pytest.mark.parametrize("harm", ["cut", "gone"])
async def test_a_damaged_snapshot_is_set_aside_and_the_dates_before_it_stay(
    target: AwsTarget, tmp_path: Path, harm: str
) -> None:
    first = await scanned(target, tmp_path)
    await asyncio.sleep(1.1)  # dates are seconds
    second = await scanned(target, tmp_path)
    damaged = folder(tmp_path, second)
    if harm == "cut":
        for name in ("observation", "finding", "resource"):
            (damaged / f"{name}.parquet").write_bytes((damaged / f"{name}.parquet").read_bytes()[:200])
    else:
        damaged.rename(tmp_path / "away")
    third = await scanned(target, tmp_path)
    (warning,) = third.summary["warnings"]
    assert second.id in warning
    assert damaged.with_name(f".damaged-{second.id}").exists() == (harm == "cut")
    assert not damaged.exists()
    last = State(tmp_path).snapshot("default")
    assert last is not None
    assert last.id == third.id
    with open_snapshot(folder(tmp_path, third)) as engine:
        rows = findings(engine).items
    assert rows
    assert {row.first_seen for row in rows} == {first.started_at}
    assert (await scanned(target, tmp_path)).summary["warnings"] == []


async def test_a_later_scan_is_the_last_though_the_clock_went_back(target: AwsTarget, tmp_path: Path) -> None:
    ahead = await scanned(target, tmp_path)
    with sqlite3.connect(tmp_path / "state.db") as database:
        database.execute("update snapshot set started_at = '2099-01-01 00:00:00', published_at = '2099-01-01 00:00:09'")
    now = await scanned(target, tmp_path)
    (warning,) = now.summary["warnings"]
    assert warning.startswith("the clock went back: the last snapshot says 2099-01-01 00:00 UTC")
    last = State(tmp_path).snapshot("default")
    assert last is not None
    assert last.id == now.id != ahead.id
    assert (await scanned(target, tmp_path)).summary["warnings"] == []
