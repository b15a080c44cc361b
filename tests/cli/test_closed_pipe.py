"""A reader that closes its pipe early ends a command well, and never with the code of ``--fail-on``."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalog.test_archive import zipped
from tests.cli.screens.home import published_home

COMMAND = [sys.executable, "-c", "from bartizan.cli import main; main()"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published_home(tmp_path_factory.mktemp("home"))


def unread(home: Path, *arguments: str) -> tuple[int, str]:
    """Run a command whose output nobody reads; return its exit code and what it says on stderr."""
    reading, writing = os.pipe()
    os.close(reading)
    variables = {**os.environ, "BARTIZAN_HOME": str(home)}
    try:
        done = subprocess.run(
            [*COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, text=True, check=False, env=variables
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        *(["findings", "--format", format_] for format_ in ("json", "jsonl", "csv", "table")),
        ["export", "--format", "json", "--output", "-"],
        ["connect", "aws", "--template", "cloudformation"],
        ["rules", "list", "--format", "jsonl"],
        ["explore", "--schema"],
    ],
)
def test_nobody_reads(home: Path, arguments: list[str]) -> None:
    assert unread(home, *arguments) == (0, "")


def test_a_command_that_fails_still_says_so(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"requirements.txt": b"django==2.2\n"}))
    code, said = unread(tmp_path / "none", "package", "scan", str(tmp_path / "a.zip"), "--fail-on", "high")
    assert code == 3
    assert "--fail-on cannot be judged" in said
