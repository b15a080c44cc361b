"""Settings and custom rules as people meet them: the real command, its messages and its exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

OWN = """\
title: Function is named badly
severity: medium
category: access_control
rationale: A bad name misleads whoever reads it, which is enough for this test.
table: aws_lambda_function
fails: list_contains($bad_names, name)
parameters: {bad_names: [bad]}
evidence: [name]
remediation: {text: Rename it to something that is good.}
catalog: []
examples:
  - {name: bad, expect: fail}
  - {name: good, expect: pass}
  - {name: good, $bad_names: [good], expect: fail}
  - {expect: unknown}
"""


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("bartizan")), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"BARTIZAN_HOME": str(home)})


def listed(home: Path, *arguments: str) -> dict[str, Any]:
    done = run(home, "rules", "list", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return {rule["rule_id"]: rule for rule in json.loads(done.stdout)}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one rule of its own in a folder that its settings name."""
    (tmp_path / "own" / "mine").mkdir(parents=True)
    (tmp_path / "own" / "mine" / "bad_name.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path


def set_(home: Path, text: str) -> None:
    (home / "settings.yaml").write_text(text, encoding="utf-8")


def test_settings_add_set_and_switch_off_rules(home: Path) -> None:
    set_(
        home,
        "rules:\n  directories: [own]\n  disabled: ['aws.lambda.*']\n  severity: {mine.bad_name: critical}\n"
        "  parameters:\n    bad_names: [worse]\n    mine.bad_name: {bad_names: [worst]}\n",
    )
    rules = listed(home)
    assert rules["mine.bad_name"]["severity"] == "critical"
    assert not [rule_id for rule_id in rules if rule_id.startswith("aws.lambda.")]
    shown = json.loads(run(home, "rules", "show", "mine.bad_name", "--format", "json").stdout)
    assert shown[0]["parameters"] == {"bad_names": ["worst"]}


def test_rules_and_settings_are_named_on_the_command_line(home: Path) -> None:
    assert "mine.bad_name" not in listed(home)
    assert "mine.bad_name" in listed(home, "--rules", str(home / "own"))
    other = home / "other.yaml"
    other.write_text("rules: {directories: [own]}\n", encoding="utf-8")
    assert "mine.bad_name" in listed(home, "--settings", str(other))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules:\n  disable: [x]\n", ":2: rules.disable: unknown key (did you mean 'disabled'?)"),
        ("rule: {}\n", ":1: rule: unknown key (did you mean 'rules'?)"),
        ("rules:\n  disabled: [aws.lambda.trcing_off]\n", "did you mean 'aws.lambda.tracing_off'?"),
        ("rules:\n  severity:\n    mine.bad_nam: low\n", ":3: unknown rule 'mine.bad_nam'"),
        ("rules:\n  severity:\n    aws.lambda.tracing_off: bad\n", ":3: rules.severity.aws.lambda.tracing_off: "),
        ("rules:\n  parameters: {trusted: [a]}\n", ":2: unknown parameter 'trusted'"),
        ("rules:\n  directories:\n  - nowhere\n", ":3: there is no folder"),
        ("rules:\n  disabled: []\n  disabled: []\n", ":3: duplicate key 'disabled' (first defined on line 2)"),
        ("rules: [\n", "not YAML"),
        ("- rules\n", "not a mapping"),
    ],
)
def test_bad_settings_are_refused_with_file_and_line(home: Path, text: str, message: str) -> None:
    set_(home, text)
    done = run(home, "rules", "list")
    assert done.returncode == 2
    assert "settings.yaml:" in done.stderr
    assert message in done.stderr


def test_a_parameter_keeps_its_kind(home: Path) -> None:
    set_(home, "rules:\n  directories: [own]\n  parameters:\n    bad_names: bad\n")
    done = run(home, "rules", "list")
    assert done.returncode == 2
    assert "settings.yaml:4: mine.bad_name: the parameter 'bad_names' is a list of texts, not 'bad'" in done.stderr


def test_a_scan_refuses_bad_settings_before_it_starts(home: Path) -> None:
    done = run(home, "scan", "--aws", "--settings", str(home / "nothing.yaml"))
    assert done.returncode == 2
    assert "there is no such file" in done.stderr


def test_own_rules_are_tested_under_their_whole_name(home: Path) -> None:
    file = home / "own" / "mine" / "bad_name.yaml"
    done = run(home, "rules", "test", str(file), "--rules", str(home / "own"))
    assert (done.returncode, done.stderr.strip()) == (0, "4 passed, 0 failed")
    file.write_text(OWN.replace("name: good, expect: pass", "name: bad, expect: pass"), encoding="utf-8")
    done = run(home, "rules", "test", str(file), "--rules", str(home / "own"))
    assert done.returncode == 4
    assert "mine.bad_name on aws_lambda_function" in done.stderr


def test_an_id_of_a_shipped_rule_is_taken(home: Path) -> None:
    taken = home / "own" / "aws" / "lambda" / "tracing_off.yaml"
    taken.parent.mkdir(parents=True)
    taken.write_text(OWN, encoding="utf-8")
    done = run(home, "rules", "list", "--rules", str(home / "own"))
    assert done.returncode == 2
    assert "tracing_off.yaml:1: the rule aws.lambda.tracing_off exists already" in done.stderr


def test_a_profile_is_chosen_by_settings_or_on_the_command_line(home: Path) -> None:
    assert "aws.lambda.tracing_off" not in listed(home)
    assert "aws.lambda.tracing_off" in listed(home, "--rule-profile", "strict")
    set_(home, "rules: {profile: reference}\n")
    assert len(listed(home)) == 8
    off = listed(home, "--all")["aws.lambda.tracing_off"]
    assert (off["is_on"], off["off"]) == (False, "The profile reference does not name it.")
    set_(home, "rules:\n  profile: referenc\n")
    done = run(home, "rules", "list")
    assert done.returncode == 2
    assert "settings.yaml:2: there is no profile 'referenc' (did you mean 'reference'?)" in done.stderr
