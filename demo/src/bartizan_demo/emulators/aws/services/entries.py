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


def _list_distributions(call: Call) -> EmulatedAnswer:
    found = _DISTRIBUTIONS.items(call)
    listed = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(found)}
    return XML(call, {"DistributionList": listed | ({"Items": found} if found else {})})


def _describe_instances(call: Call) -> EmulatedAnswer:
    found = _INSTANCES.items(call)
    reservation = {"ReservationId": "r-0company", "OwnerId": call.account, "Instances": found}
    return XML(call, {"Reservations": [reservation] if found else []})


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
    "ssm:DescribeInstanceInformation": _MANAGED.listed("InstanceInformationList"),
    **OTHER_SERVICES,
}
"""What answers each of these operations."""
