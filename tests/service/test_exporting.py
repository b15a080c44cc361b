"""Exports of hand-made snapshots to folders and a real HTTP server."""

import base64
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Any

import orjson
import pytest

from bartizan.base.home import Home
from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.service.changes.pruning import Retention, prune
from bartizan.service.exporting.numbered import numbers_of, progress_of
from bartizan.service.exporting.rules import ExportRequest, add_export, export_items
from bartizan.service.notifying.delivering import GIVES_UP, LEAST_TRIES, LONGEST_PAUSE, Deliverer
from bartizan.service.notifying.listing import rule_items
from bartizan.state.exemption import add_exemption, remove_exemption
from bartizan.state.notify.outbox import begin, deliveries, pending
from bartizan.state.nouns import Exemption
from tests.notify.sinks import WebhookSink, webhook_sink
from tests.service.scans import ACCOUNT, Scans, exported


@pytest.fixture
def scan(tmp_path: Path) -> Scans:
    return Scans(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def test_what_is_new_changed_and_resolved_is_exported_once(scan: Scans, folder: Path) -> None:
    scan("a", "b")
    scan.export("file", str(folder))
    scan.deliver()
    assert exported(folder) == [("Create", rule, name, "Fail") for rule in ("old", "open") for name in ("a", "b")]
    scan("a", "b")
    scan.deliver()
    assert exported(folder) == []
    assert scan.last() == ("sent", "0 changes")
    # Two while nobody delivers: each is exported, in its order.
    scan("b", "c")
    scan("b", runtime="python3.13")
    scan.deliver()
    expected = [("Close", "a", "Not Applicable"), ("Close", "c", "Not Applicable")]
    expected += [("Create", "c", "Fail"), ("Update", "b", "Fail")]
    assert exported(folder) == sorted((what, rule, *of) for what, *of in expected for rule in ("old", "open"))
    (item,) = export_items(scan.home)
    assert (item.snapshot_id, item.waiting_since) == ("20260301T000004-s", None)
    assert rule_items(scan.home) == []


def test_what_is_fixed_is_told_from_what_is_gone_and_from_what_is_unknown(scan: Scans, folder: Path) -> None:
    scan("a", "b")
    scan.export("file", str(folder), sends_all=False)
    is_fixed = "delete from finding where resource_name = 'a' and rule_id = 'aws.lambda.old'"
    is_unread = "update finding set status = 'unknown' where resource_name = 'b' and rule_id = 'aws.lambda.old'"
    scan("a", "b", also=[is_fixed, is_unread])
    scan.deliver()
    assert exported(folder) == [("Close", "old", "a", "Pass"), ("Update", "old", "b", "Unknown")]


def test_numbers_count_from_one_snapshot() -> None:
    assert numbers_of(progress_of("s-1", 300, 2), "s-1") == (300, 2)
    assert numbers_of(progress_of("", 300), "") == (300, 0)
    assert numbers_of(progress_of("s-1", 300, 2), "") == numbers_of("", "s-1") == (0, 0)


def test_exemptions_are_exported_as_they_stood(scan: Scans, folder: Path) -> None:
    scan("a")
    scan.export("file", str(folder), sends_all=False)
    exemption = Exemption(ExemptionCategory.MITIGATED, "why", "ops", now(), rule="aws.lambda.old")
    add_exemption(scan.state, "default", exemption)
    scan("a")
    remove_exemption(scan.state, "default", exemption.id, "ops", now())
    scan("a")
    scan.deliver()
    assert len(list(folder.iterdir())) == 2
    events = [orjson.loads(file.read_bytes()) for file in sorted(folder.iterdir())]
    assert [(event["activity_name"], event["status"]) for event in events] == [
        ("Update", "Suppressed"),
        ("Update", "In Progress"),
    ]


def test_a_part_that_may_have_arrived_is_the_only_one_that_is_marked(
    scan: Scans, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = secrets.token_hex(16)
    monkeypatch.setenv("EXPORT_SECRET", secret)
    scan(*(f"f{n:03}" for n in range(230)))  # 460 findings
    with webhook_sink() as sink:
        scan.export("https", f"{sink.url}/in", secret="env:EXPORT_SECRET")
        # A worker was killed after it noted the first try, and perhaps sent it.
        killed = Deliverer(scan.home)
        killed._gather(scan.state, {})
        begin(scan.state, pending(scan.state, "default")[0].id, now())
        scan.deliver()
        parts = [(got.headers["Bartizan-Attempt"], len(got.json)) for got in sink.received]
        assert parts == [("2", 200), ("1", 200), ("1", 60)]
        assert len({got.headers["webhook-id"] for got in sink.received}) == 3
        for got in sink.received:
            text = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.content
            signed = base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha256)).decode()
            assert got.headers["webhook-signature"] == f"v1,{signed}"
        _refused_in_the_middle(scan, sink)


def _refused_in_the_middle(scan: Scans, sink: WebhookSink) -> None:
    """What arrived before a refusal is not sent again."""
    sink.received.clear()
    scan(*(f"g{n:03}" for n in range(60)))  # 460 are gone, 120 are new
    sink.fails_after = 1
    scan.deliver()
    assert (scan.last(), len(sink.received)) == (("pending", "the receiver answered 500"), 2)
    sink.fails_after = None
    scan.deliverer.clock = lambda: now() + GIVES_UP / 100
    scan.deliver()
    uids = [event["metadata"]["uid"] for got in sink.received for event in got.json]
    assert [got.headers["Bartizan-Attempt"] for got in sink.received] == ["1", "1", "2", "1"]
    assert (len(uids), len(set(uids))) == (580 + 200, 580)


@pytest.mark.slow
def test_after_a_week_the_next_snapshot_brings_what_was_missed(scan: Scans, folder: Path) -> None:
    scan("a")
    scan.export("file", str(folder))
    scan.deliver()
    exported(folder)
    folder.rmdir()
    scan("a", "b")
    scan.deliver()
    assert scan.last() == ("pending", "the file cannot be written: No such file or directory")
    scan("a", "b", "c")
    scan("b", "c")
    passed = GIVES_UP
    scan.deliverer.clock = lambda: now() + passed
    for _ in range(LEAST_TRIES):
        scan.deliverer.round()
        passed += LONGEST_PAUSE
    folder.mkdir()
    scan.deliver()
    new = [("Create", rule, name, "Fail") for rule in ("old", "open") for name in ("b", "c")]
    assert exported(folder) == sorted([*new, *(("Close", rule, "a", "Not Applicable") for rule in ("old", "open"))])
    assert [each.status for each, _ in deliveries(scan.state, "default")[0]] == ["sent", "failed", "sent"]


def test_snapshots_that_are_to_be_exported_are_kept_and_one_that_is_gone_fails(scan: Scans, folder: Path) -> None:
    scan("a")
    scan.export("file", str(folder))
    scan.deliver()
    second = scan("b")
    for _ in range(2):
        scan("c")
    assert prune(scan.home, Retention(1, 1), at=now() + GIVES_UP) == []
    Home(scan.home).snapshot("default", second).rename(scan.home / "lost")
    scan.deliver()
    assert [each.status for each, _ in deliveries(scan.state, "default")[0]].count("failed") == 1
    found = exported(folder)
    assert [each for each in found if each[1] == "old"] == [
        ("Close", "old", "a", "Not Applicable"), ("Create", "old", "a", "Fail"), ("Create", "old", "c", "Fail"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("receiver", "address", "values"),
    [
        ("file", "relative", {}),
        ("file", "/not/there", {}),
        ("https", "http://receiver.example", {}),
        ("https", "https://receiver.example", {"secret": "written-out"}),
        ("https", "https://receiver.example", {"role": f"arn:aws:iam::{ACCOUNT}:role/x"}),
        ("s3", "Bucket_", {}),
        ("s3", "exported", {"role": "arn:aws:iam::{account}:role/x"}),
        ("s3", "exported", {"secret": "env:X"}),
        ("sqs", "https://169.254.169.254/111122223333/x", {}),
        ("sqs", "https://sqs.eu-west-1.amazonaws.com.evil.example/111122223333/x", {}),
        ("security-hub", "somewhere", {}),
        ("security-hub", "", {"role": "admin"}),
        ("ftp", "x", {}),
    ],
)
def test_what_cannot_be_an_export(scan: Scans, receiver: str, address: str, values: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        add_export(scan.home, ExportRequest("out", receiver, address, **values))
