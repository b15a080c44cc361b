import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.api.settings import ServeSettings
from tests.api.serving import Served, served


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The API of a home without a scan."""
    with served(ServeSettings(tmp_path_factory.mktemp("home"), "http://127.0.0.1")) as found:
        yield found


@pytest.fixture(scope="session")
def demo(scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The API of the demo estate; tests here read it, and what they decide they take back."""
    home = shutil.copytree(scanned, tmp_path_factory.mktemp("demo") / "home")
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found
