"""Every kind of AWS resource that is collected, and the permissions that reading them takes."""

from collections.abc import Collection

from bartizan.base.by_place import defined_below
from bartizan.collect.aws.engine.collector import AwsCollector
from bartizan.collect.shared.target import OPTIONS

COLLECTORS = defined_below("bartizan.collect.aws.resources", AwsCollector)

_TO_FIND_THE_WAY = {"sts:GetCallerIdentity", "ec2:DescribeRegions"}
_TO_ENTER_OTHERS = {"sts:AssumeRole", "organizations:ListAccounts"}


def operations(options: Collection[str] | None = None) -> set[str]:
    """Return every operation that a scan may ask, with the options that are on: all by default."""
    asked = {
        call.operation
        for collector in COLLECTORS
        if options is None or not collector.option or collector.option in options
        for call in collector.calls
    }
    return asked | _TO_FIND_THE_WAY | _TO_ENTER_OTHERS


def permissions() -> list[str]:
    """Return the IAM actions that collection needs, sorted; all of them only read."""
    needed = {call.action for collector in COLLECTORS for call in collector.calls}
    return sorted(_TO_FIND_THE_WAY | needed.difference(*map(optional_permissions, OPTIONS)))


def optional_permissions(option: str) -> list[str]:
    """Return the IAM actions that only a scan with an option needs besides, sorted; they change nothing either."""
    return sorted({call.action for collector in COLLECTORS for call in collector.optional_calls.get(option, ())})
