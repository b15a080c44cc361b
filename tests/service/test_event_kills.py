"""Workers that are killed while events come lose no finding and no notification, and double none unmarked."""

import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from sqlalchemy import select

from bartizan.model import now
from bartizan.service.connecting import connect
from bartizan.service.published import open_published
from bartizan.state import State
from bartizan.state.models import OutboxRow
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.notify.rules import add_notification_rule
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.notify.sinks import WebhookSink, webhook_sink

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("BARTIZAN_EVENT_KILLS", "2"))
"""`make event-kills` has 100."""
REGION, RULE = "us-east-1", "aws.lambda.public_resource_policy"
Verdicts = set[tuple[str, str, str]]


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """An estate of functions that are changed, and the credentials for it."""
    with Estate.start(f"functions:{KILLS + 4}") as estate:
        for name, value in estate.environ.items():
            monkeypatch.setenv(name, value)
        yield estate


def scan(home: Path, estate: Estate) -> None:
    done = run("scan", "--aws", "--endpoint-url", estate.aws, "--region", REGION, "--quota-share", "off", home=home)
    assert done.returncode in (0, 3), done.stderr


def verdicts(home: Path) -> Verdicts:
    """Return what the latest snapshot says of each resource, each once."""
    with open_published(home) as opened:
        rows = opened.engine.rows("select rule_id, resource_id, resource_type, status from finding")
    found = Counter((row["rule_id"], row["resource_id"], row["resource_type"]) for row in rows)
    assert [key for key, n in found.items() if n > 1] == [], "doubled"
    return {(row["rule_id"], row["resource_id"], row["status"]) for row in rows}


def prepared(home: Path, estate: Estate, sink: WebhookSink) -> dict[str, object]:
    """Connect the estate, scan it once, and return what is to be changed."""
    functions = boto3.client("lambda", region_name=REGION, endpoint_url=estate.aws)
    queues = boto3.client("sqs", region_name=REGION, endpoint_url=estate.aws)
    queue = queues.create_queue(QueueName="events")["QueueUrl"]
    account = estate.accounts[0]
    settings = {"endpoint_url": estate.aws, "regions": REGION, "events_queue": queue}
    connect(home, Connector("shop", "aws", "account", account, settings))
    scan(home, estate)
    add_notification_rule(
        State(home), "default", NotificationRule("all", "webhook", sink.url, "test", now(), allows_private=True)
    )
    pages = functions.get_paginator("list_functions").paginate()
    names = [each["FunctionName"] for page in pages for each in page["Functions"]]
    assert len(names) >= KILLS
    where = {"region": REGION, "url": estate.aws, "queue": queue, "account": account}
    return where | {"functions": names, "seed": int(os.environ.get("BARTIZAN_SEED", "1"))}


def check_notices(home: Path, sink: WebhookSink, changed: list[str]) -> str:
    """Check that each finding was told of once, or twice and marked, and return the figures."""
    with State(home).transaction() as session:
        written = {row.id: row.body for row in session.scalars(select(OutboxRow))}
    copies: dict[str, list[bool]] = defaultdict(list)
    for got in sink.received:
        for item in got.json["items"]:
            copies[item["id"]].append(got.json["is_retry"])
    assert written.keys() <= copies.keys(), "lost"
    assert [id_ for id_, marks in copies.items() if marks.count(False) > 1] == [], "doubled, and not marked"
    told = Counter(body["resource_name"] for body in written.values() if body["detail"] == RULE)
    assert told == dict.fromkeys(changed, 1)
    doubled = sum(len(marks) > 1 for marks in copies.values())
    return f"{len(written)} notices, {len(sink.received)} messages, {doubled} notices doubled and marked"


def test_no_kill_loses_a_finding_or_a_notification(
    own: Estate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, what, began = tmp_path / "home", tmp_path / "what.json", time.monotonic()
    with webhook_sink() as sink:
        said = prepared(home, own, sink)
        what.write_text(json.dumps(said), encoding="utf-8")
        command = [sys.executable, "-m", "tests.service.killed_event_worker", str(home), str(KILLS), str(what)]
        subprocess.run(command, check=True, cwd=ROOT, timeout=400 + KILLS * 20)
        changed = said["functions"][:KILLS]  # type: ignore[index]
        found = verdicts(home)
        failing = {id_.rpartition(":")[2] for rule, id_, status in found if (rule, status) == (RULE, "fail")}
        assert failing >= {*changed}
        scan(tmp_path / "anew", own)
        assert found == verdicts(tmp_path / "anew"), "not what a whole scan finds"
        figures = check_notices(home, sink, changed)
    if KILLS > 2:
        with capsys.disabled():
            sys.stdout.write(f"{KILLS} kills in {time.monotonic() - began:.0f} s: {figures}\n")
