"""What is new is in the outbox with the snapshot that it is in, and never without it."""

import asyncio
from pathlib import Path

import pytest

from bartizan.model import BartizanError, now
from bartizan.state import State
from bartizan.state.notify.nouns import SNAPSHOT, NotificationRule
from bartizan.state.notify.outbox import gather, items
from bartizan.state.notify.rules import add_notification_rule
from tests.pipeline.hand_made import publish


def waiting_names(state: State, rule: NotificationRule) -> list[str]:
    gathered = gather(state, "default", rule.id, now())
    return [str(item.body["resource_name"]) for item in items(state, gathered.id)] if gathered else []


@pytest.mark.slow
async def test_what_is_new_is_stored_with_the_snapshot_or_not_at_all(tmp_path: Path) -> None:
    publish(tmp_path, ["old"])
    state = State(tmp_path)
    rules = [
        NotificationRule(name, "webhook", "https://receiver.example", "test", now(), **conditions)
        for name, conditions in (("all", {}), ("late", {"after_hours": 24}), ("other", {"scope": "444455556666"}))
    ]
    export = NotificationRule("out", "s3", "exported", "test", now(), kinds=(SNAPSHOT,))
    for rule in (*rules, export):
        add_notification_rule(state, "default", rule)
    await asyncio.sleep(1.1)  # times are seconds
    early = publish(tmp_path, ["old", "new"], is_early=True)
    assert waiting_names(state, rules[0]) == []
    with pytest.raises(BartizanError):
        publish(tmp_path, ["old", "new"], id_=early.id)  # the ID is taken: nothing is committed
    assert waiting_names(state, rules[0]) == []
    second = publish(tmp_path, ["old", "new"], denied="aws_sqs_queue")
    gathered = gather(state, "default", rules[0].id, now())
    assert gathered is not None
    found = [item.body for item in items(state, gathered.id)]
    assert [(each["kind"], each["resource_name"]) for each in found] == [("finding", "new"), ("incomplete", "")]
    assert {each["snapshot_id"] for each in found} == {second.id}
    assert found[0]["level"] == "critical"
    assert found[1]["detail"].startswith("1 of 2 listings failed, such as aws_sqs_queue:List; last read 20")
    gathered = gather(state, "default", export.id, now())
    assert gathered is not None
    assert [item.body["subject"] for item in items(state, gathered.id)] == [second.id]
    assert [gather(state, "default", rule.id, now()) for rule in rules[1:]] == [None, None]
