"""What a sample is, and how one is made once and kept."""

import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CORPUS = Path(os.environ.get("BENCH_CORPUS", Path(tempfile.gettempdir()) / "bartizan-corpus"))
SECONDS = 600
"""For one installer."""

Key = tuple[str, str, str]
"""Ecosystem, name and version."""


@dataclass(frozen=True)
class Sample:
    """One package with what is truly in it.

    Names in ``own`` are the program's own, which some tools list and others do not: they count for nobody.
    """

    family: str
    name: str
    file: Path
    truth: frozenset[Key]
    own: frozenset[str] = frozenset()

    @cached_property
    def ecosystems(self) -> frozenset[str]:
        """The ecosystems that the truth speaks of; what is found of others is not judged."""
        return frozenset(key[0] for key in self.truth)

    def judged(self, found: Iterable[Key]) -> set[Key]:
        """Return what was found as far as the truth can tell if it is right."""
        return {(e, spelled(e, n), v) for e, n, v in found if e in self.ecosystems and not {n, n.lower()} & self.own}


def spelled(ecosystem: str, name: str) -> str:
    """Return a name as its ecosystem compares it."""
    if ecosystem == "PyPI":
        return re.sub(r"[-_.]+", "-", name).lower()
    return name.lower() if ecosystem in {"NuGet", "Packagist", "Go"} else name


def keys(ecosystem: str, found: Iterable[tuple[str, str]]) -> frozenset[Key]:
    """Return names and versions as keys."""
    return frozenset((ecosystem, spelled(ecosystem, name), version) for name, version in found)


def run(command: list[str], cwd: Path, **env: str) -> str:
    """Run an installer in a folder and return what it printed."""
    given = {**os.environ, **env}
    return subprocess.run(
        command,
        cwd=cwd,
        env=given,
        check=True,
        timeout=SECONDS,
        text=True,
        capture_output=True,
    ).stdout


def missing(*tools: str) -> str:
    """Return the first of the tools that is not there, empty where all are."""
    return next((tool for tool in tools if not shutil.which(tool)), "")


def made(name: str, build: Callable[[Path], None]) -> Path:
    """Return the folder of a name, built once: a folder that was begun and not finished is built again."""
    folder = CORPUS / name
    done = CORPUS / f"{name}.done"
    if not done.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        build(folder)
        done.touch()
    return folder


def zipped(folder: Path, name: str, stored: tuple[str, ...] = ()) -> Path:
    """Return the archive of a folder, made once; files that end in one of ``stored`` are not compressed."""
    file = CORPUS / f"{name}.zip"
    if not file.is_file():
        begun = file.with_suffix(".part")
        with zipfile.ZipFile(begun, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    method = zipfile.ZIP_STORED if stored and path.name.endswith(stored) else zipfile.ZIP_DEFLATED
                    archive.write(path, path.relative_to(folder), method)
        begun.rename(file)
    return file
