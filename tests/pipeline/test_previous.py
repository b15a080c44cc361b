"""What a scan builds on: the last snapshot, unless its files are damaged, whatever the clock said then."""

import asyncio
import shutil
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

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def small() -> Iterator[Estate]:
    with Estate.start("functions:3") as estate:
        yield estate


@pytest.fixture
def target(small: Estate, monkeypatch: pytest.MonkeyPatch) -> AwsTarget:
    return reached(small, monkeypatch)


def reached(estate: Estate, environment: pytest.MonkeyPatch) -> AwsTarget:
    for name, value in estate.environ.items():
        environment.setenv(name, value)
    return AwsTarget(("us-east-1",), estate.aws, None, (), None)


async def scanned(target: AwsTarget, home: Path) -> Manifest:
    return await scan(ScanRequest((target,), packages=False), home, Usage())


def folder(home: Path, manifest: Manifest) -> Path:
    return home / "snapshots" / "default" / manifest.id


@pytest.fixture(scope="module")
def twice(small: Estate, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest, Manifest]:
    """A home with two scans; copy it."""
    home = tmp_path_factory.mktemp("home")

    async def scans(target: AwsTarget) -> tuple[Manifest, Manifest]:
        first = await scanned(target, home)
        await asyncio.sleep(1.1)  # dates are seconds
        return first, await scanned(target, home)

    with pytest.MonkeyPatch.context() as environment:
        return home, *asyncio.run(scans(reached(small, environment)))


@pytest.fixture
def home(twice: tuple[Path, Manifest, Manifest], tmp_path: Path) -> Path:
    """A home with two scans."""
    return shutil.copytree(twice[0], tmp_path / "home")


@pytest.mark.parametrize("harm", ["cut", "gone"])
async def test_a_damaged_snapshot_is_set_aside_and_the_dates_before_it_stay(
    target: AwsTarget, twice: tuple[Path, Manifest, Manifest], home: Path, tmp_path: Path, harm: str
) -> None:
    _, first, second = twice
    damaged = folder(home, second)
    if harm == "cut":
        for name in ("observation", "finding", "resource"):
            (damaged / f"{name}.parquet").write_bytes((damaged / f"{name}.parquet").read_bytes()[:200])
    else:
        damaged.rename(tmp_path / "away")
    third = await scanned(target, home)
    (warning,) = third.summary["warnings"]
    assert second.id in warning
    assert damaged.with_name(f".damaged-{second.id}").exists() == (harm == "cut")
    assert not damaged.exists()
    last = State(home).snapshot("default")
    assert last is not None
    assert last.id == third.id
    with open_snapshot(folder(home, third)) as engine:
        rows = findings(engine).items
    assert rows
    assert {row.first_seen for row in rows} == {first.started_at}
    assert (await scanned(target, home)).summary["warnings"] == []


async def test_a_later_scan_is_the_last_though_the_clock_went_back(
    target: AwsTarget, twice: tuple[Path, Manifest, Manifest], home: Path
) -> None:
    *_, ahead = twice
    with sqlite3.connect(home / "state.db") as database:
        database.execute("update snapshot set started_at = '2099-01-01 00:00:00', published_at = '2099-01-01 00:00:09'")
    now = await scanned(target, home)
    (warning,) = now.summary["warnings"]
    assert warning.startswith("the clock went back: the last snapshot says 2099-01-01 00:00 UTC")
    last = State(home).snapshot("default")
    assert last is not None
    assert last.id == now.id != ahead.id
    assert (await scanned(target, home)).summary["warnings"] == []
