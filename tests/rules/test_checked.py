"""What was written down of checked rules is what their files say, and counts for the shipped folder alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bartizan.assess import load_rules
from bartizan.assess.checked import CHECKED, checked_rules, digest
from bartizan.assess.load import load_rule, rule_files
from bartizan.assess.rule import RuleError
from bartizan.base.bundled import bundled
from bartizan.normalize import schemas


def test_every_shipped_rule_was_written_down_as_its_file_says() -> None:
    folder = bundled("rules")
    files = rule_files(folder)
    read = {id_: load_rule(file, folder, schemas()) for id_, file in files.items()}
    assert checked_rules(folder, files) == read == load_rules([folder], schemas())
    other = {**files, "aws.lambda.public_function_url": files["aws.lambda.public_resource_policy"]}
    assert set(files) - set(checked_rules(folder, other)) == {"aws.lambda.public_function_url"}


def test_nothing_is_taken_unchecked_from_another_folder(tmp_path: Path) -> None:
    content = {
        "title": "Reads a file", "severity": "low", "category": "other", "table": ["aws_lambda_function"],
        "fails": "read_text('/etc/passwd') is null", "rationale": "r", "remediation": {"text": "t"},
    }  # fmt: skip
    rule = tmp_path / "aws" / "reads.yaml"
    rule.parent.mkdir()
    rule.write_text(json.dumps(content), encoding="utf-8")
    known = {"aws.reads": {"made_from": digest(rule), "content": content}}
    (tmp_path / CHECKED).write_text(json.dumps(known), encoding="utf-8")
    with pytest.raises(RuleError):
        load_rules([tmp_path], schemas())


def test_shipped_predicates_need_no_parser() -> None:
    code = """
import sys
from bartizan.assess import load_rules
from bartizan.base.bundled import bundled
from bartizan.normalize import schemas
for rule in load_rules([bundled("rules")], schemas()).values():
    rule.status_sql, rule.severity_sql, [rule.columns(schemas()[table]) for table in rule.table]
print("sqlglot" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
