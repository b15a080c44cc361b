"""The services through which others come to functions and roles: their listings stand on the shelf."""

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.front.front import Native
from bartizan_demo.emulators.aws.services.canned_listings import XML, Shelf

_DISTRIBUTIONS = Shelf("distribution", region="aws")
_INSTANCES = Shelf("ec2_instance", write=XML)
_MANAGED = Shelf("ssm_instance")


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
    "ssm:DescribeInstanceInformation": _MANAGED.listed("InstanceInformationList"),
}
"""What answers each of these operations."""
