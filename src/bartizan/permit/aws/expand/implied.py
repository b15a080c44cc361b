"""What bears on a resource besides its own policy: the grants of a key, and a bucket's public access block.

Sources: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import orjson

from bartizan.permit.aws.evaluate import Sourced, Statements
from bartizan.permit.aws.language.policy import PolicyError, parsed
from bartizan.store import Engine

READS = ("aws_kms_grant",)
_CONTEXTS = ("EncryptionContextEquals", "EncryptionContextSubset")


def grants(engine: Engine) -> Mapping[str, Statements]:
    """Return what the grants of each key allow principals, by the key's ARN."""
    found: defaultdict[str, Statements] = defaultdict(tuple)
    for row in engine.rows("select * from aws_kms_grant where not is_for_service order by id"):
        found[row["key_arn"]] += granted(row)
    return found


def block(bucket: str, account: str, *, is_restricted: bool | None) -> Statements:
    """Return what keeps other accounts out of a bucket; None for a block that was not read."""
    if is_restricted is False:
        return ()
    condition = {"StringNotEquals": {"aws:PrincipalAccount": account}}
    if is_restricted is None:
        # A key whose value nobody knows.
        condition["StringEquals"] = {"s3:RestrictPublicBuckets": "true"}
    statement = {
        **{"Sid": "RestrictPublicBuckets", "Effect": "Deny", "Principal": "*", "Action": "s3:*"},
        **{"Resource": [bucket, f"{bucket}/*"], "Condition": condition},
    }
    return _statements(statement, "block public access")


def granted(row: Mapping[str, Any]) -> Statements:
    """Return a row of aws_kms_grant as a statement of a key policy; none where it makes no sense."""
    return _statements(_statement(row), "grant")


def _statement(row: Mapping[str, Any]) -> dict[str, Any]:
    constraints = orjson.loads(row["constraints"] or "{}")
    given = [(key, value) for name in _CONTEXTS for key, value in (constraints.get(name) or {}).items()]
    condition: dict[str, Any] = {"StringEquals": {f"kms:EncryptionContext:{key}": value for key, value in given}}
    if whole := constraints.get("EncryptionContextEquals"):
        # The context has these pairs and no other; the case of their keys does not matter.
        condition["ForAllValues:StringEqualsIgnoreCase"] = {"kms:EncryptionContextKeys": list(whole)}
    if source := constraints.get("SourceArn"):
        condition["ArnLike"] = {"aws:SourceArn": source}
    return {
        **{"Sid": f"grant {row['name']}", "Effect": "Allow", "Principal": {"AWS": row["grantee"]}},
        **{"Action": [f"kms:{each}" for each in row["operations"] or ()], "Resource": row["key_arn"]},
        "Condition": condition,
    }


def _statements(statement: Mapping[str, Any], source: str) -> Statements:
    """Return a statement as a policy's; none where it makes no sense."""
    try:
        return tuple(Sourced(each, source) for each in parsed({"Statement": [statement]}))
    except PolicyError:
        return ()
