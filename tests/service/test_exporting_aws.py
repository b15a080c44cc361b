"""Exports of hand-made snapshots to moto's S3, SQS and Security Hub."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from botocore.session import Session
from moto.server import ThreadedMotoServer

from bartizan.model import ExemptionCategory, now
from bartizan.notify.export.aws import AwsClients
from bartizan.notify.export.part import ExportPart
from bartizan.notify.export.security_hub import import_findings
from bartizan.notify.export.sqs import send_messages
from bartizan.notify.post import PostError
from bartizan.service.exporting.rules import resend, send_test_part
from bartizan.state.exemption import add_exemption, remove_exemption
from bartizan.state.nouns import Exemption
from tests.notify.sinks import webhook_sink
from tests.service.estate import arn
from tests.service.scans import ACCOUNT, Scans, said

pytestmark = pytest.mark.slow

REGION = "eu-west-1"
QUEUE = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/findings"


@pytest.fixture
def scan(tmp_path: Path) -> Scans:
    return Scans(tmp_path / "home")


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(moto: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a client for moto; exports reach it by the same settings."""
    for name, value in {
        "AWS_ENDPOINT_URL": moto,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }.items():
        monkeypatch.setenv(name, value)
    return lambda service, region=REGION: Session().create_client(service, region_name=region)


def test_a_sarif_file_in_s3_takes_the_place_of_that_before(scan: Scans, aws: Any) -> None:
    s3 = aws("s3", "us-east-1")
    s3.create_bucket(Bucket="scanning")
    scan.export("sarif", "s3:scanning/prod/")
    for names in (("a", "b"), ("a",)):
        scan(*names)
        scan.deliver()
        assert scan.last() == ("sent", f"{2 * len(names)} findings in bartizan.sarif")
    (kept,) = s3.list_objects_v2(Bucket="scanning")["Contents"]
    content = s3.get_object(Bucket="scanning", Key=kept["Key"])["Body"].read()
    assert kept["Key"] == "prod/bartizan.sarif"
    assert len(orjson.loads(content)["runs"][0]["results"]) == 2


def test_objects_in_s3(scan: Scans, aws: Any) -> None:
    s3 = aws("s3", "us-east-1")
    s3.create_bucket(Bucket="exported")
    scan("a")
    scan.export("s3", "exported/bartizan")
    scan.deliver()
    resend(scan.home, "out")
    scan.deliver()
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket="exported")["Contents"]]
    assert all(key.startswith("bartizan/2026/03/01/20260301T000001-s.d-") for key in keys)
    bodies = [s3.get_object(Bucket="exported", Key=key)["Body"].read().splitlines() for key in keys]
    told = [sorted(said(orjson.loads(line))[:3] for line in body) for body in bodies]
    assert told == 2 * [[("Create", "old", "a"), ("Create", "open", "a")]]
    s3.delete_objects(Bucket="exported", Delete={"Objects": [{"Key": key} for key in keys]})
    s3.delete_bucket(Bucket="exported")
    scan("b")
    scan.deliver()
    status, detail = scan.last()
    assert (status, detail.partition(":")[0]) == ("pending", "AWS answered NoSuchBucket")


def received(sqs: Any, url: str) -> list[tuple[Any, str]]:
    """Return the events of a queue, with their try."""
    found: list[tuple[Any, str]] = []
    while got := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]):
        if "Messages" not in got:
            return found
        for each in got["Messages"]:
            found.append((orjson.loads(each["Body"]), each["MessageAttributes"]["bartizan-attempt"]["StringValue"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return found


def test_messages_of_a_queue(scan: Scans, aws: Any) -> None:
    url = aws("sqs").create_queue(QueueName="findings")["QueueUrl"]
    scan(*(f"f{n}" for n in range(6)))  # 12 findings: two requests
    scan.export("sqs", QUEUE, role=f"arn:aws:iam::{ACCOUNT}:role/export")
    send_test_part(scan.home, "out")
    scan.deliver()
    found = received(aws("sqs"), url)
    assert len({event["metadata"]["uid"] for event, _ in found}) == len(found) == 13
    assert {attempt for _, attempt in found} == {"1"}


def test_a_queue_that_drops_what_it_was_sent_twice(aws: Any) -> None:
    url = aws("sqs").create_queue(QueueName="findings.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    events = [{"metadata": {"uid": f"{n}"}, "resources": []} for n in range(3)]
    for attempt in (1, 2):
        assert send_messages(ExportPart("p", "p", attempt, events), f"{QUEUE}.fifo", "", AwsClients()) == []
    assert [attempt for _, attempt in received(aws("sqs"), url)] == ["1", "1", "1"]


def test_a_message_that_is_too_large_loses_its_facts_alone(aws: Any) -> None:
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="large")["QueueUrl"]
    resource = {"uid": "x", "data": {"much": "y" * 300_000}}
    events = [{"metadata": {"uid": f"{n}"}, "resources": [resource]} for n in range(2)]
    assert send_messages(ExportPart("p", "p", 1, events), QUEUE.replace("findings", "large"), "", AwsClients()) == []
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [orjson.loads(each["Body"])["resources"] for each in got] == 2 * [[{"uid": "x"}]]


def test_security_hub_has_what_is_open_and_archives_the_rest(scan: Scans, aws: Any) -> None:
    hub = aws("securityhub")
    hub.enable_security_hub()
    scan(*(f"f{n:03}" for n in range(60)))  # 120 findings: two requests
    scan.export("security-hub", role="arn:aws:iam::{account}:role/export")
    scan.deliver()
    exemption = Exemption(ExemptionCategory.MITIGATED, "why", "ops", now(), resource=arn("f001", ACCOUNT))
    add_exemption(scan.state, "default", exemption)
    scan("f000", "f001")
    scan.deliver()
    found = in_hub(hub)
    states = {each["Resources"][0]["Id"].rpartition(":")[2]: each["RecordState"] for each in found}
    assert (len(found), len(states)) == (120, 60)
    assert {name for name, state in states.items() if state == "ACTIVE"} == {"f000"}
    assert scan.last() == ("sent", "118 changes")
    before = {each["Id"]: each["UpdatedAt"] for each in found}
    remove_exemption(scan.state, "default", exemption.id, "ops", now())
    scan.deliver()
    assert scan.last() == ("sent", "2 changes")
    changed = [each for each in in_hub(hub) if each["UpdatedAt"] != before[each["Id"]]]
    assert [each["RecordState"] for each in changed] == ["ACTIVE", "ACTIVE"]
    assert all(each["UpdatedAt"] > before[each["Id"]] for each in changed)


def in_hub(hub: Any) -> list[Any]:
    return [each for page in hub.get_paginator("get_findings").paginate() for each in page["Findings"]]


def test_an_account_without_security_hub_is_no_matter_of_the_others(
    scan: Scans, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ("SchemaVersion", "Id", "ProductArn", "GeneratorId", "CreatedAt", "UpdatedAt", "Title", "Description")
    finding = dict.fromkeys(texts, "x") | {"AwsAccountId": ACCOUNT, "Resources": [{"Type": "Other", "Id": "x"}]}
    part = ExportPart("p", "p", 1, [finding, finding], ACCOUNT, REGION)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "a")
    with webhook_sink() as sink:
        monkeypatch.setenv("AWS_ENDPOINT_URL", sink.url)
        sink.status, sink.answer = 401, {"x-amzn-errortype": "InvalidAccessException"}
        refused = import_findings(part, "", AwsClients())
        assert refused == 2 * [f"{ACCOUNT} {REGION}: AWS answered InvalidAccessException"]
        scan("a")
        scan.export("security-hub")
        scan.deliver()
        assert scan.last() == ("sent", f"2 changes; 2 were refused: {refused[0]}")
        sink.status, sink.answer = 500, {}
        with pytest.raises(PostError):
            import_findings(part, "", AwsClients())
        malformed = ExportPart("p", "p", 1, [{"Id": "a"}], ACCOUNT, REGION)
        assert import_findings(malformed, "", AwsClients())[0].endswith("of a form that AWS does not take")
