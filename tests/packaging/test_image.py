"""The image is built from what it copies, runs as nobody special, and keeps all it keeps in one volume."""

import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, built
from tests.packaging.test_wheels import in_wheel

pytestmark = pytest.mark.slow


def instructions() -> list[tuple[str, list[str]]]:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    read = [line.split() for line in lines if line and not line.startswith("#")]
    return [(words[0], words[1:]) for words in read]


def copied() -> list[str]:
    return [
        name for word, rest in instructions() if word == "COPY" and "--from=build" not in rest for name in rest[:-1]
    ]


def is_sent(name: str) -> bool:
    """Say whether the build's context has a file or folder: the last line of .dockerignore that fits decides."""
    decided = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and fnmatch(name, line.removeprefix("!")):
            decided = line.startswith("!")
    return decided


def test_what_the_image_copies_builds_the_same_wheel(tmp_path: Path, wheels: tuple[Path, Path]) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in copied():
        assert is_sent(name), name
        place = ROOT / name
        (shutil.copytree if place.is_dir() else shutil.copy)(place, source / name)
    shutil.rmtree(source / "src" / "bartizan" / "__pycache__", ignore_errors=True)
    assert in_wheel(built(source, tmp_path / "wheel")) == in_wheel(wheels[0])
    assert not is_sent("tests")
    assert not is_sent(".git")


def test_the_image_is_for_an_ordinary_user_with_one_volume() -> None:
    last = instructions()
    stages = [i for i, (word, _) in enumerate(last) if word == "FROM"]
    final = dict(last[stages[-1] :])
    assert int(final["USER"][0]) > 0
    assert f"BARTIZAN_HOME={final['VOLUME'][0]}" in final["ENV"]
    assert final["WORKDIR"] == final["VOLUME"]
    assert all(not rest[0].endswith(":latest") and ":" in rest[0] for word, rest in last if word == "FROM")
