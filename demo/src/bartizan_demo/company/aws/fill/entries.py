"""Puts what leads outsiders to functions on the shelf: the distributions in front of function URLs."""

from typing import Any

from moto.awslambda.models import lambda_backends

from bartizan_demo.company.aws.fill.functions import permit_call
from bartizan_demo.company.aws.nouns import FROM_DISTRIBUTION, IRELAND, PRODUCTION, STATUS_DISTRIBUTION
from bartizan_demo.company.aws.vulnerable import PARTNERS_STATUS
from bartizan_demo.emulators.aws.services.canned_listings import shelve
from bartizan_demo.emulators.shared.dates import CREATED


def fill_entries() -> None:
    """Fill production; the functions must be there.

    Nobody calls partners-status unsigned, but a distribution signs for everyone; its firewall stops some requests.
    """
    for permit in FROM_DISTRIBUTION:
        permit_call(PARTNERS_STATUS, permit)
    function: Any = lambda_backends[PRODUCTION][IRELAND].get_function(PARTNERS_STATUS.name)
    host = function.url_config.url.split("/")[2]
    shelve(
        PRODUCTION,
        "aws",
        "distribution",
        _distribution(STATUS_DISTRIBUTION, host, web_acl=f"arn:aws:wafv2:us-east-1:{PRODUCTION}:global/webacl/edge/1"),
        # This one forwards there too, but the policy of the function does not name it.
        _distribution(STATUS_DISTRIBUTION.replace("E1PARTNERSTATUS", "E2PARTNERTRIAL"), host),
    )


def _distribution(arn: str, host: str, web_acl: str = "") -> dict[str, Any]:
    number = arn.rpartition("/")[2]
    none = {"Enabled": False, "Quantity": 0}
    behavior = {
        **{"TargetOriginId": "function", "TrustedSigners": none, "TrustedKeyGroups": none, "Compress": True},
        **{"ViewerProtocolPolicy": "https-only", "SmoothStreaming": False, "FieldLevelEncryptionId": ""},
        **{"LambdaFunctionAssociations": {"Quantity": 0}, "FunctionAssociations": {"Quantity": 0}},
    }
    origin = {
        **{"Id": "function", "DomainName": host, "OriginPath": "", "CustomHeaders": {"Quantity": 0}},
        **{"ConnectionAttempts": 3, "ConnectionTimeout": 10, "OriginAccessControlId": "E3ACCESSCONTROL"},
    }
    return {
        **{"Id": number, "ARN": arn, "Status": "Deployed", "LastModifiedTime": CREATED, "Enabled": True},
        **{"DomainName": f"{number.lower()}.cloudfront.net", "Aliases": {"Quantity": 0}},
        **{"Origins": {"Quantity": 1, "Items": [origin]}, "OriginGroups": {"Quantity": 0}},
        **{"DefaultCacheBehavior": behavior, "CacheBehaviors": {"Quantity": 0}, "Comment": ""},
        **{"WebACLId": web_acl, "HttpVersion": "http2and3", "IsIPV6Enabled": True, "Staging": False},
    }
