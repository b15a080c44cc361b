"""The services through which others come to functions and roles: their listings stand on the shelf."""

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.front.front import Native
from bartizan_demo.emulators.aws.services.canned_listings import XML, Shelf
from bartizan_demo.emulators.aws.services.other_services import OTHER_SERVICES

_DISTRIBUTIONS = Shelf("distribution", region="aws")
_INSTANCES = Shelf("ec2_instance", write=XML)
_MANAGED = Shelf("ssm_instance")
_POOLS = Shelf("identity_pool")
_GRAPHS = Shelf("graphql_api")
_TOPIC_RULES = Shelf("topic_rule")
_USER_POOLS = Shelf("user_pool")
_RULE_SETS = Shelf("receipt_rule_set")


def _list_distributions(call: Call) -> EmulatedAnswer:
    found = _DISTRIBUTIONS.items(call)
    listed = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(found)}
    return XML(call, {"DistributionList": listed | ({"Items": found} if found else {})})


def _describe_instances(call: Call) -> EmulatedAnswer:
    found = _INSTANCES.items(call)
    reservation = {"ReservationId": "r-0company", "OwnerId": call.account, "Instances": found}
    return XML(call, {"Reservations": [reservation] if found else []})


def _active_rule_set(call: Call) -> EmulatedAnswer:
    """Answer with the active rule set; where there is none, AWS answers with nothing in it."""
    return XML(call, next(iter(_RULE_SETS.items(call)), {}))


ENTRIES: dict[str, Native] = {
    "cloudfront:ListDistributions": _list_distributions,
    "ec2:DescribeInstances": _describe_instances,
    "appsync:ListGraphqlApis": _GRAPHS.listed("graphqlApis"),
    "appsync:ListDataSources": _GRAPHS.told("apiId", "apiId", "NotFoundException", "dataSources", "_sources"),
    "cognito-identity:ListIdentityPools": _POOLS.listed("IdentityPools"),
    "cognito-identity:DescribeIdentityPool": _POOLS.told(
        "IdentityPoolId", "IdentityPoolId", "ResourceNotFoundException", inside="_detail"
    ),
    "cognito-identity:GetIdentityPoolRoles": _POOLS.told(
        "IdentityPoolId", "IdentityPoolId", "ResourceNotFoundException", inside="_roles"
    ),
    "cognito-idp:ListUserPools": _USER_POOLS.listed("UserPools"),
    "cognito-idp:DescribeUserPool": _USER_POOLS.told(
        "Id", "UserPoolId", "ResourceNotFoundException", "UserPool", "_detail"
    ),
    "iot:ListTopicRules": _TOPIC_RULES.listed("rules"),
    "iot:GetTopicRule": _TOPIC_RULES.told("ruleName", "ruleName", "UnauthorizedException", inside="_detail"),
    "ses:DescribeActiveReceiptRuleSet": _active_rule_set,
    "ssm:DescribeInstanceInformation": _MANAGED.listed("InstanceInformationList"),
    **OTHER_SERVICES,
}
"""What answers each of these operations."""
