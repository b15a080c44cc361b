"""The stack that sends an account's management events to a queue which Bartizan may read.

EventBridge delivers to a queue of the same region only, so that other regions forward to the bus of the first. Global
services report from one region: it needs the stack, too. EventBridge gets what a trail of CloudTrail logs, no more.
Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html and
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
"""

import json
from typing import Any

from bartizan.collect.aws.queue import PERMISSIONS, QueueAddress
from bartizan.connect.target import ROLE
from bartizan.state.onboarding.nouns import EVENTS_QUEUE, Connector
from bartizan.watch.eventbridge import EVENT_TYPES
from bartizan.watch.mapping import event_map

_Part = dict[str, Any]
_HOME, _AWAY = "IsQueueRegion", "IsOtherRegion"
_EVENTS = "events.amazonaws.com"
_FOUR_DAYS = 345_600
_BUS = "arn:${AWS::Partition}:events:${QueueRegion}:${AWS::AccountId}:event-bus/default"


def event_pattern() -> _Part:
    """Return the pattern of the events that are of use: changes by services that are read."""
    detail = {"eventSource": sorted(event_map("aws")), "errorCode": [{"exists": False}]}
    return {"detail-type": sorted(EVENT_TYPES), "detail": detail}


def event_stack(connector: Connector | None) -> str:
    """Return a CloudFormation stack for each region that is read; the role must be there in the queue's region."""
    said = connector.settings if connector else {}
    address = QueueAddress.parse(said[EVENTS_QUEUE]) if said.get(EVENTS_QUEUE) else None
    region = (address.region if address else "") or said.get("regions", "").partition(",")[0]
    name = address.url.rpartition("/")[2] if address else "bartizan-events"
    stack = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Sends management events to a queue that Bartizan reads",
        "Parameters": {
            "QueueRegion": {"Type": "String", "Description": "Region of the queue", "Default": region or "us-east-1"},
            "QueueName": {"Type": "String", "Default": name},
            "RoleName": {"Type": "String", "Default": said.get("role_name") or ROLE},
        },
        "Conditions": {
            _HOME: {"Fn::Equals": [{"Ref": "AWS::Region"}, {"Ref": "QueueRegion"}]},
            _AWAY: {"Fn::Not": [{"Condition": _HOME}]},
        },
        "Resources": {**_queue(), **_forwarding()},
        "Outputs": {"QueueUrl": {"Condition": _HOME, "Value": {"Ref": "Queue"}}},
    }
    return json.dumps(stack, indent=2)


def _queue() -> _Part:
    arn = {"Fn::GetAtt": ["Queue", "Arn"]}
    properties = {
        "QueueName": {"Ref": "QueueName"},
        "MessageRetentionPeriod": _FOUR_DAYS,
        "VisibilityTimeout": 60,
        "SqsManagedSseEnabled": True,
    }
    from_rule = {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Rule", "Arn"]}}}
    send = _allow(["sqs:SendMessage"], arn) | {"Principal": {"Service": _EVENTS}, "Condition": from_rule}
    read = {
        "PolicyName": "ReadEvents",
        "Roles": [{"Ref": "RoleName"}],
        "PolicyDocument": _policy(_allow(PERMISSIONS, arn)),
    }
    return {
        "Queue": _resource("AWS::SQS::Queue", _HOME, properties),
        "Rule": _rule(_HOME, {"Id": "queue", "Arn": arn}),
        "Send": _resource(
            "AWS::SQS::QueuePolicy", _HOME, {"Queues": [{"Ref": "Queue"}], "PolicyDocument": _policy(send)}
        ),
        "Read": _resource("AWS::IAM::Policy", _HOME, read),
    }


def _forwarding() -> _Part:
    bus = {"Fn::Sub": _BUS}
    trust = {"Effect": "Allow", "Principal": {"Service": _EVENTS}, "Action": "sts:AssumeRole"}
    put = {"PolicyName": "Forward", "PolicyDocument": _policy(_allow(["events:PutEvents"], bus))}
    role = {"AssumeRolePolicyDocument": _policy(trust), "Policies": [put]}
    target = {"Id": "bus", "Arn": bus, "RoleArn": {"Fn::GetAtt": ["ForwardRole", "Arn"]}}
    return {
        "ForwardRole": _resource("AWS::IAM::Role", _AWAY, role),
        "Forward": _rule(_AWAY, target),
    }


def _rule(condition: str, target: _Part) -> _Part:
    return _resource("AWS::Events::Rule", condition, {"EventPattern": event_pattern(), "Targets": [target]})


def _resource(type_: str, condition: str, properties: _Part) -> _Part:
    return {"Type": type_, "Condition": condition, "Properties": properties}


def _allow(actions: list[str] | tuple[str, ...], resource: _Part) -> _Part:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


def _policy(statement: _Part) -> _Part:
    return {"Version": "2012-10-17", "Statement": [statement]}
