"""The services through which outsiders come to functions and roles: CloudFront. Their listings stand on the shelf."""

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.front.front import Native
from bartizan_demo.emulators.aws.services.canned_listings import XML, Shelf

_DISTRIBUTIONS = Shelf("distribution", region="aws")


def _list_distributions(call: Call) -> EmulatedAnswer:
    found = _DISTRIBUTIONS.items(call)
    listed = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(found)}
    return XML(call, {"DistributionList": listed | ({"Items": found} if found else {})})


ENTRIES: dict[str, Native] = {"cloudfront:ListDistributions": _list_distributions}
"""What answers each of these operations."""
