"""The wheels hold all that the checkout has, and work where nothing else of it is."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from email.message import Message
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.conftest import ROOT, Installed

pytestmark = pytest.mark.slow

SHIPPED = ("rules", "profiles", "advisories", "paths", "queries")
"""Folders at the root of the checkout that lie in the package when it is installed."""


def files(folder: Path, under: str) -> set[str]:
    return {
        f"{under}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def project(folder: Path) -> Any:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_product_ships_each_of_its_files_and_nothing_else(wheels: tuple[Path, Path]) -> None:
    expected = files(ROOT / "src" / "bartizan", "bartizan")
    for name in SHIPPED:
        expected |= files(ROOT / name, f"bartizan/{name}")
    assert in_wheel(wheels[0]) == expected
    kinds = {Path(name).suffix for name in expected}
    assert kinds >= {".py", ".sql", ".csv", ".css", ".json", ".yaml", ".mako", ".typed", ".woff2"}


def test_the_demo_ships_each_of_its_files_and_nothing_else(wheels: tuple[Path, Path]) -> None:
    assert in_wheel(wheels[1]) == files(ROOT / "demo" / "src" / "bartizan_demo", "bartizan_demo")
    assert "bartizan_demo/py.typed" in in_wheel(wheels[1])


def test_wheels_carry_their_license_and_a_readme(wheels: tuple[Path, Path]) -> None:
    for wheel, terms in zip(wheels, ("Apache-2.0 AND OFL-1.1", "Apache-2.0"), strict=True):
        with zipfile.ZipFile(wheel) as archive:
            assert any(name.endswith(".dist-info/licenses/LICENSE") for name in archive.namelist())
        told = metadata(wheel)
        assert told["License-Expression"] == terms
        assert str(told.get_payload()).startswith("# ")


@pytest.mark.parametrize("font", ["inter", "mono"])
def test_a_font_comes_with_its_own_license(wheels: tuple[Path, Path], font: str) -> None:
    own = f"bartizan/portal/static/{font}"
    with zipfile.ZipFile(wheels[0]) as archive:
        assert archive.read(f"{own}.woff2")[:4] == b"wOF2"
        (terms,) = (name for name in archive.namelist() if name.endswith(f".dist-info/licenses/src/{own}-license.txt"))
        assert archive.read(terms) == archive.read(f"{own}-license.txt")


def test_both_distributions_have_one_version_and_ask_for_each_other_at_it() -> None:
    product, demo = project(ROOT), project(ROOT / "demo")
    assert product["version"] == demo["version"]
    assert product["optional-dependencies"]["demo"] == [f"bartizan-demo=={product['version']}"]
    assert f"bartizan=={product['version']}" in demo["dependencies"]


def test_the_product_pins_no_dependency() -> None:
    """Who installs it beside other tools can, and gets fixes; engines whose trees are read end at a major version."""
    dependencies = project(ROOT)["dependencies"]
    assert [each for each in dependencies if "==" in each] == []
    assert all(",<" in each for each in dependencies if each.startswith(("duckdb", "sqlglot")))


def test_the_version_is_in_the_changelog() -> None:
    assert f"\n## {project(ROOT)['version']} - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_an_installed_product_works(product: Installed, function_zip: Path) -> None:
    version = product.run("bartizan", "--version")
    assert version.stdout == f"bartizan {project(ROOT)['version']}\n", version.stderr
    where = product.run("python", "-c", "import bartizan; print(bartizan.__file__)")
    assert Path(where.stdout).is_relative_to(product.bin.parent)
    rules = json.loads(product.run("bartizan", "rules", "list", "--all", "--format", "json").stdout)
    listed = [path for path in (ROOT / "rules").rglob("*.yaml") if "controls" not in path.parts]
    assert len(rules) == len(listed)
    scanned = product.run("bartizan", "package", "scan", str(function_zip), "--format", "json")
    assert [each["name"] for each in json.loads(scanned.stdout)["packages"]] == ["jinja2"], scanned.stderr


def test_what_the_demo_needs_is_said_in_one_line(product: Installed) -> None:
    refused = product.run("bartizan", "demo", "--once")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1
    assert "pip install 'bartizan[demo]'" in refused.stderr


def test_an_installed_demo_scans_its_estate(with_demo: Installed) -> None:
    demo = with_demo.run("bartizan", "demo", "--once")
    assert demo.returncode == 0, demo.stderr
    assert "Traceback" not in demo.stderr
    assert "bartizan recommendations" in demo.stdout


def test_a_first_look_installs_all_that_it_needs() -> None:
    """The demo's part of the lock holds whatever the installed metadata says that both projects need."""
    printed = subprocess.run([sys.executable, ROOT / "demo" / "locked.py"], capture_output=True, text=True, check=True)
    locked = {canonicalize_name(each) for each in re.findall(r"^([\w.-]+)==", printed.stdout, re.MULTILINE)}
    needed, more = set[tuple[str, str]](), {("hatchling", ""), ("editables", ""), *asked(ROOT), *asked(ROOT / "demo")}
    while more:
        needed |= more
        more = {found for name, extra in more for found in needs(name, extra)} - needed
    assert locked >= {name for name, _ in needed} - {"bartizan"}
    assert locked.isdisjoint({"mypy", "ruff", "pytest", "hypothesis"})


def asked(folder: Path) -> set[tuple[str, str]]:
    return {pair for each in project(folder)["dependencies"] for pair in pairs(Requirement(each))} - {("bartizan", "")}


def needs(name: str, extra: str) -> set[tuple[str, str]]:
    lines = [Requirement(each) for each in requires(name) or ()]
    found = [each for each in lines if not each.marker or each.marker.evaluate({"extra": extra})]
    return {pair for each in found for pair in pairs(each)}


def pairs(requirement: Requirement) -> list[tuple[str, str]]:
    return [(canonicalize_name(requirement.name), extra) for extra in ("", *requirement.extras)]
