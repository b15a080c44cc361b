"""Whom the company trusts with its code and its logs: signing profiles, one of them revoked, and log policies."""

import json

from moto.logs.models import logs_backends

from bartizan_demo.company.aws.nouns import ANALYTICS, IRELAND, PRODUCTION, VIRGINIA
from bartizan_demo.emulators.aws.functions.signing import configs
from bartizan_demo.emulators.aws.services.canned_listings import shelve

_REVOKED = frozenset({"labels"})
"""Profiles that were revoked: what they signed is no longer to be trusted."""

_POLICIES = {
    PRODUCTION: ("route-queries", {"Service": "route53.amazonaws.com"}, "logs:PutLogEvents"),
    # Anyone may write events into this account's logs.
    ANALYTICS: ("partner-logs", {"AWS": "*"}, "logs:PutLogEvents"),
}


def fill_trust() -> None:
    """Put in the profiles that the code signing configs name, and each account's log policy."""
    for account in (PRODUCTION, ANALYTICS):
        for region in (IRELAND, VIRGINIA):
            _fill_profiles(account, region)
        name, principal, action = _POLICIES[account]
        statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        logs_backends[account][IRELAND].put_resource_policy(name, document)


def _fill_profiles(account: str, region: str) -> None:
    named = {
        arn
        for config in configs(account, region).values()
        for arn in config["AllowedPublishers"]["SigningProfileVersionArns"]
    }
    for arn in sorted(named):
        path, _, version = arn.rpartition("/")
        name = path.rpartition("/")[2]
        profile = {
            "profileName": name,
            "profileVersion": version,
            "profileVersionArn": arn,
            "platformId": "AWSLambda-SHA384-ECDSA",
            "platformDisplayName": "AWS Lambda",
            "status": "Revoked" if name in _REVOKED else "Active",
            "arn": path,
            "tags": {},
        }
        shelve(account, region, "signing_profile", profile)
