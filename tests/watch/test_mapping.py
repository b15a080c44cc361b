"""The map of events: each service's file names kinds that there are, and events lead to the right resources."""

import pytest

from bartizan.collect.aws import COLLECTORS
from bartizan.model import ChangedResource
from bartizan.watch.event import CloudEvent, ExpectedEvents
from bartizan.watch.eventbridge import read_event
from bartizan.watch.mapping import changed_resources, event_map
from tests.watch.events import ACCOUNT, FUNCTION, detail, envelope

KINDS = {kind for each in COLLECTORS for kind, _ in each.parts} | {
    mention.kind for each in COLLECTORS for mention in each.mentions
}


def changed(name: str, service: str, params: object = None, **more: object) -> set[tuple[str, str]]:
    event = read_event(envelope(detail(name, service, params, **more)), ExpectedEvents())
    assert isinstance(event, CloudEvent)
    return {(each.kind, each.id) for each in changed_resources(event, "aws")}


def test_the_map_names_kinds_that_are_read() -> None:
    matches = [match for each in event_map("aws").values() for match in each]
    assert {kind for match in matches for kind in match.kinds} <= KINDS
    assert all(bool(match.id) == bool(match.paths) for match in matches)


def test_each_kind_that_every_scan_reads_is_changed_by_some_event() -> None:
    known = {kind for each in event_map("aws").values() for match in each for kind in match.kinds}
    always = {each.kind for each in COLLECTORS if not each.option and not each.max_age_hours}
    assert always - known == {"aws_lambda_settings", "aws_ssm_instance", "aws_accessanalyzer_finding"} & always


@pytest.mark.parametrize(
    "named",
    [
        "checkout",
        "checkout:PROD",
        f"{ACCOUNT}:function:checkout",
        f"{FUNCTION}",
        f"{FUNCTION}:7",
        f"{FUNCTION}:$LATEST",
    ],
)
def test_a_function_is_found_whatever_form_its_name_has(named: str) -> None:
    found = changed("UpdateFunctionConfiguration20150331v2", "lambda", {"functionName": named})
    assert found == {("aws_lambda_function", FUNCTION), ("aws_lambda_version", FUNCTION)}


@pytest.mark.parametrize("named", ["", "a b", "x" * 65, f"{FUNCTION}:7:8", "x" * 3000, "{region}", "{0.__class__}"])
def test_a_name_that_can_be_none_means_every_function_of_the_region(named: str) -> None:
    found = changed("CreateAlias", "lambda", {"functionName": named})
    assert found == {("aws_lambda_function", ""), ("aws_lambda_version", "")}


QUEUE, TOPIC, KEY = (
    f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders.fifo",
    f"arn:aws:sns:eu-west-1:{ACCOUNT}:orders",
    f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
)
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:shop/db-a1B2c3"


@pytest.mark.parametrize(
    ("name", "service", "params", "more", "expected"),
    [
        ("PutBucketPolicy", "s3", {"bucketName": "logs"}, {}, {("aws_s3_bucket", "arn:aws:s3:::logs")}),
        ("PutAccountPublicAccessBlock", "s3", {}, {}, {("aws_account", "")}),
        ("SetQueueAttributes", "sqs", {"queueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/orders.fifo"}, {},
         {("aws_sqs_queue", QUEUE)}),
        ("CreateQueue", "sqs", {"queueName": "orders.fifo"}, {}, {("aws_sqs_queue", QUEUE)}),
        ("SetTopicAttributes", "sns", {"topicArn": TOPIC}, {}, {("aws_sns_topic", TOPIC)}),
        ("Subscribe", "sns", {"topicArn": TOPIC}, {}, {("aws_sns_subscription", "")}),
        ("PutKeyPolicy", "kms", {"keyId": KEY.rpartition("/")[2]}, {}, {("aws_kms_key", KEY)}),
        ("RotateKey", "kms", None, {"resources": [{"ARN": KEY}]}, {("aws_kms_key", KEY)}),
        ("PutKeyPolicy", "kms", {"keyId": "alias/shop"}, {}, {("aws_kms_key", "")}),
        ("PutResourcePolicy", "secretsmanager", {"secretId": "shop/db"}, {}, {("aws_secretsmanager_secret", "")}),
        ("PutResourcePolicy", "secretsmanager", {"secretId": "shop/db"}, {"responseElements": {"aRN": SECRET}},
         {("aws_secretsmanager_secret", SECRET)}),
        ("UpdateStage", "apigateway", {"restApiId": "a1b2c3"}, {},
         {("aws_apigateway_rest_api", "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3")}),
        ("UpdateRoute", "apigateway", {"apiId": "d4e5f6"}, {},
         {("aws_apigatewayv2_api", "arn:aws:apigateway:eu-west-1::/apis/d4e5f6")}),
        ("AuthorizeSecurityGroupIngress", "ec2", {"groupId": "sg-1"}, {}, {("aws_ec2_security_group", "")}),
        ("CreateNetworkInterface", "ec2", {}, {}, set()),
        # What a scan itself has AWS do must not lead to another one.
        ("GenerateCredentialReport", "iam", None, {}, set()),
        ("GenerateServiceLastAccessedDetails", "iam", {"arn": "arn"}, {}, set()),
        ("PutTargets", "events", {"rule": "nightly"}, {}, {("aws_events_bus", ""), ("aws_events_rule", "")}),
        ("UpdateTable", "dynamodb", {"tableName": "carts"}, {},
         {("aws_dynamodb_table", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/carts")}),
    ],
)  # fmt: skip
def test_an_event_leads_to_what_is_read_again(
    name: str, service: str, params: object, more: dict[str, object], expected: set[tuple[str, str]]
) -> None:
    assert changed(name, service, params, **more) == expected


def test_policies_of_identities_are_read_in_one_listing() -> None:
    assert {kind for kind, id_ in changed("PutRolePolicy", "iam") if not id_} == {
        "aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_iam_policy"
    }  # fmt: skip


def test_an_event_that_names_very_many_means_all_of_the_kind() -> None:
    named = [{"ARN": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{n}"} for n in range(10_000)]
    assert changed("RotateKey", "kms", resources=named) == {("aws_kms_key", "")}


def test_partitions_are_those_of_the_region() -> None:
    found = changed("PutBucketPolicy", "s3", {"bucketName": "b"}, awsRegion="cn-north-1")
    assert found == {("aws_s3_bucket", "arn:aws-cn:s3:::b")}


def test_a_resource_is_of_the_account_and_region_of_its_event() -> None:
    event = read_event(envelope(detail("Subscribe", "sns")), ExpectedEvents())
    assert isinstance(event, CloudEvent)
    [found] = changed_resources(event, "aws")
    assert found == ChangedResource("aws_sns_subscription", ACCOUNT, "eu-west-1", "")


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/shop/1", {("aws_elbv2_load_balancer", "")}),
        (
            "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/live",
            {
                ("aws_apigateway_rest_api", "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3"),
                ("aws_elbv2_load_balancer", ""),
            },
        ),
    ],
)
def test_a_web_acl_leads_to_what_it_stands_before(resource: str, expected: set[tuple[str, str]]) -> None:
    assert changed("AssociateWebACL", "wafv2", {"resourceArn": resource, "webACLArn": "a"}) == expected
