"""Every kind of AWS resource that is collected, and the permissions that reading them takes."""

from bartizan.base.by_place import defined_below
from bartizan.collect.aws.engine.collector import AwsCollector

COLLECTORS = defined_below("bartizan.collect.aws.resources", AwsCollector)

_TO_FIND_THE_WAY = {"sts:GetCallerIdentity", "ec2:DescribeRegions"}
_TO_ENTER_OTHERS = {"sts:AssumeRole", "organizations:ListAccounts"}


def operations() -> set[str]:
    """Return every operation that a scan may ask."""
    asked = {call.operation for collector in COLLECTORS for call in collector.calls}
    return asked | _TO_FIND_THE_WAY | _TO_ENTER_OTHERS


def permissions() -> list[str]:
    """Return the IAM actions that collection needs, sorted; all of them only read."""
    needed = {call.action for collector in COLLECTORS for call in collector.calls}
    return sorted(_TO_FIND_THE_WAY | needed.difference(optional_permissions()))


def optional_permissions() -> list[str]:
    """Return the IAM actions that only ``scan --last-accessed`` needs besides, sorted; they change nothing either."""
    return sorted({call.action for collector in COLLECTORS for call in collector.optional_calls})
