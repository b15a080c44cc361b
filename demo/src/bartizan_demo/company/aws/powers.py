"""Functions whose roles may do more than it seems: each holds one kind of power that is easy to overlook."""

from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION, Function, Grant, Permit


def _permit(service: str, resource: str) -> Permit:
    return Permit(f"{service}.amazonaws.com", f"arn:aws:{service}:{IRELAND}:{PRODUCTION}:{resource}", PRODUCTION)


POWERFUL_FUNCTIONS = (
    # A condition that always holds looks like a limit; it is an administrator all the same.
    Function(
        "platform-account-keeper",
        "team-platform",
        grants=(Grant(("*",), condition={"StringEquals": {"aws:ResourceAccount": PRODUCTION}}),),
        has_boundary=False,
    ),
    # Makes keys for one user, who happens to be an operator.
    Function(
        "platform-mirror-keys",
        "team-platform",
        grants=(Grant(("iam:CreateAccessKey",), (f"arn:aws:iam::{PRODUCTION}:user/automation-mirror",)),),
        has_boundary=False,
    ),
    # Called when somebody signs up to the storefront, which anyone may.
    Function(
        "customer-password-reset",
        "team-customer",
        grants=(Grant(("cognito-idp:AdminSetUserPassword",)),),
        permits=(_permit("cognito-idp", f"userpool/{IRELAND}_storefront"),),
    ),
    # Called with what devices publish.
    Function(
        "events-broadcast",
        "team-events",
        grants=(Grant(("sns:Subscribe", "sns:Publish")),),
        permits=(_permit("iot", "rule/positions"),),
    ),
    # Called with mail, which anyone sends.
    Function(
        "platform-log-router",
        "team-platform",
        grants=(Grant(("logs:PutResourcePolicy",)),),
        permits=(_permit("ses", "receipt-rule-set/inbound:receipt-rule/alarms"),),
    ),
)
