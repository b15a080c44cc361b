"""The library: the page of examples runs as it stands, on the embedded estate, and twenty lines are enough."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import bartizan
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs" / "library.md"
FIVE_WORST = """
import sys
from pathlib import Path
import bartizan

home, role = Path(sys.argv[1]), sys.argv[2]
targets = [bartizan.AwsTarget(regions=("eu-west-1",), role_arns=(role,), quota_share=None)]
print(bartizan.scan(home, targets).status)
with bartizan.open_snapshot(home) as snapshot:
    for workload in snapshot.inventory(workloads_only=True, part=bartizan.Part(limit=5)).items:
        print(workload.risk_level, workload.name)
"""


def test_every_name_that_is_offered_is_there() -> None:
    assert all(getattr(bartizan, name) for name in dir(bartizan))
    assert "scan" in dir(bartizan)


def test_a_script_prints_the_five_worst_workloads(emulators: Emulators, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "home"), emulators.estate.role_arns[0]]
    done = subprocess.run(
        [sys.executable, "-c", FIVE_WORST, *arguments],
        env={**os.environ, "AWS_ENDPOINT_URL": emulators.aws},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    status, *worst = done.stdout.splitlines()
    assert status in {"complete", "partial"}
    assert len(worst) == 5
    assert worst[0].startswith("critical ")


def test_the_page_of_examples_runs(emulators: Emulators, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "function.zip", "w") as archive:
        archive.writestr("requests-2.19.0.dist-info/METADATA", "Name: requests\nVersion: 2.19.0\n\n")
    examples = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    done = subprocess.run(
        [sys.executable, "-c", examples],
        cwd=tmp_path,
        env={**os.environ, "AWS_ENDPOINT_URL": emulators.aws},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert "workloads, the worst:" in done.stdout
    assert "pkg:pypi/requests@2.19.0" in done.stdout
    assert "not decided:" in done.stdout
