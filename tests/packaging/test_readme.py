"""What the README tells people to type is what the command line takes, and what it links to is there."""

import re
import shlex
from typing import Any

import pytest
import typer
import yaml

from bartizan.cli import app
from tests.packaging.conftest import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
TYPED = re.findall(r"^ *(?:- )?(bartizan [^|>\n]+)", "".join(block for _, block in BLOCKS), re.MULTILINE)
NAMED = re.findall(r"`(bartizan [^`]+)`", TEXT)
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def command(line: str) -> tuple[Any, list[str]]:
    """Return the command that a line runs, and its arguments."""
    words, found = shlex.split(line, comments=True)[1:], typer.main.get_command(app)
    while hasattr(found, "get_command"):
        name = words.pop(0)
        found = found.get_command(typer.Context(found), name)
        assert found, f"there is no command {name!r}"
    return found, words


@pytest.mark.parametrize("line", TYPED)
def test_what_is_to_be_typed_is_taken(line: str) -> None:
    found, words = command(line)
    found.make_context(found.name, words)


@pytest.mark.parametrize("line", NAMED)
def test_what_is_named_is_there(line: str) -> None:
    found, words = command(line)
    found.make_parser(typer.Context(found)).parse_args(words)


def test_nothing_was_overlooked() -> None:
    assert len(TYPED) > 12
    assert len(NAMED) > 4


def test_links_lead_somewhere() -> None:
    headings = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in re.findall(r"^#+ (.+)$", TEXT, re.M)}
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert len(links) > 8
    assert [each for each in links if each.startswith("#") and each[1:] not in headings] == []
    assert [each for each in links if not each.startswith(("#", "http")) and not (ROOT / each).exists()] == []


def test_its_pipelines_name_what_there_is() -> None:
    read = [yaml.safe_load(block) for language, block in BLOCKS if language == "yaml"]
    (ours,) = (step for each in read for step in each.get("steps", []) if "/bartizan@" in step.get("uses", ""))
    assert ours["with"].keys() <= ACTION["inputs"].keys()
    named = {hook["id"] for each in read for repo in each.get("repos", []) for hook in repo["hooks"]}
    assert named == {hook["id"] for hook in HOOKS}


def test_its_number_of_rules_is_right() -> None:
    rules = [path for path in (ROOT / "rules").rglob("*.yaml") if path.parent.name != "controls"]
    assert f"[{len(rules)} rules]" in TEXT
