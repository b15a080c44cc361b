"""The access that resource policies grant, as rows: one per resource, and one per principal that it allows."""

from collections.abc import Iterator, Sequence
from typing import Any

from bartizan.permit.aws.asker import Asker, anonymous
from bartizan.permit.aws.entrance import Entrance
from bartizan.permit.aws.language.match import matches
from bartizan.permit.aws.outsiders import STRANGER

PROBES: dict[str, tuple[str, ...]] = {
    "dynamodb": ("dynamodb:getitem", "dynamodb:putitem", "dynamodb:query", "dynamodb:scan", "dynamodb:deletetable"),
    "ecr": ("ecr:batchgetimage", "ecr:putimage", "ecr:setrepositorypolicy"),
    "events": ("events:putevents", "events:putrule", "events:puttargets"),
    "kms": ("kms:decrypt", "kms:encrypt", "kms:generatedatakey", "kms:creategrant", "kms:putkeypolicy"),
    "lambda": (
        "lambda:invokefunction",
        "lambda:getfunction",
        "lambda:updatefunctioncode",
        "lambda:updatefunctionconfiguration",
        "lambda:addpermission",
        "lambda:deletefunction",
        "lambda:getlayerversion",
    ),
    "logs": ("logs:putlogevents", "logs:createlogstream"),
    "s3": ("s3:getobject", "s3:putobject", "s3:deleteobject", "s3:listbucket", "s3:putbucketpolicy"),
    "secretsmanager": (
        "secretsmanager:getsecretvalue",
        "secretsmanager:putsecretvalue",
        "secretsmanager:putresourcepolicy",
    ),
    "sns": ("sns:publish", "sns:subscribe", "sns:settopicattributes", "sns:addpermission"),
    "sqs": ("sqs:sendmessage", "sqs:receivemessage", "sqs:deletemessage", "sqs:setqueueattributes"),
}
"""The actions of each service that are asked for; a policy's own are asked for as well."""

_CONTROL = (
    "lambda:updatefunctioncode",
    "lambda:updatefunctionconfiguration",
    "lambda:addpermission",
    "lambda:deletefunction",
)
_READS_CODE = "lambda:getfunction"
"""Answers with a link to the code and with the environment variables."""
_NO_URL = {"lambda:invokedviafunctionurl": ("false",)}
_OPEN_URL = {"lambda:invokedviafunctionurl": ("true",), "lambda:functionurlauthtype": ("NONE",)}
_SIGNED_URL = {"lambda:invokedviafunctionurl": ("true",), "lambda:functionurlauthtype": ("AWS_IAM",)}
_URL_ACTIONS = ("lambda:invokefunctionurl", "lambda:invokefunction")
_WITHOUT_SOURCE = "secretsmanager.amazonaws.com"
"""Calls only from the resource's own account, and has no source that a condition could name."""


def columns(door: Entrance) -> dict[str, Any]:
    """Return what holds for a resource."""
    actions = _actions(door)
    outside = _outsiders(door)
    opened = [action for action in actions if _is_open(door, action)]
    services = [service for service in door.services if _lets_in(door, door.acting(service), actions)]
    accounts = {
        each.account for each in outside if not each.is_stranger and _lets_in(door, door.elsewhere(each), actions)
    }
    return {
        "open_actions": opened,
        "public_actions": sorted({p for p, asked in _patterns(door, actions) if set(asked) & set(opened)}),
        "services": services,
        "unscoped_services": [
            service
            for service in services
            if service != _WITHOUT_SOURCE
            and _lets_in(door, [each for each in door.acting(service) if each.is_stranger], actions)
        ]
        + _taken_over(door, actions),
        "foreign_accounts": sorted(accounts - {door.account}),
        "organizations": sorted(name for name, askers in door.members.items() if _lets_in(door, askers, actions)),
        "source_arns": door.values(["aws:sourcearn"]),
        **(_of_function(door, outside) if door.resource.split(":")[2] == "lambda" else {}),
    }


def _of_function(door: Entrance, outside: Sequence[Asker]) -> dict[str, Any]:
    """Return what holds for a function, a version, an alias or a layer's version."""
    distributions = door.acting("cloudfront.amazonaws.com") if "cloudfront.amazonaws.com" in door.services else []
    may_call = [each for each in distributions if door.allows(each, "lambda:invokefunctionurl", _SIGNED_URL)]
    invoking = {service: [each for each in door.acting(service) if _invokes(door, each)] for service in door.services}
    return {
        "services": [service for service, askers in invoking.items() if askers],
        "unscoped_services": [
            service
            for service, askers in invoking.items()
            if service != _WITHOUT_SOURCE and any(each.is_stranger for each in askers)
        ]
        + _taken_over(door, ["lambda:invokefunction"]),
        "is_invocable": any(
            door.allows(each, "lambda:invokefunction", _NO_URL) for each in (*door.strangers, *_own_services(door))
        ),
        "is_url_open": all(door.allows(anonymous(), action, _OPEN_URL) for action in _URL_ACTIONS),
        "is_url_open_to_accounts": any(
            all(door.allows(each, action, _SIGNED_URL) for action in _URL_ACTIONS) for each in door.strangers
        ),
        "is_behind_cloudfront": bool(may_call),
        "allows_any_distribution": any(each.is_stranger for each in may_call),
        "allows_every_action": any(all(door.allows(each, action) for action in _CONTROL) for each in outside),
        "changing": sorted(_changing(door, outside)),
        "is_layer_open": any(door.allows(each, "lambda:getlayerversion") for each in door.strangers),
    }


def _changing(door: Entrance, outside: Sequence[Asker]) -> set[str]:
    """Return the accounts that may change a function; ``*`` for any account, also where that may read its code."""
    found = {
        "*" if each.is_stranger else each.account for each in outside if _lets_in(door, door.elsewhere(each), _CONTROL)
    }
    return found | ({"*"} if _lets_in(door, door.strangers, [_READS_CODE]) else set())


def _invokes(door: Entrance, asker: Asker) -> bool:
    return any(door.allows(asker, "lambda:invokefunction", keys) for keys in (_NO_URL, _SIGNED_URL))


def grants(door: Entrance) -> Iterator[dict[str, Any]]:
    """Yield a row for each statement and each principal that it allows."""
    seen = set()
    for kind, who, asker in _everyone(door):
        for action in _actions(door):
            if not door.allows(asker, action):
                continue
            for statement, left in door.by(asker, action):
                key = kind, who, statement.sid
                if key not in seen:
                    seen.add(key)
                    yield {
                        "id": door.resource,
                        "who_kind": kind,
                        "who": who,
                        "account": "" if asker.is_stranger else asker.account,
                        "sid": statement.sid,
                        "actions": statement.actions,
                        "is_not_actions": statement.is_not_actions,
                        "sources": [
                            value for test in statement.tests if test.key == "aws:sourcearn" for value in test.values
                        ],
                        "conditions": left,
                    }


def _everyone(door: Entrance) -> Iterator[tuple[str, str, Asker]]:
    for asker in (*door.strangers, *([anonymous()] if door.is_for_anyone else [])):
        yield "anyone", "*", asker
    for asker in door.named:
        yield (
            "principal" if asker.caller and not asker.caller.arn.endswith(":role/any") else "account",
            _name(asker),
            asker,
        )
    for organization, askers in door.members.items():
        yield from (("organization", organization, asker) for asker in askers)
    for service in door.services:
        # Anyone first: a statement that allows anyone is reported as public, whatever else it allows.
        for asker in sorted(door.acting(service), key=lambda each: not each.is_stranger):
            yield "service", service, asker


def _name(asker: Asker) -> str:
    arn = asker.caller.arn if asker.caller else ""
    return asker.account if arn.endswith(":role/any") else arn


def _outsiders(door: Entrance) -> list[Asker]:
    acting = [
        each
        for service in door.services
        for each in door.acting(service)
        if each.account not in (door.account, STRANGER)
    ]
    return [*door.strangers, *door.named, *acting]


def _lets_in(door: Entrance, askers: Sequence[Asker], actions: Sequence[str]) -> bool:
    return any(door.allows(each, action) for each in askers for action in actions)


def _is_open(door: Entrance, action: str) -> bool:
    """Return whether anyone may do a thing, directly or through a service that acts for them."""
    if not door.is_for_anyone:
        return False
    callers = (*door.strangers, anonymous(), anonymous(from_endpoint=True), *_own_services(door))
    return any(door.allows(each, action) for each in callers)


def _own_services(door: Entrance) -> list[Asker]:
    """Return services acting for an unknown account's resources, for a statement about every principal."""
    return [each for name in _sources(door) for each in door.acting(name, takes_over=False) if each.is_stranger]


def _sources(door: Entrance) -> list[str]:
    """Return the services that conditions allow for some source resource or account."""
    if not door.is_for_anyone or not door.values(["aws:sourcearn", "aws:sourceaccount", "aws:sourceowner"]):
        return []
    named = {arn.split(":")[2] for arn in door.values(["aws:sourcearn"]) if arn.startswith("arn:")}
    return sorted(f"{name}.amazonaws.com" for name in {*named, "sns", "s3"} if name.isalnum())


def _taken_over(door: Entrance, actions: Sequence[str]) -> list[str]:
    """Return the services that a statement about everybody ties to a source without an account, and to no more."""
    if not door.is_for_anyone or _lets_in(door, _own_services(door), actions):
        return []
    acting = {name: [each for each in door.acting(name) if each.is_stranger] for name in _sources(door)}
    return [name for name, askers in acting.items() if name not in door.services and _lets_in(door, askers, actions)]


def _actions(door: Entrance) -> list[str]:
    """Return the actions that are asked for: the service's, and one for each pattern that holds none of them."""
    probes = PROBES.get(door.resource.split(":")[2], ())
    patterns = [
        pattern for each in door.statements if each.allows and not each.is_not_actions for pattern in each.actions
    ]
    others = [
        pattern.replace("*", "x").replace("?", "x")
        for pattern in patterns
        if not any(matches(pattern, p) for p in probes)
    ]
    return sorted({*probes, *others})


def _patterns(door: Entrance, actions: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each pattern of actions as it stands, with the actions that are asked for it."""
    for each in door.statements:
        if each.allows and door.is_about_anyone(each):
            for pattern in actions if each.is_not_actions else each.actions:
                yield pattern, [action for action in actions if matches(pattern, action)]
