"""An event bus of the emulator with a rule that sends management events to a queue, as the templates set it up."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3

from bartizan.connect.event_template import event_pattern

ACCOUNT, REGION = "777788889999", "eu-west-1"
"""An account that the demo estate does not have."""


@dataclass
class Bus:
    """The emulator's event bus with a rule that sends management events to a queue."""

    events: Any
    sqs: Any
    url: str

    def send(self, *details: object) -> None:
        entry = {"Source": "aws.lambda", "DetailType": "AWS API Call via CloudTrail"}
        for first in range(0, len(details), 10):
            entries = [entry | {"Detail": json.dumps(each)} for each in details[first : first + 10]]
            assert not self.events.put_events(Entries=entries)["FailedEntryCount"]


@contextmanager
def on_a_bus(url: str, account: str = ACCOUNT, region: str = REGION) -> Iterator[Bus]:
    """Give a bus while it lasts."""
    keys = {"aws_access_key_id": account, "aws_secret_access_key": "x" * 8}
    events, sqs = (boto3.client(name, region_name=region, endpoint_url=url, **keys) for name in ("events", "sqs"))
    queue = sqs.create_queue(QueueName="bartizan-events")["QueueUrl"]
    events.put_rule(Name="bartizan", EventPattern=json.dumps(event_pattern()))
    queue_arn = f"arn:aws:sqs:{region}:{account}:bartizan-events"
    events.put_targets(Rule="bartizan", Targets=[{"Id": "queue", "Arn": queue_arn}])
    yield Bus(events, sqs, queue)
    events.remove_targets(Rule="bartizan", Ids=["queue"])
    events.delete_rule(Name="bartizan")
    sqs.delete_queue(QueueUrl=queue)
