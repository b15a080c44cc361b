"""The rows of ``access`` over a small estate, and what becomes of them where something was not read."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from tests.permit.aws.asking import NEW, OTHER, OWN, allow, deny, to

pytestmark = pytest.mark.slow

ROLE, PLAIN = f"arn:aws:iam::{OWN}:role/app", f"arn:aws:iam::{OWN}:role/plain"
LINKED = f"arn:aws:iam::{OWN}:role/aws-service-role/x.amazonaws.com/linked"
FUNCTION = f"arn:aws:lambda:eu-west-1:{OWN}:function:f"
KEY = f"arn:aws:kms:eu-west-1:{OWN}:key/k"
BUCKET, QUEUE = "arn:aws:s3:::data", f"arn:aws:sqs:eu-west-1:{OWN}:jobs"
DEFAULT = [to({"AWS": f"arn:aws:iam::{OWN}:root"}, "kms:*")]


def rows(
    folder: Path,
    statements: list[dict[str, Any]],
    key_policy: Any = DEFAULT,
    queue_policy: Outcome = Outcome.OK,
    key: str = KEY,
) -> dict[tuple[str, str], tuple[str, str | None, str]]:
    """Effect, effect in the organization and condition of one role, by ability and target."""

    def document(given: Any) -> dict[str, Any]:
        return {"Version": NEW, "Statement": given}

    inline = [{"PolicyName": "own", "PolicyDocument": document(statements)}]
    encryption = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = [{"ApplyServerSideEncryptionByDefault": encryption}]
    attributes = {"Attributes": {"Policy": document([to({"AWS": PLAIN}, "sqs:ReceiveMessage")]), "KmsMasterKeyId": KEY}}
    told = [
        ("aws_iam_role", ROLE, SELF, {"RoleName": "app", "Arn": ROLE, "RolePolicyList": inline}),
        ("aws_iam_role", PLAIN, SELF, {"RoleName": "plain", "Arn": PLAIN}),
        ("aws_iam_role", LINKED, SELF, {"RoleName": "linked", "Arn": LINKED}),
        ("aws_lambda_function", FUNCTION, SELF, {"FunctionName": "f", "FunctionArn": FUNCTION, "Role": ROLE}),
        ("aws_s3_bucket", BUCKET, SELF, {"Name": "data", "BucketRegion": "eu-west-1"}),
        ("aws_s3_bucket", BUCKET, "encryption", {"ServerSideEncryptionConfiguration": {"Rules": rules}}),
        ("aws_kms_key", KEY, SELF, {"KeyId": "k"}),
        ("aws_kms_key", KEY, "policy", {"Policy": document(key_policy)}),
        ("aws_sqs_queue", QUEUE, SELF, {"Name": "jobs"}),
    ]
    with ObservationSpool(folder / "observations") as spool:
        for kind in {kind for kind, *_ in told}:
            spool.write(Observation(kind, "", LIST, Outcome.OK, OWN))
        for kind, id_, aspect, body in told:
            spool.write(Observation(kind, id_, aspect, Outcome.OK, OWN, "eu-west-1", body=body))
        for kind, id_ in (("aws_s3_bucket", BUCKET), ("aws_lambda_function", FUNCTION)):
            spool.write(Observation(kind, id_, "policy", Outcome.ABSENT, OWN, "eu-west-1"))
        body = attributes if queue_policy is Outcome.OK else None
        spool.write(Observation("aws_sqs_queue", QUEUE, "attributes", queue_policy, OWN, "eu-west-1", body=body))
    with Engine(threads=1) as engine:
        engine.load_observations(spool.path)
        make_tables(engine, ["aws_iam_role"])
        found = engine.rows("select * from access where principal_id in (?, '')", [ROLE])
        return {
            (row["ability"], row["target_id"]): (row["effect"], row["effect_in_organization"], row["condition"])
            for row in found
        }


def test_an_object_takes_its_key_as_well(tmp_path: Path) -> None:
    read = allow("s3:GetObject", "arn:aws:s3:::data/reports/*")
    for name in ("a", "b", "c", "d"):
        (tmp_path / name).mkdir()
    # What was written before the bucket had this key, or with another, is not encrypted with it.
    others = ("conditional", None, f"only objects that are not encrypted with {KEY}")
    assert rows(tmp_path / "a", [read])["data_read", BUCKET] == others
    both = rows(tmp_path / "b", [read, allow("kms:Decrypt", KEY)])
    assert both["data_read", BUCKET] == ("yes", None, "")
    assert both["decrypt", KEY] == ("yes", None, "")
    # A key whose policy names nobody of the account is shut to all policies of it.
    shut = rows(tmp_path / "c", [read, allow("kms:Decrypt", KEY)], [to({"AWS": PLAIN}, "kms:*")])
    assert shut["data_read", BUCKET] == others
    assert ("decrypt", KEY) not in shut
    denied = rows(tmp_path / "d", [read, allow("kms:Decrypt", KEY), deny("s3:GetObject")])
    assert ("data_read", BUCKET) not in denied


def test_an_object_is_written_without_the_key_of_its_bucket(tmp_path: Path) -> None:
    write, name = allow("s3:PutObject", "arn:aws:s3:::data/*"), "s3:x-amz-server-side-encryption"
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    assert rows(tmp_path / "a", [write])["data_write", BUCKET] == ("yes", None, "")
    asks = deny("s3:PutObject", "*", {"StringNotEquals": {name: "aws:kms"}})
    condition = f"not ({name} stringnotequals aws:kms)"
    assert rows(tmp_path / "b", [write, asks])["data_write", BUCKET] == ("conditional", None, condition)


@pytest.mark.parametrize("key", ["alias/nobodys", f"arn:aws:kms:eu-west-1:{OTHER}:key/k"])
def test_an_object_takes_a_key_that_was_not_found(tmp_path: Path, key: str) -> None:
    read = [allow("s3:GetObject", "arn:aws:s3:::data/*"), allow("kms:Decrypt", KEY)]
    assert rows(tmp_path, read, key=key)["data_read", BUCKET] == ("conditional", None, f"kms:Decrypt on {key}")


def test_a_queue_is_not_read_without_its_key(tmp_path: Path) -> None:
    receive, decrypt = allow("sqs:ReceiveMessage", QUEUE), allow("kms:Decrypt", KEY)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert ("data_read", QUEUE) not in rows(tmp_path / "a", [receive])
    assert rows(tmp_path / "b", [receive, decrypt])["data_read", QUEUE] == ("yes", None, "")


def test_what_services_keep_for_themselves_is_not_edited(tmp_path: Path) -> None:
    found = rows(tmp_path, [allow("iam:*"), deny("iam:*", PLAIN)])
    assert {target for ability, target in found if ability == "edit_identity"} == {ROLE}


def test_an_unread_policy_of_a_resource_makes_unknown(tmp_path: Path) -> None:
    found = rows(tmp_path, [allow("sqs:SendMessage")], queue_policy=Outcome.DENIED)
    assert found["feed", QUEUE][0] == "unknown"


def test_a_condition_is_named(tmp_path: Path) -> None:
    found = rows(tmp_path, [allow("lambda:InvokeFunction", FUNCTION, {"StringEquals": {"aws:SourceVpc": "vpc-1"}})])
    assert found["invoke", FUNCTION] == ("conditional", None, "aws:sourcevpc stringequals vpc-1")
