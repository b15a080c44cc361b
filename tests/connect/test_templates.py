"""What is printed to let Bartizan in: valid for its tool, with every permission, and no more."""

import json
import uuid
from dataclasses import replace

import hcl2
import pytest
from cfnlint import api as cfn_lint

from bartizan.collect.azure.queue import PERMISSIONS
from bartizan.connect.policy import aws_actions, azure_role, with_room
from bartizan.connect.templates import template
from bartizan.model import UsageError
from bartizan.state.onboarding.nouns import Connector
from bartizan.watch.eventgrid import EVENT_TYPES

CONNECTOR = Connector("prod", "aws", "account", "111122223333")
TRUSTED = "arn:aws:iam::444455556666:role/bartizan"


@pytest.mark.parametrize("room", [False, True])
def test_cloudformation_is_valid_and_its_policies_are_not_too_long(room: bool) -> None:
    text = template(CONNECTOR, "aws", "cloudformation", room=room, trusted=TRUSTED)
    found = cfn_lint.lint_all(text)
    assert [f"{each.rule.id} {each.message}" for each in found if each.rule.severity == "error"] == []
    stack = json.loads(text)
    policies = [r for r in stack["Resources"].values() if r["Type"] == "AWS::IAM::ManagedPolicy"]
    actions = [a for p in policies for a in p["Properties"]["PolicyDocument"]["Statement"][0]["Action"]]
    assert actions == (with_room(aws_actions()) if room else aws_actions())
    for policy in policies:
        assert len(json.dumps(policy["Properties"]["PolicyDocument"], separators=(",", ":"))) <= 6144
    assert len(stack["Resources"]["Role"]["Properties"]["ManagedPolicyArns"]) == len(policies) <= 10
    (trust,) = stack["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    assert stack["Parameters"]["ExternalId"]["NoEcho"] is True


def test_the_stack_of_events_is_valid_and_only_its_rule_may_send() -> None:
    queue = "https://sqs.eu-west-1.amazonaws.com/111122223333/shop-events"
    text = template(replace(CONNECTOR, settings={"events_queue": queue}), "aws", "cloudformation-events")
    found = cfn_lint.lint_all(text)
    assert [f"{each.rule.id} {each.message}" for each in found if each.rule.severity == "error"] == []
    stack = json.loads(text)
    assert [stack["Parameters"][name]["Default"] for name in ("QueueRegion", "QueueName")] == [
        "eu-west-1", "shop-events"
    ]  # fmt: skip
    (send,) = stack["Resources"]["Send"]["Properties"]["PolicyDocument"]["Statement"]
    assert send["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Rule", "Arn"]}}}
    (read,) = stack["Resources"]["Read"]["Properties"]["PolicyDocument"]["Statement"]
    assert read["Action"] == ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    pattern = json.dumps(stack["Resources"]["Rule"]["Properties"]["EventPattern"], separators=(",", ":"))
    assert len(pattern) <= 2048, "EventBridge takes no longer ones"


@pytest.mark.parametrize("provider", ["aws", "azure"])
def test_terraform_parses_and_names_every_permission(provider: str) -> None:
    text = template(CONNECTOR if provider == "aws" else None, provider, "terraform", trusted=TRUSTED)
    assert hcl2.loads(text)
    for action in aws_actions() if provider == "aws" else azure_role(settings=True, packages=True)["Actions"]:
        assert json.dumps(action) in text


def test_bicep_names_every_permission_of_the_role() -> None:
    text = template(None, "azure", "bicep")
    assert text.count("{") == text.count("}")
    role = azure_role(settings=True, packages=True)
    for action in [*role["Actions"], *role["DataActions"]]:
        assert f"'{action}'" in text


def test_the_bicep_of_events_sends_changes_alone_and_lets_the_queue_be_read() -> None:
    text = template(None, "azure", "bicep-events")
    assert text.count("{") == text.count("}")
    assert [text.count(mark) % 2 for mark in "'"] == [0]
    assert all(f"'{each}'" in text for each in (*EVENT_TYPES, *PERMISSIONS))
    assert "ResourceActionSuccess" not in text


def test_the_bicep_of_a_webhook_holds_no_key_and_names_who_the_tokens_are_for() -> None:
    tenant, app = (str(uuid.UUID(int=n)) for n in (1, 2))
    said = {"events_webhook": "https://bartizan.example/api/v1/event-grid/c-1", "events_app": f"{tenant}/{app}"}
    text = template(Connector("web", "azure", "subscription", tenant, said), "azure", "bicep-events")
    assert text.count("{") == text.count("}")
    assert "@secure()\nparam webhookUrl string" in text
    assert "bartizan.example" not in text
    assert all(f"'{each}'" in text for each in (*EVENT_TYPES, tenant, app))


def test_room_is_for_what_describes_and_lists_only() -> None:
    actions = ["lambda:ListFunctions", "lambda:ListAliases", "lambda:GetFunction", "ec2:DescribeVpcs"]
    assert with_room(actions) == ["ec2:Describe*", "lambda:GetFunction", "lambda:List*"]


@pytest.mark.parametrize(("provider", "kind"), [("aws", "bicep"), ("azure", "cloudformation"), ("aws", "x")])
def test_a_template_of_another_cloud_is_refused(provider: str, kind: str) -> None:
    with pytest.raises(UsageError, match="there is"):
        template(None, provider, kind)
