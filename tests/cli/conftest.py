"""A home that the demo estate was scanned into: once for all tests of commands that read or decide."""

from pathlib import Path

import pytest

from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.cli.test_commands import scan_arguments


@pytest.fixture(scope="session")
def scanned(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home, with what `scan` printed in ``scan.json``; copy it to change it."""
    folder = tmp_path_factory.mktemp("scanned")
    done = run(*scan_arguments(estate), home=folder, **estate.environ)
    assert done.returncode in (0, 3), done.stderr
    (folder / "scan.json").write_text(done.stdout, encoding="utf-8")
    return folder
