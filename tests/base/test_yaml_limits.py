"""A YAML file is hostile until it is built: neither its size nor what it names may cost more than it is."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bartizan.assess import load_rules
from bartizan.assess.rule import RuleError
from bartizan.base.framework import frameworks
from bartizan.base.settings import load_settings
from bartizan.base.yaml_document import DocumentError, read_document
from bartizan.base.yaml_limits import MOST_BYTES, MOST_DEPTH
from bartizan.model import UsageError

HOSTILE = {
    "aliases that multiply": (
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)),
        "more than 200,000 values",
    ),
    "a thousand aliases of a long list": (
        f"a: &a [{', '.join('x' * 1000)}]\nb: [{', '.join(['*a'] * 1000)}]\n",
        "more than 200,000 values",
    ),
    "depth in flow": ("a: " + "[" * 100_000, f"nested more than {MOST_DEPTH} deep"),
    "depth in mappings": ("a: " + "{b: " * 100_000, f"nested more than {MOST_DEPTH} deep"),
    "depth in blocks": ("- " * 100_000 + "x", f"nested more than {MOST_DEPTH} deep"),
    "itself in a list": ("a: &a [*a]\n", r"\*a contains itself"),
    "itself in a mapping": ("a: &a {b: {c: *a}}\n", r"\*a contains itself"),
    "itself by merging": ("a: &a\n  <<: *a\n  b: 1\n", r"\*a contains itself"),
    "size": ("a: " + "x" * MOST_BYTES, "larger than"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    text, message = HOSTILE[kind]
    (tmp_path / "controls").mkdir()
    for name in ("settings.yaml", "rule.yaml", "controls/own.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(DocumentError, match=message):
        read_document(tmp_path / "settings.yaml")
    with pytest.raises(UsageError, match=message):
        load_settings(tmp_path)
    with pytest.raises(RuleError, match=message):
        load_rules([tmp_path], {})
    with pytest.raises(UsageError, match=message):
        frameworks([tmp_path])
    assert time.process_time() - began < 5


def test_what_people_write_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("base: &base {x: 1}\none: {<<: *base, y: [*base, *base]}\n", encoding="utf-8")
    assert read_document(file).content["one"] == {"x": 1, "y": [{"x": 1}, {"x": 1}]}


@pytest.mark.parametrize("make", [os.mkfifo, lambda place: place.symlink_to("/dev/zero")])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "rule.yaml")
    with pytest.raises(RuleError, match=r"rule\.yaml:1: not a file"):
        load_rules([tmp_path], {})


def test_rule_folders_stay_below_the_settings_unless_named_absolutely(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for folder in (home / "rules", elsewhere):
        folder.mkdir(parents=True)
    (home / "link").symlink_to(elsewhere)
    for named in ("../..", "../elsewhere", "rules/../../elsewhere", "link"):
        (home / "settings.yaml").write_text(f"rules: {{directories: [rules, '{named}']}}\n", encoding="utf-8")
        with pytest.raises(UsageError, match=r"settings\.yaml:1: .* is not below .*; name a folder elsewhere"):
            load_settings(home)
    (home / "settings.yaml").write_text(f"rules: {{directories: [rules, '{elsewhere}']}}\n", encoding="utf-8")
    assert load_settings(home).rule_folders == [home / "rules", elsewhere]


def test_a_folder_that_holds_everything_is_no_folder_of_rules(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    for n in range(11):
        (tmp_path / f"{n}").mkdir()
        for m in range(1000):
            (tmp_path / f"{n}" / f"{m}.txt").touch()
    with pytest.raises(RuleError, match="more than 10,000 files"):
        load_rules([tmp_path], {})


def test_the_disk_is_not_walked(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("rules: {directories: [/]}\n", encoding="utf-8")
    listing = [sys.executable, "-c", "from bartizan.cli import main; main()", "rules", "list", "--home", str(tmp_path)]
    done = subprocess.run(listing, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
