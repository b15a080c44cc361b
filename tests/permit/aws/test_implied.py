"""What grants of a key give, and what Block Public Access takes, though no policy says so."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from tests.permit.aws.asking import NEW, OWN, allow, to

pytestmark = pytest.mark.slow

OTHER = "999988887777"
ROLE, GUEST = f"arn:aws:iam::{OWN}:role/app", f"arn:aws:iam::{OTHER}:role/guest"
KEY, BUCKET = f"arn:aws:kms:eu-west-1:{OWN}:key/k", "arn:aws:s3:::data"
NAMED = [to({"AWS": f"arn:aws:iam::{OWN}:role/keeper"}, "kms:*")]
"""A key policy that opens the key neither to identity policies nor to the role."""

Told = tuple[str, str, str, Outcome, str, Any]


def _access(folder: Path, *told: Told) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Effect and condition by principal, ability and target, of two roles in two accounts, a bucket and its key."""
    read = [allow("s3:GetObject", "*")]
    rules = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    given: dict[tuple[str, str, str], Told] = {
        (kind, id_, aspect): (kind, id_, aspect, Outcome.OK, scope, body)
        for kind, id_, aspect, scope, body in (
            ("aws_iam_role", ROLE, SELF, OWN, _role(ROLE, read)),
            ("aws_iam_role", GUEST, SELF, OTHER, _role(GUEST, read)),
            ("aws_s3_bucket", BUCKET, SELF, OWN, {"Name": "data", "BucketRegion": "eu-west-1"}),
            ("aws_s3_bucket", BUCKET, "encryption", OWN, {"ServerSideEncryptionConfiguration": {"Rules": rules}}),
            ("aws_s3_bucket", BUCKET, "policy", OWN, {"Policy": _document([to("*", "s3:GetObject")])}),
            ("aws_kms_key", KEY, SELF, OWN, {"KeyId": "k"}),
            ("aws_kms_key", KEY, "policy", OWN, {"Policy": _document(NAMED)}),
        )
    }
    for kind, id_, aspect, outcome, scope, body in told:
        given[kind, id_, aspect] = (kind, id_, aspect, outcome, scope, body)
    with ObservationSpool(folder / "observations") as spool:
        for kind in ("aws_iam_role", "aws_s3_bucket", "aws_kms_key", "aws_account"):
            spool.write(Observation(kind, "", LIST, Outcome.OK, OWN))
        for kind, id_, aspect, outcome, scope, body in given.values():
            spool.write(Observation(kind, id_, aspect, outcome, scope, "eu-west-1", body=body))
    with Engine(threads=1) as engine:
        engine.load_observations(spool.path)
        make_tables(engine, ["aws_iam_role"])
        return {
            (row["principal_id"], row["ability"], row["target_id"]): (row["effect"], row["condition"])
            for row in engine.rows("select * from access")
        }


def _role(arn: str, statements: list[dict[str, Any]]) -> dict[str, Any]:
    inline = [{"PolicyName": "own", "PolicyDocument": _document(statements)}]
    return {"RoleName": arn.rpartition("/")[2], "Arn": arn, "RolePolicyList": inline}


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": NEW, "Statement": statements}


def _grant(**more: Any) -> Told:
    body = {"KeyId": KEY, "GrantId": "g", "GranteePrincipal": ROLE, "Operations": ["Decrypt"], **more}
    return ("aws_kms_key", KEY, "grants", Outcome.OK, OWN, {"Grants": [body]})


def test_a_grant_suffices(tmp_path: Path) -> None:
    assert _access(tmp_path, _grant())[ROLE, "decrypt", KEY] == ("yes", "")


@pytest.mark.parametrize(
    "more",
    [
        {"Operations": ["Encrypt"]},
        {"Operations": []},
        {"GranteePrincipal": f"arn:aws:iam::{OWN}:role/other"},
        {"GranteePrincipal": "AROAEXAMPLE"},
        {"GranteePrincipal": "dynamodb.eu-west-1.amazonaws.com"},
        {"Constraints": {"SourceArn": "arn:aws:s3:::data"}},
    ],
)
def test_another_grant_gives_nothing(tmp_path: Path, more: dict[str, Any]) -> None:
    assert (ROLE, "decrypt", KEY) not in _access(tmp_path, _grant(**more))


def test_a_grant_for_an_encryption_context_is_conditional(tmp_path: Path) -> None:
    constraints = {"EncryptionContextSubset": {"team": "a"}}
    found = _access(tmp_path, _grant(Constraints=constraints))[ROLE, "decrypt", KEY]
    assert found == ("conditional", "kms:encryptioncontext:team stringequals a")


def test_a_grant_for_a_session_is_conditional(tmp_path: Path) -> None:
    session = f"arn:aws:sts::{OWN}:assumed-role/app/nightly"
    assert _access(tmp_path, _grant(GranteePrincipal=session))[ROLE, "decrypt", KEY][0] == "conditional"


def test_a_denial_of_the_key_policy_outweighs_a_grant(tmp_path: Path) -> None:
    denied = _document([*NAMED, to({"AWS": ROLE}, "kms:Decrypt", Effect="Deny")])
    policy: Told = ("aws_kms_key", KEY, "policy", Outcome.OK, OWN, {"Policy": denied})
    assert (ROLE, "decrypt", KEY) not in _access(tmp_path, _grant(), policy)


_PUBLIC: Told = ("aws_s3_bucket", BUCKET, "policy_status", Outcome.OK, OWN, {"PolicyStatus": {"IsPublic": True}})


def _blocked(outcome: Outcome = Outcome.OK, *, is_restricted: bool = True) -> Told:
    block = {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": is_restricted}}
    return ("aws_s3_bucket", BUCKET, "public_access_block", outcome, OWN, block if outcome is Outcome.OK else None)


def _account(outcome: Outcome, *, is_restricted: bool = False) -> tuple[Told, Told]:
    block = {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": is_restricted}}
    arn = f"arn:aws:iam::{OWN}:role/reader"
    return (
        ("aws_account", OWN, SELF, Outcome.OK, OWN, {"Account": OWN, "Arn": arn}),
        ("aws_account", OWN, "public_access_block", outcome, OWN, block if outcome is Outcome.OK else None),
    )


def _guest(folder: Path, *told: Told) -> str:
    """How far the role of the other account reads the bucket; its own account's role always does."""
    found = _access(folder, *told)
    assert found[ROLE, "data_read", BUCKET][0] == "yes"
    return found.get((GUEST, "data_read", BUCKET), ("no", ""))[0]


@pytest.mark.parametrize(
    ("told", "reads"),
    [
        ((_PUBLIC, _blocked(), *_account(Outcome.ABSENT)), "no"),
        ((_PUBLIC, _blocked(Outcome.ABSENT), *_account(Outcome.OK, is_restricted=True)), "no"),
        ((_PUBLIC, _blocked(is_restricted=False), *_account(Outcome.ABSENT)), "yes"),
        ((_PUBLIC, _blocked(Outcome.DENIED), *_account(Outcome.ABSENT)), "conditional"),
        ((_PUBLIC, _blocked(Outcome.ABSENT), *_account(Outcome.DENIED)), "conditional"),
        ((_PUBLIC, _blocked(Outcome.DENIED), *_account(Outcome.OK, is_restricted=True)), "no"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_block_public_access_keeps_other_accounts_out(tmp_path: Path, told: tuple[Told, ...], reads: str) -> None:
    assert _guest(tmp_path, *told) == reads


def test_a_policy_that_is_not_public_is_not_restricted(tmp_path: Path) -> None:
    named = {"Policy": _document([to({"AWS": GUEST}, "s3:GetObject")])}
    status = {"PolicyStatus": {"IsPublic": False}}
    told: tuple[Told, ...] = (
        ("aws_s3_bucket", BUCKET, "policy", Outcome.OK, OWN, named),
        ("aws_s3_bucket", BUCKET, "policy_status", Outcome.OK, OWN, status),
        _blocked(),
        *_account(Outcome.ABSENT),
    )
    assert _guest(tmp_path, *told) == "yes"
