"""Both distributions, built from this checkout without the internet and installed as users install them."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installed:
    """A virtual environment with built wheels in it, which sees nothing of the checkout."""

    bin: Path
    home: Path

    @property
    def environ(self) -> dict[str, str]:
        """What a new user's shell has: no PYTHONPATH, no settings, a home of its own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "BARTIZAN", "AWS", "AZURE"))}
        return {**kept, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", "BARTIZAN_HOME": str(self.home)}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment."""
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            env=self.environ, cwd=self.bin.parent, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheels of bartizan and bartizan-demo."""
    return built(ROOT, tmp_path_factory.mktemp("wheel")), built(ROOT / "demo", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def product(wheels: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Bartizan as ``pip install bartizan`` leaves it."""
    return installed(wheels[:1], tmp_path_factory.mktemp("product"))


@pytest.fixture(scope="session")
def with_demo(wheels: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Bartizan as ``pip install 'bartizan[demo]'`` leaves it."""
    return installed(wheels, tmp_path_factory.mktemp("with_demo"))


@pytest.fixture
def function_zip(tmp_path: Path) -> Path:
    """A function's package with a library that the shipped advisories know."""
    path = tmp_path / "function.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("handler.py", "def handler(event, context):\n    return 1\n")
        archive.writestr("jinja2-2.10.dist-info/METADATA", "Metadata-Version: 2.1\nName: Jinja2\nVersion: 2.10\n")
        archive.writestr("jinja2-2.10.dist-info/RECORD", "jinja2/__init__.py,,\n")
        archive.writestr("jinja2/__init__.py", "")
    return path


def built(project: Path, into: Path) -> Path:
    """Build the wheel of a project with the hatchling that is installed."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (wheel,) = into.glob("*.whl")
    return wheel


def installed(wheels: Sequence[Path], folder: Path) -> Installed:
    """Install wheels into a new environment that borrows this one's dependencies, by their folders alone.

    A folder named in a ``.pth`` file has its own ``.pth`` files ignored, so editable installs stay behind.
    """
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = str(venv / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    subprocess.run([*pip, "install", "-q", "--no-index", "--no-deps", *map(str, wheels)], check=True)
    (site,) = venv.glob("lib/python*/site-packages")
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "borrowed.pth").write_text("".join(f"{path}\n" for path in sorted(borrowed)), encoding="utf-8")
    return Installed(venv / "bin", folder / "home")
