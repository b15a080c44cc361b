"""Puts there what strangers send things to: mail, devices and sign-ups; beside each what only looks open."""

from typing import Any

from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION
from bartizan_demo.emulators.aws.services.canned_listings import shelve
from bartizan_demo.emulators.shared.dates import CREATED


def fill_strangers() -> None:
    """Fill production; the functions must be there."""
    shelve(PRODUCTION, IRELAND, "receipt_rule_set", _mail())
    shelve(
        PRODUCTION,
        IRELAND,
        "topic_rule",
        _rule("positions", "events-broadcast"),
        _rule("retired", "customer-search", is_disabled=True),
    )
    shelve(
        PRODUCTION,
        IRELAND,
        "user_pool",
        _pool("storefront", "customer-password-reset", is_closed=False),
        _pool("staff", "customer-search", is_closed=True),
    )


def _function(name: str) -> str:
    return f"arn:aws:lambda:{IRELAND}:{PRODUCTION}:function:{name}"


def _mail() -> dict[str, Any]:
    def rule(name: str, function: str, *, is_enabled: bool = True) -> dict[str, Any]:
        called = {"FunctionArn": _function(function), "InvocationType": "Event"}
        return {
            "Name": name,
            "Enabled": is_enabled,
            "Recipients": [f"{name}.example"],
            "Actions": [{"LambdaAction": called}],
        }

    rules = [rule("alarms", "platform-log-router"), rule("digest", "support-digest", is_enabled=False)]
    return {"Metadata": {"Name": "inbound", "CreatedTimestamp": CREATED}, "Rules": rules}


def _rule(name: str, function: str, *, is_disabled: bool = False) -> dict[str, Any]:
    arn = f"arn:aws:iot:{IRELAND}:{PRODUCTION}:rule/{name}"
    rule = {"ruleName": name, "ruleDisabled": is_disabled}
    rule |= {"actions": [{"lambda": {"functionArn": _function(function)}}]}
    listed = {"ruleName": name, "ruleArn": arn, "topicPattern": f"fleet/{name}", "ruleDisabled": is_disabled}
    return listed | {"_detail": {"ruleArn": arn, "rule": rule}}


def _pool(name: str, function: str, *, is_closed: bool) -> dict[str, Any]:
    listed = {"Id": f"{IRELAND}_{name}", "Name": name}
    detail = {"LambdaConfig": {"PostConfirmation": _function(function)}, "UserPoolTags": {"owner": "team-customer"}}
    return listed | {"_detail": listed | detail | {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": is_closed}}}
