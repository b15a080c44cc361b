"""Messages of a queue: what counts, what is skipped, and that none of them makes reading fail."""

import json
import random
import tracemalloc
from collections import Counter

import pytest

from bartizan.model import ChangedResource
from bartizan.watch.event import ExpectedEvents, SkipReason
from bartizan.watch.intake import EventIntake
from bartizan.watch.seen import SeenIds
from tests.watch.events import ACCOUNT, FUNCTION, detail, envelope, permission_added

HERE = ExpectedEvents(frozenset({ACCOUNT}), frozenset({"eu-west-1", "us-east-1"}))
FIRST = "2026-11-29T10:00:00Z"


def intake() -> EventIntake:
    return EventIntake("aws", HERE)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("", SkipReason.MALFORMED),
        ("[]", SkipReason.MALFORMED),
        ("\ud800", SkipReason.MALFORMED),
        ("[" * 100_000, SkipReason.MALFORMED),
        ('{"detail-type": {}}', SkipReason.UNKNOWN_TYPE),
        ('{"detail-type": null}', SkipReason.UNKNOWN_TYPE),
        (permission_added(**{"detail-type": "EC2 Instance State-change Notification"}), SkipReason.UNKNOWN_TYPE),
        ("x" * 1_048_577, SkipReason.TOO_LARGE),
        ("é" * 600_000, SkipReason.TOO_LARGE),
        (envelope(None), SkipReason.MALFORMED),
        (envelope([1]), SkipReason.MALFORMED),
        (permission_added(id=7), SkipReason.MALFORMED),
        (permission_added(id="x" * 65), SkipReason.MALFORMED),
        (permission_added(account="1111"), SkipReason.MALFORMED),
        (permission_added(account="999988887777"), SkipReason.OTHER_ACCOUNT),
        (envelope(detail("CreateAlias", awsRegion="eu-west-1;drop")), SkipReason.MALFORMED),
        (envelope(detail("CreateAlias", awsRegion="ap-south-1")), SkipReason.OTHER_REGION),
        (envelope(detail("Create Alias")), SkipReason.MALFORMED),
        (envelope(detail("CreateAlias", eventTime="yesterday")), SkipReason.MALFORMED),
        (envelope(detail("CreateAlias", eventTime="0001-01-01T00:00:00+14:00")), SkipReason.MALFORMED),
        (envelope(detail("CreateAlias", errorCode="AccessDenied")), SkipReason.NO_CHANGE),
        (envelope(detail("ListFunctions", readOnly=True)), SkipReason.NO_CHANGE),
        (envelope(detail("PurgeQueue", "sqs")), SkipReason.UNKNOWN_EVENT),
        (envelope(detail("CreateFleet", "robomaker")), SkipReason.UNKNOWN_EVENT),
        (envelope(detail("CreateAlias", eventSource=["lambda.amazonaws.com"])), SkipReason.UNKNOWN_EVENT),
    ],
    ids=lambda value: str(value) if isinstance(value, SkipReason) else "",  # messages have IDs of their own
)
def test_what_is_of_no_use_is_counted_and_skipped(message: str, reason: SkipReason) -> None:
    batch = intake().take([message, permission_added()])
    assert batch.skipped == Counter({reason: 1})
    assert {each.id for each in batch.changes} == {FUNCTION}
    assert batch.seen == 2


def test_who_made_the_change_and_when_is_known() -> None:
    batch = intake().take([permission_added()])
    event = batch.changes[ChangedResource("aws_lambda_function", ACCOUNT, "eu-west-1", FUNCTION)]
    assert event.caller == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/pipeline"
    assert (event.name, event.at.isoformat()) == ("AddPermission", "2026-11-29T10:00:00")


@pytest.mark.parametrize(
    ("who", "caller"),
    [
        ({"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}, "autoscaling.amazonaws.com"),
        ({"type": "Root", "principalId": ACCOUNT}, ACCOUNT),
        ({"arn": "a\x1b[2J\nb\u202e"}, "a [2J b\\u202e"),
        ({"arn": {}}, ""),
        ("root", ""),
        (None, ""),
    ],
)
def test_a_caller_of_any_form_is_a_line_of_text(who: object, caller: str) -> None:
    batch = intake().take([envelope(detail("CreateAlias", params={"functionName": "f"}, userIdentity=who))])
    assert {each.caller for each in batch.changes.values()} == {caller}


def test_a_sender_whose_clock_is_ahead_does_not_date_events_in_the_future() -> None:
    batch = intake().take([envelope(detail("CreateAlias", eventTime="2999-01-01T00:00:00Z"))])
    assert batch.last_at is not None
    assert batch.last_at.year < 2999


def test_an_event_counts_once_however_often_it_comes_but_only_when_it_was_kept() -> None:
    reading, message = intake(), permission_added()
    first = reading.take([message, message])
    assert first.skipped[SkipReason.DUPLICATE] == 1
    assert reading.take([message]).changes, "what was not kept counts when it comes again"
    reading.kept(first)
    assert not reading.take([message]).changes


def test_the_order_of_events_does_not_matter() -> None:
    messages = [
        envelope(detail(name, params={"functionName": "checkout"}, eventTime=f"2026-11-29T10:00:0{n}Z"))
        for n, name in enumerate(("CreateAlias", "UpdateAlias", "DeleteAlias"))
    ]
    for seed in range(6):
        random.Random(seed).shuffle(messages)
        batch = intake().take(messages)
        assert {event.name for event in batch.changes.values()} == {"DeleteAlias"}


def test_a_flood_is_one_change_per_resource_and_takes_no_memory() -> None:
    reading = EventIntake("aws", HERE, SeenIds(most=500))
    start, end = permission_added(id="ID").split("ID")

    def flood(first: int) -> int:
        for n in range(first, first + 1500, 10):
            batch = reading.take(f"{start}{each}{end}" for each in range(n, n + 10))
            assert {each.id for each in batch.changes} == {FUNCTION}
            reading.kept(batch)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = flood(0)
        assert flood(1500) < before + 20_000
    finally:
        tracemalloc.stop()


def test_seen_ids_forget_the_oldest() -> None:
    seen = SeenIds(most=3)
    seen.add("abcd")
    assert [each in seen for each in "abcd"] == [False, True, True, True]
    assert len(seen) == 3


def test_numbers_and_lists_where_texts_belong_do_no_harm() -> None:
    body = json.loads(permission_added())
    odd: list[object] = [None, 1, 1e308, True, [], [[]], {}, {"": None}, "", "\x00", "x" * 5000]
    messages = []
    for value in odd:
        for name in ("id", "account", "region", "time", "detail-type"):
            messages.append(json.dumps(body | {name: value}))
        messages += [json.dumps(body | {"detail": body["detail"] | {name: value}}) for name in body["detail"]]
        params = body["detail"] | {"requestParameters": {"functionName": value}}
        messages.append(json.dumps(body | {"detail": params}))
    batch = intake().take(messages)
    assert batch.seen == len(messages)
    assert all(each.id in ("", FUNCTION) for each in batch.changes)
