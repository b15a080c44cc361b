"""What surrounds functions, read from the made-up company: networks, load balancers, watchers, the organization."""

from typing import Any

import pytest

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import ACCOUNT, Collected, collected
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

REGION = "eu-west-1"
ASKED_OF_EACH = {
    "aws_elbv2_load_balancer": ("listeners", "tags", "firewall"),
    "aws_elbv2_listener": ("rules",),
    "aws_elbv2_target_group": ("targets",),
    "aws_guardduty_detector": ("detector",),
    "aws_cloudtrail_trail": ("detail", "status", "selectors"),
    "aws_organizations_organization": ("accounts", "policies", "resource_policies"),
    "aws_organizations_policy": ("content", "targets"),
    "aws_organizations_resource_policy": ("content", "targets"),
    "aws_apigateway_domain_name": ("mappings", "base_paths"),
}
LISTED_ONLY = ("aws_ec2_vpc", "aws_ec2_subnet", "aws_ec2_security_group", "aws_apigateway_usage_plan")


async def company(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=(REGION, "us-east-1"), endpoint_url=emulators.aws))


async def test_everything_around_functions_is_read(emulators: Emulators) -> None:
    read = await company(emulators)
    for kind in (*ASKED_OF_EACH, *LISTED_ONLY):
        assert read.ids(kind), kind
    for kind, aspects in ASKED_OF_EACH.items():
        for aspect in aspects:
            assert set(read.outcomes(kind, aspect)) <= {"ok", "absent"}, (kind, aspect, read.of(kind, aspect)[0].detail)
            assert len(read.of(kind, aspect)) == len(read.of(kind, "self")), (kind, aspect)


async def test_a_target_group_leads_to_a_function_and_a_rule_to_the_group(emulators: Emulators) -> None:
    read = await company(emulators)
    (group,) = [o for o in read.of("aws_elbv2_target_group", "targets") if "support-desk" in o.id]
    (rules,) = [o for o in read.of("aws_elbv2_listener", "rules") if "support-desk" in o.id]
    targets = [item["Target"]["Id"] for item in group.body["TargetHealthDescriptions"]]
    assert targets == [f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:support-ticket-bot"]
    assert [action["TargetGroupArn"] for rule in rules.body["Rules"] for action in rule["Actions"]] == [group.id]


async def test_a_region_without_a_detector_is_a_row(emulators: Emulators) -> None:
    read = await company(emulators)
    told = {o.region: o.outcome for o in read.of("aws_guardduty_detector", "detector")}
    assert told == {REGION: "ok", "us-east-1": "absent"}


async def test_the_organization_is_told_in_its_management_account_alone(emulators: Emulators) -> None:
    role = next(arn for arn in emulators.estate.role_arns if ACCOUNT not in arn)
    read = await collected(AwsTarget(regions=(REGION,), endpoint_url=emulators.aws, role_arns=(role,)))
    assert len(read.ids("aws_organizations_organization")) == 1
    assert dict(read.outcomes("aws_organizations_organization", "accounts")) == {"absent": 1}
    assert read.ids("aws_organizations_account") == set()
    assert read.usage.calls["organizations:ListAccounts"] == 0


async def test_no_address_of_a_person_is_kept(emulators: Emulators) -> None:
    def keys(node: Any) -> set[str]:
        if isinstance(node, dict):
            return set(node) | {key for value in node.values() for key in keys(value)}
        return {key for item in node for key in keys(item)} if isinstance(node, list) else set()

    read = await company(emulators)
    seen = [o for o in read.observations if o.kind.startswith("aws_organizations")]
    assert not {key for o in seen for key in keys(o.body) if "Email" in key}


@pytest.mark.parametrize(
    ("operation", "kind", "aspect"),
    [
        ("elbv2:DescribeTargetHealth", "aws_elbv2_target_group", "targets"),
        ("elbv2:DescribeRules", "aws_elbv2_listener", "rules"),
        ("guardduty:GetDetector", "aws_guardduty_detector", "detector"),
        ("cloudtrail:GetEventSelectors", "aws_cloudtrail_trail", "selectors"),
        ("organizations:DescribePolicy", "aws_organizations_policy", "content"),
        ("ec2:DescribeSubnets", "aws_ec2_subnet", "list"),
        ("wafv2:ListWebACLs", "aws_elbv2_load_balancer", "firewall"),
    ],
)
async def test_a_refusal_is_told_with_its_permission(
    emulators: Emulators, operation: str, kind: str, aspect: str
) -> None:
    await emulators.fault(operation, "deny")
    read = await company(emulators)
    denied = [o for o in read.of(kind, aspect) if o.outcome == "denied"]
    assert denied
    assert {o.permission for o in denied} == {operation.replace("elbv2:", "elasticloadbalancing:")}
