"""Draw random requests with all the policies that bear on them, from everything that policies can say."""

import random
from typing import Any

from tests.permit.oracle.draw_grants import grants

ACCOUNTS = ("111122223333", "444455556666")
ORGANIZATIONS = {"o-ours": "o-ours/r-1/ou-1-apps/", "o-theirs": "o-theirs/r-2/ou-2-data/", "": ""}
TEAMS = ("red", "blue")
ACTIONS: dict[str, tuple[str, ...]] = {
    "s3": ("s3:GetObject", "s3:PutObject"),
    "sqs": ("sqs:SendMessage", "sqs:ReceiveMessage"),
    "kms": ("kms:Decrypt", "kms:GenerateDataKey"),
    "iam": ("sts:AssumeRole", "iam:PassRole"),
    "lambda": ("lambda:InvokeFunction", "lambda:UpdateFunctionCode"),
}
ARNS = {
    "s3": ("arn:aws:s3:::data-{n}/red/key", "arn:aws:s3:::data-{n}/key"),
    "sqs": ("arn:aws:sqs:eu-west-1:{account}:jobs", "arn:aws:sqs:us-east-1:{account}:red-jobs"),
    "kms": ("arn:aws:kms:eu-west-1:{account}:key/1", "arn:aws:kms:us-east-1:{account}:key/2"),
    "iam": ("arn:aws:iam::{account}:role/target", "arn:aws:iam::{account}:role/dev/red"),
    "lambda": ("arn:aws:lambda:eu-west-1:{account}:function:orders", "arn:aws:lambda:us-east-1:{account}:function:red"),
}
CALLERS = ("role/app", "role/red", "user/red", "user/team/builder", "role/aws-service-role/x.amazonaws.com/linked")
CARRIED = {
    "s3:prefix": (),
    "iam:passedtoservice": ("iam:PassRole",),
    "sts:externalid": ("sts:AssumeRole",),
    "kms:viaservice": ("kms:Decrypt", "kms:GenerateDataKey"),
    "kms:encryptioncontext:bucket": ("kms:Decrypt", "kms:GenerateDataKey"),
    "kms:encryptioncontext:team": ("kms:Decrypt", "kms:GenerateDataKey"),
    "aws:tagkeys": ("s3:PutObject", "sts:AssumeRole", "lambda:UpdateFunctionCode"),
}
"""Keys that only some actions carry, by the service authorization reference; the others never do."""
HIDEABLE: dict[str, list[list[str]]] = {
    "aws:sourcevpce": [[], ["vpce-1"], ["vpce-2"]],
    "aws:multifactorauthpresent": [[], ["true"], ["false"]],
    "aws:multifactorauthage": [[], ["30"], ["300"]],
    "aws:calledvia": [[], ["athena.amazonaws.com"], ["athena.amazonaws.com", "glue.amazonaws.com"], ["x"]],
    "iam:passedtoservice": [["lambda.amazonaws.com"], ["ec2.amazonaws.com"], ["x"]],
    "sts:externalid": [[], ["one"], ["two"]],
    "kms:viaservice": [[], ["s3.eu-west-1.amazonaws.com"], ["sqs.eu-west-1.amazonaws.com"]],
    "aws:tagkeys": [[], ["team"], ["team", "owner"], ["x"]],
    "kms:encryptioncontext:bucket": [[], ["data"], ["Data"], ["x"]],
    "kms:encryptioncontext:team": [[], ["red"], ["x"]],
}
"""Keys that the engine may not be told, each with values one of which is not in any policy."""
_CONTEXT = "kms:encryptioncontext:"
_BOTH = (f"{_CONTEXT}bucket", f"{_CONTEXT}team")
CONDITIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "aws:PrincipalArn": (
        ("ArnLike", "ArnEquals", "ArnNotLike", "StringLike", "StringNotLike", "StringEquals"),
        (
            "arn:aws:iam::111122223333:role/app",
            "arn:aws:iam::*:role/*",
            "arn:aws:iam::111122223333:*",
            "arn:*:role/red",
            "*",
            "arn:aws:iam::${aws:PrincipalAccount}:user/*",
        ),
    ),
    "aws:PrincipalAccount": (
        ("StringEquals", "StringNotEquals", "StringLike"),
        (*ACCOUNTS, "1111*", "${aws:ResourceAccount}"),
    ),
    "aws:PrincipalOrgID": (("StringEquals", "StringNotEquals"), ("o-ours", "o-theirs", "${aws:ResourceOrgID}")),
    "aws:PrincipalOrgPaths": (
        ("ForAnyValue:StringLike", "ForAllValues:StringLike", "ForAnyValue:StringEquals"),
        (
            "o-ours/*",
            "o-ours/r-1/ou-1-apps/",
            "o-*",
        ),
    ),
    "aws:PrincipalTag/team": (
        ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "ForAllValues:StringEquals"),
        (
            *TEAMS,
            "RED",
            "${aws:ResourceTag/team}",
            "${aws:username, 'red'}",
        ),
    ),
    "aws:ResourceTag/team": (
        ("StringEquals", "StringNotEquals", "StringLike"),
        (*TEAMS, "${aws:PrincipalTag/team}", "r*"),
    ),
    "aws:username": (("StringEquals", "StringNotEquals", "StringLike"), ("red", "builder", "b*")),
    "aws:ResourceAccount": (("StringEquals", "StringNotEquals"), (*ACCOUNTS, "${aws:PrincipalAccount}")),
    "aws:ResourceOrgID": (("StringEquals", "StringNotEquals"), ("o-ours", "${aws:PrincipalOrgID}")),
    "aws:RequestedRegion": (("StringEquals", "StringNotEquals", "StringLike"), ("eu-west-1", "us-*")),
    "aws:SourceIp": (("IpAddress", "NotIpAddress"), ("10.0.0.0/8", "203.0.113.0/24")),
    "aws:SecureTransport": (("Bool",), ("true", "false")),
    "aws:CurrentTime": (
        ("DateLessThan", "DateGreaterThan", "DateGreaterThanEquals"),
        (
            "2020-01-01T00:00:00Z",
            "2026-06-01T12:00:00Z",
            "2030-01-01T00:00:00Z",
        ),
    ),
    "aws:SourceVpce": (("StringEquals", "StringNotEquals"), ("vpce-1", "vpce-3")),
    "aws:MultiFactorAuthPresent": (("Bool",), ("true", "false")),
    "aws:MultiFactorAuthAge": (("NumericLessThan", "NumericGreaterThanEquals", "NumericNotEquals"), ("60", "300")),
    "aws:CalledVia": (
        ("ForAnyValue:StringEquals", "ForAllValues:StringEquals", "ForAnyValue:StringNotEquals"),
        (
            "athena.amazonaws.com",
            "glue.amazonaws.com",
        ),
    ),
    "aws:SourceAccount": (("StringEquals", "StringNotEquals"), ACCOUNTS),
    "s3:prefix": (("StringLike", "StringNotLike"), ("home/*",)),
    "iam:PassedToService": (("StringEquals", "StringNotEquals"), ("lambda.amazonaws.com", "ec2.amazonaws.com")),
    "sts:ExternalId": (("StringEquals", "StringNotEquals"), ("one", "three")),
    "kms:ViaService": (("StringEquals", "StringNotLike"), ("s3.eu-west-1.amazonaws.com", "sqs.*")),
    "aws:TagKeys": (
        ("ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAllValues:StringNotEquals"),
        ("team", "owner"),
    ),
}
"""By key: operators and values that policies name for it."""
BOUND = ("s3", "sqs", "kms", "sts")
"""Services whose resources resource control policies bind."""
_SETTABLE = 0.12
"""The share of conditions that take one more turn: Null, IfExists, a set operator."""


def request(chance: random.Random) -> dict[str, Any]:
    """Return a request: who asks for what, and every policy there is."""
    service = chance.choice(list(ACTIONS))
    account, owner = chance.choice(ACCOUNTS), chance.choice(ACCOUNTS)
    name = chance.choice(CALLERS)
    caller = {
        "arn": f"arn:aws:iam::{account}:{name}",
        "account": account,
        "kind": name.partition("/")[0],
        "tags": {"team": chance.choice(TEAMS)} if chance.random() < 0.6 else {},
        "organization": chance.choice(list(ORGANIZATIONS)),
        "is_service_linked": "aws-service-role" in name,
    }
    arn = chance.choice(ARNS[service]).format(account=owner, n=chance.choice("12"))
    found: dict[str, Any] = {"caller": caller, "action": chance.choice(ACTIONS[service])}
    is_own = account == owner
    found["resource"] = {
        "arn": arn,
        "account": owner,
        "tags": {"team": chance.choice(TEAMS)} if chance.random() < 0.6 else {},
        "organization": caller["organization"] if is_own else chance.choice(list(ORGANIZATIONS)),
        "policy": layer(chance, found, arn, chance.randint(0, 3), principals=True),
    }
    found["grants"] = grants(chance, found) if service == "kms" else []
    found["identity"] = layer(chance, found, arn, chance.randint(0, 4))
    found["boundary"] = layer(chance, found, arn, chance.randint(1, 2)) if chance.random() < 0.3 else None
    levels = 3 if chance.random() < 0.3 else 0
    found["levels"] = [layer(chance, found, arn, 2, wide=True) for _ in range(levels)]
    is_bound = asked_service(found["action"]) in BOUND and chance.random() < 0.25
    found["controls"] = layer(chance, found, arn, 1, principals=True, effect="Deny") if is_bound else []
    found["is_management"] = chance.random() < 0.1
    return found


def asked_service(action: str) -> str:
    return action.partition(":")[0]


def layer(
    chance: random.Random,
    asked: dict[str, Any],
    arn: str,
    size: int,
    *,
    principals: bool = False,
    wide: bool = False,
    effect: str = "",
) -> list[dict[str, Any]]:
    """Return statements of one layer, often with an Allow that fits so that requests do go through."""
    version = "2012-10-17" if chance.random() < 0.85 else "2008-10-17"
    found = [statement(chance, asked, arn, principals=principals, effect=effect) for _ in range(size)]
    if wide and chance.random() < 0.8:
        found.append({"Effect": "Allow", "Action": ["*"], "Resource": ["*"]})
    return [{**each, "version": version} for each in found]


def statement(
    chance: random.Random, asked: dict[str, Any], arn: str, *, principals: bool, effect: str
) -> dict[str, Any]:
    found: dict[str, Any] = {"Effect": effect or ("Allow" if chance.random() < 0.8 else "Deny")}
    service, action = asked["action"].split(":")
    actions = [
        "*",
        "*",
        f"{service}:*",
        asked["action"],
        asked["action"].upper(),
        f"{service}:{action[:3]}*",
        "sns:Publish",
        f"{service}:?x",
    ]
    found["Action" if chance.random() < 0.9 else "NotAction"] = chance.sample(actions, chance.randint(1, 2))
    if principals:
        found |= principal(chance, asked["caller"])
    is_trust = principals and ":role/" in arn
    if not is_trust or chance.random() < 0.5:
        resources = [
            "*",
            arn,
            arn[: chance.randint(8, len(arn))] + "*",
            f"{arn}x",
            arn.replace("red", "${aws:PrincipalTag/team}"),
            arn.replace("red", "${aws:username, 'red'}"),
            arn[:-1] + "?",
            "arn:aws:*:*:*:*red*",
        ]
        found["Resource" if chance.random() < 0.85 else "NotResource"] = chance.sample(resources, chance.randint(1, 2))
    if chance.random() < 0.45:
        found["Condition"] = condition(chance)
    return found


def principal(chance: random.Random, caller: dict[str, Any]) -> dict[str, Any]:
    other = "arn:aws:iam::444455556666:role/elsewhere"
    account = caller["account"]
    choices: list[Any] = [
        "*",
        {"AWS": "*"},
        {"AWS": [caller["arn"]]},
        {"AWS": [account, other]},
        {"AWS": f"arn:aws:iam::{account}:root"},
        {"AWS": other},
        {"Service": "lambda.amazonaws.com"},
    ]
    if chance.random() < 0.9:
        return {"Principal": chance.choice(choices)}
    # What spares a role must name its session as well, which nobody knows; a user is spared with its account.
    mine = [{"AWS": [caller["arn"], account]}] if caller["kind"] == "user" else []
    return {"NotPrincipal": chance.choice([{"AWS": [other.replace("444455556666", "777788889999")]}, *mine])}


def condition(chance: random.Random) -> dict[str, Any]:
    """Return one or two lines of a Condition."""
    found: dict[str, Any] = {}
    for key in chance.sample(list(CONDITIONS), chance.randint(1, 2)):
        operators, values = CONDITIONS[key]
        operator = chance.choice(operators)
        wanted: Any = chance.sample(values, chance.randint(1, min(3, len(values))))
        if chance.random() < _SETTABLE:
            operator, wanted = "Null", chance.choice(["true", "false"])
        elif chance.random() < _SETTABLE and ":" not in operator:
            operator += "IfExists"
        elif chance.random() < _SETTABLE and ":" not in operator and operator.startswith("String"):
            operator = chance.choice(["ForAnyValue:", "ForAllValues:"]) + operator
        found.setdefault(operator, {})[key] = wanted[0] if len(wanted) == 1 else wanted
    return found


def keys(chance: random.Random, asked: dict[str, Any]) -> tuple[dict[str, list[str]], dict[str, list[list[str]]]]:
    """Return the keys that the engine is told beside those it finds out, and the values of those it is not told."""
    told: dict[str, list[str]] = {"aws:sourceip": [chance.choice(["10.1.2.3", "198.51.100.7", "203.0.113.9"])]}
    hidden: dict[str, list[list[str]]] = {}
    for key, values in HIDEABLE.items():
        if asked["action"] in CARRIED.get(key, (asked["action"],)):
            told[key] = chance.choice(values)
    asked_for = str(asked).lower()
    named = [key for key in sorted(told) if key in asked_for or (key in _BOTH and "encryptioncontext" in asked_for)]
    candidates = named or sorted(told)
    for key in chance.sample(candidates, min(len(candidates), chance.choice([0, 0, 1, 1, 2]))):
        hidden[key] = HIDEABLE.get(key, [["10.1.2.3"], ["198.51.100.7"], ["203.0.113.9"]])
        del told[key]
    if told.keys() >= set(_BOTH):
        told["kms:encryptioncontextkeys"] = [key.removeprefix(_CONTEXT) for key in _BOTH if told[key]]
    return told, hidden


def everything(asked: dict[str, Any]) -> dict[str, list[str]]:
    """Return the condition keys that every request of the caller for the resource carries."""
    caller, resource = asked["caller"], asked["resource"]
    parts = resource["arn"].split(":")
    found = {
        "aws:principalarn": [caller["arn"]],
        "aws:principalaccount": [caller["account"]],
        "aws:resourceaccount": [resource["account"]],
        "aws:requestedregion": [parts[3] or ("us-east-1" if asked["action"].startswith("iam:") else "eu-west-1")],
        "aws:securetransport": ["true"],
        "aws:currenttime": ["2026-06-01T12:00:00+00:00"],
    }
    if caller["kind"] == "user":
        found["aws:username"] = [caller["arn"].rpartition("/")[2]]
    for prefix, one in (("principal", caller), ("resource", resource)):
        if one["organization"]:
            found[f"aws:{prefix}orgid"] = [one["organization"]]
            found[f"aws:{prefix}orgpaths"] = [ORGANIZATIONS[one["organization"]]]
        found |= {f"aws:{prefix}tag/{key}": [value] for key, value in one["tags"].items()}
    return found
