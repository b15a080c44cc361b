"""GetResources of the Resource Groups Tagging API: completes moto's answer by the kinds that moto leaves out."""

from collections.abc import Iterator
from typing import Any

import orjson
from moto.ecr.models import ecr_backends

from bartizan_demo.emulators.aws.front.answer import EmulatedAnswer, json_answer
from bartizan_demo.emulators.aws.front.call import Call
from bartizan_demo.emulators.aws.services.canned_listings import Shelf

_BALANCERS = Shelf("load_balancer")


def complete_resources(call: Call, answer: EmulatedAnswer) -> EmulatedAnswer:
    """Add tagged repositories and load balancers to the last page."""
    told = orjson.loads(answer.body)
    if answer.status != 200 or told.get("PaginationToken"):
        return answer
    wanted = orjson.loads(call.body or b"{}").get("ResourceTypeFilters") or []
    named = {item["ResourceARN"] for item in told["ResourceTagMappingList"]}
    for kind, arn, tags in (*_repositories(call), *_balancers(call)):
        is_wanted = not wanted or kind in wanted or kind.partition(":")[0] in wanted
        if tags and is_wanted and arn not in named:
            told["ResourceTagMappingList"].append({"ResourceARN": arn, "Tags": tags})
    return json_answer(told)


Tagged = tuple[str, str, list[dict[str, str]]]


def _repositories(call: Call) -> Iterator[Tagged]:
    backend: Any = ecr_backends[call.account][call.region]
    for repository in backend.repositories.values():
        yield "ecr:repository", repository.arn, backend.tagger.list_tags_for_resource(repository.arn)["tags"]


def _balancers(call: Call) -> Iterator[Tagged]:
    for item in _BALANCERS.items(call):
        yield "elasticloadbalancing:loadbalancer", item["LoadBalancerArn"], item["_tags"]
