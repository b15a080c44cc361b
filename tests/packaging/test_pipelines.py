"""The action and the hooks that run in pipelines, by their own scripts, and the workflow that runs in ours."""

import json
import os
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.conftest import ROOT, Installed

pytestmark = pytest.mark.slow

PINNED = re.compile(r"[\w-]+/[\w-]+(/[\w-]+)*@v\d+")


def document(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


ACTION = document("action.yml")
HOOKS = {hook["id"]: hook for hook in document(".pre-commit-hooks.yaml")}
WORKFLOW = document(".github/workflows/ci.yml")


@dataclass(frozen=True)
class Outcome:
    """What the action's scan left: its exit code, outputs, log and file."""

    code: int
    outputs: str
    log: str
    file: Path


def scan(product: Installed, folder: Path, **inputs: str) -> Outcome:
    """Run the action's last step as a runner does."""
    runner, outputs = folder / "runner", folder / "outputs"
    runner.mkdir()
    (runner / "bartizan").symlink_to(product.bin.parent)
    given = {f"inputs.{name}": each["default"] for name, each in ACTION["inputs"].items()}
    given |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
    given["runner.temp"] = str(runner)
    step = ACTION["runs"]["steps"][-1]
    environ = {k: re.sub(r"\$\{\{ (.+?) \}\}", lambda m: given[m[1]], v) for k, v in step["env"].items()}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={**product.environ, **environ, "GITHUB_OUTPUT": str(outputs)},
        cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return Outcome(done.returncode, outputs.read_text(), done.stdout + done.stderr, folder / given["inputs.output"])


@pytest.mark.parametrize(("limit", "code"), [("high", 1), ("critical", 0)])
def test_the_action_fails_at_its_limit(
    product: Installed, function_zip: Path, tmp_path: Path, limit: str, code: int
) -> None:
    result = scan(product, tmp_path, path=function_zip.name, fail_on=limit, advisories=f"{ROOT / 'advisories'}\n")
    assert result.code == code, result.log
    assert result.outputs == f"exit-code={code}\n"
    (told,) = json.loads(result.file.read_text())["runs"]
    assert {each["ruleId"] for each in told["results"]} >= {"GHSA-462w-v97r-4m45"}
    assert "CVE-2019-10906" in result.log, "people know it by this name"


def test_the_action_passes_nothing_that_it_knows_nothing_of(
    product: Installed, function_zip: Path, tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    result = scan(product, tmp_path, path=function_zip.name, advisories="none")
    assert result.code == 3
    assert "::warning::" in result.log
    reported = scan(product, tmp_path / "none", path=str(function_zip), advisories=".", fail_on="")
    assert reported.code == 0


def test_the_action_takes_inputs_as_data(product: Installed, function_zip: Path, tmp_path: Path) -> None:
    odd = function_zip.rename(tmp_path / "--format $(touch owned) `touch owned`; touch owned.zip")
    result = scan(
        product, tmp_path, path=odd.name, format="json", output="a b.json", advisories=str(ROOT / "advisories")
    )
    assert json.loads(result.file.read_text())["packages"][0]["name"] == "jinja2"
    assert not (tmp_path / "owned").exists()


def test_the_action_leaves_no_empty_file(product: Installed, tmp_path: Path) -> None:
    result = scan(product, tmp_path, path="missing.zip", advisories=str(ROOT / "advisories"))
    assert result.code in {2, 4}
    assert not result.file.exists() or json.loads(result.file.read_text())


def test_no_script_of_the_action_or_the_workflow_is_made_of_expressions() -> None:
    steps = [*ACTION["runs"]["steps"], *(step for job in WORKFLOW["jobs"].values() for step in job["steps"])]
    assert len(steps) > 8
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []
    used = [step["uses"] for step in steps if "uses" in step]
    assert [each for each in used if each != "./" and not PINNED.fullmatch(each)] == []


def test_the_workflow_may_only_read_and_covers_the_pythons_that_are_named() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert all("permissions" not in job and job["timeout-minutes"] <= 25 for job in WORKFLOW["jobs"].values())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [each.rpartition(" ")[2] for each in project["classifiers"] if re.search(r":: 3\.\d+$", each)]
    assert WORKFLOW["jobs"]["check"]["strategy"]["matrix"]["python"] == named


def test_the_hook_runs_when_packages_change() -> None:
    changed = re.compile(HOOKS["bartizan-package-scan"]["files"])
    assert changed.search("services/pay/requirements-dev.txt")
    assert changed.search("package-lock.json")
    assert changed.search("build/function.zip")
    assert not changed.search("src/handler.py")
    assert not changed.search("docs/about-package.json.md")


def test_the_hooks_refuse_sync_and_find(product: Installed, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("Jinja2==2.10\n", encoding="utf-8")
    home = ["--home", str(tmp_path / "home")]
    hook, sync = HOOKS["bartizan-package-scan"], HOOKS["bartizan-advisories-sync"]
    arguments = [str(tmp_path) if each == "." else each for each in hook["args"]]
    before = product.run(*hook["entry"].split(), *home, *arguments)
    assert before.returncode == 3
    assert "bartizan advisories sync" in before.stderr
    synced = product.run(*sync["entry"].split(), *home, "--source", str(ROOT / "advisories"))
    assert synced.returncode == 0, synced.stderr
    assert product.run(*hook["entry"].split(), *home, *arguments).returncode == 1


def test_each_issue_form_is_one() -> None:
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    read = [document(str(path.relative_to(ROOT))) for path in forms if path.name != "config.yml"]
    assert len(read) == len(forms) - 1 >= 2
    for form in read:
        assert form["name"]
        assert form["description"]
        ids = [each["id"] for each in form["body"] if each["type"] != "markdown"]
        assert len(ids) == len(set(ids)) > 0


def test_make_help_names_each_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    environ = {"PATH": os.environ["PATH"]}
    told = subprocess.run(["make", "help"], cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in told.stdout.splitlines()} == set(phony[1].split())
