"""The house's own rules: sizes, names, generated files, and nothing that looks like a credential."""

import ast
import json
import re
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "demo" / "src").rglob("*.py")])
TRACKED = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
CREDENTIALS = re.compile(r"(AKIA|ASIA)[A-Z2-7]{16}|ghp_[A-Za-z0-9]{36}|xox[bp]-\d{6,}|-----BEGIN [A-Z ]*PRIVATE KEY|"
                         r"AccountKey=[A-Za-z0-9+/]{40,}|sk_live_[A-Za-z0-9]{20,}")  # fmt: skip


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(n.name, (n.end_lineno or n.lineno) - n.lineno + 1) for n in ast.walk(tree) if isinstance(n, kinds)]


@pytest.mark.parametrize("path", TRACKED, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300
    assert [f for f in functions(path) if f[1] > 50] == []


def test_the_median_function_is_short() -> None:
    lengths = [length for path in SOURCES for _, length in functions(path)]
    assert statistics.median(lengths) <= 12


def test_no_room_is_crowded() -> None:
    rooms = Counter(path.parent for path in SOURCES if path.name != "__init__.py")
    assert {str(room.relative_to(ROOT)): n for room, n in rooms.items() if n > 20} == {}


def test_names() -> None:
    assert [p for p in TRACKED if p.stem in {"utils", "helpers", "manager", "common", "misc"}] == []
    wrong = [
        (path.name, name)
        for path in SOURCES
        if "services" not in path.parts and "functions" not in path.parts  # extensions of moto bear its names
        for name, _ in functions(path)
        if name.lstrip("_").startswith(("get_", "handle_", "process_"))
        and (path.parent.name, path.name) != ("transport", "xml.py")  # what it makes stricter has botocore's names
    ]
    assert wrong == []


def test_the_real_thing_is_used() -> None:
    patching = re.compile(r"mock\.patch|MagicMock|unittest\.mock|monkeypatch\.setattr")
    assert [p for p in TRACKED if p != Path(__file__) and patching.search(p.read_text(encoding="utf-8"))] == []


def test_nothing_looks_like_a_credential() -> None:
    files = [
        p
        for p in ROOT.rglob("*")
        if p.is_file() and not {".git", ".venv", ".venv-cli"} & set(p.relative_to(ROOT).parts)
    ]
    texts = ((p, p.read_bytes().decode("utf-8", "replace")) for p in files if "cache" not in str(p))
    assert [str(p) for p, text in texts if CREDENTIALS.search(text) and p != Path(__file__)] == []


def test_the_lock_names_no_registry() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("--") or "://" in line] == []
    pinned = [line for line in lines if "==" in line and not line.lstrip().startswith("#")]
    assert len(pinned) > 50


def test_the_lock_of_npm_names_no_registry() -> None:
    lock = json.loads((ROOT / "tests/azurite/package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages = {name: each for name, each in lock.items() if name}
    assert [name for name, each in packages.items() if "resolved" in each or "integrity" not in each] == []
    assert len(packages) > 50


def test_generated_files_are_current() -> None:
    check = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr
