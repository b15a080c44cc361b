"""Tags, asked of the Resource Groups Tagging API for a whole region at once: a page names a hundred resources.

It names what is tagged, or was once: a resource of these services that it does not name has no tags. That holds for
services which report their tags to it, so only kinds of such services are here.
Source: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from bartizan.collect.aws.engine.collector import AwsCall, Each, Overview

_KINDS = ("sqs", "sns", "dynamodb:table", "kms:key", "ecr:repository", "elasticloadbalancing:loadbalancer")
"""What the listing is asked for, as the ARNs have it: most of an account's tagged resources are none of these."""

_TAGGED = AwsCall(
    "resourcegroupstaggingapi:GetResources",
    {"ResourcesPerPage": 100, "ResourceTypeFilters": list(_KINDS)},
    items="ResourceTagMappingList",
    permission="tag:GetResources",
)

Tags = dict[str, str]
Shape = Callable[[Tags], dict[str, Any]]
"""Makes of tags what the service's own operation answers."""


def tags(call: AwsCall, shape: Shape) -> Each:
    """Return the aspect of a resource's tags: out of the region's listing, else by the service's own operation."""

    def body(item: Mapping[str, Any] | None) -> dict[str, Any]:
        found = (item or {}).get("Tags") or ()
        return shape({tag["Key"]: tag["Value"] for tag in found})

    return Each(call, overview=Overview(_TAGGED, "ResourceARN", body))


def pairs(tags: Tags, key: str = "Key", value: str = "Value") -> list[Tags]:
    """Return tags as most services write them: a list of objects with a name and a value each."""
    return [{key: name, value: text} for name, text in tags.items()]
