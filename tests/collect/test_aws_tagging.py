"""Tags of a whole region at once: the same as those of every resource's own answer, for a fraction of the calls."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web

from bartizan.collect.aws.collectors import COLLECTORS
from bartizan.collect.aws.engine.asking import AwsCaller
from bartizan.collect.aws.engine.collector import Each
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import Observation
from bartizan.normalize import normalize
from bartizan.store import Engine, ObservationSpool
from bartizan_demo.process import Estate
from tests.collect.aws_support import ACCOUNT, Collected, collected, served
from tests.conftest import Emulators
from tests.demo.aws_client import client

pytestmark = pytest.mark.slow

BULK = "resourcegroupstaggingapi:GetResources"
REGIONS = ("eu-west-1", "us-east-1")
QUEUES = 130
DIRECT: dict[str, Each] = {
    collector.kind: aspect
    for collector in COLLECTORS
    for aspect in collector.aspects.values()
    if isinstance(aspect, Each) and aspect.overview
}
ASKED_ONE_BY_ONE = {aspect.call.operation for aspect in DIRECT.values()}


@pytest.fixture(scope="module")
def many() -> Iterator[Emulators]:
    """A region with more queues than a page holds, ten of them without tags."""
    with Estate.start("functions:2") as running:
        queues = client(running.aws, "sqs", "us-east-1", ACCOUNT)
        for n in range(QUEUES):
            tags = {"owner": f"team-{n}", "stage": "prod"} if n >= 10 else {}
            queues.create_queue(QueueName=f"q{n:03}", tags=tags)
        yield Emulators(running)


def test_every_kind_whose_tags_are_asked_one_by_one_has_the_listing() -> None:
    by_one = {
        call.operation
        for collector in COLLECTORS
        for name, aspect in collector.aspects.items()
        for call in aspect.calls[:1]
        if name == "tags"
    }
    # Buckets are listed for the whole account, and not only in the regions of the scan.
    assert by_one - {"s3:GetBucketTagging"} == ASKED_ONE_BY_ONE
    assert len({aspect.overview.call.operation for aspect in DIRECT.values() if aspect.overview}) == 1


async def read(emulators: Emulators, regions: tuple[str, ...], *denied: str) -> Collected:
    await emulators.reset()
    for operation in denied:
        await emulators.fault(operation, "deny")
    return await collected(AwsTarget(regions=regions, endpoint_url=emulators.aws))


def tables(came: Collected, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the tags of every resource of the kinds, by table and id, as the tables tell them."""
    with ObservationSpool(folder) as spool:
        for observation in came.observations:
            spool.write(observation)
    with Engine() as engine:
        engine.load_observations(folder)
        normalize(engine)
        return {
            kind: {row["id"]: parsed(row["tags"]) for row in engine.rows(f"select id, tags from {kind}")}
            for kind in DIRECT
        }


def parsed(tags: str | None) -> Any:
    return None if tags is None else orjson.loads(tags)


def bodies(came: Collected) -> dict[tuple[str, str], tuple[str, str]]:
    """Return outcome and tags of each answer, whatever the order of its tags."""
    return {(o.kind, o.id): (str(o.outcome), content(o)) for kind in DIRECT for o in came.of(kind, "tags")}


def content(observation: Observation) -> str:
    def leaves(node: Any) -> list[str]:
        if isinstance(node, dict):
            node = [(value if key in {"Tags", "tags"} else (key, value)) for key, value in node.items()]
        return sorted(str(sorted(map(str, item.values())) if isinstance(item, dict) else item) for item in node or ())

    return str(leaves(observation.body))


async def test_a_company_has_the_same_tags_for_fewer_calls(emulators: Emulators, tmp_path: Path) -> None:
    bulk = await read(emulators, REGIONS)
    direct = await read(emulators, REGIONS, BULK)
    assert tables(bulk, tmp_path / "bulk") == tables(direct, tmp_path / "direct")
    told = tables(bulk, tmp_path / "again")
    assert {kind for kind, rows in told.items() if any(rows.values())} == set(DIRECT)
    assert ASKED_ONE_BY_ONE & set(bulk.usage.calls) == set()
    asked = sum(direct.usage.calls[operation] for operation in ASKED_ONE_BY_ONE)
    assert asked == sum(len(direct.of(kind, "tags")) for kind in DIRECT)
    assert direct.usage.calls.total() - bulk.usage.calls.total() >= asked - len(REGIONS)


async def test_many_queues_cost_three_pages_and_those_that_no_page_names_have_no_tags(
    many: Emulators, emulators: Emulators, tmp_path: Path
) -> None:
    assert emulators.aws != many.aws  # the same credentials do for both
    bulk = await read(many, ("us-east-1",))
    direct = await read(many, ("us-east-1",), BULK)
    assert (bulk.usage.calls[BULK], bulk.usage.calls["sqs:ListQueueTags"]) == (3, 0)
    assert (direct.usage.calls[BULK], direct.usage.calls["sqs:ListQueueTags"]) == (1, QUEUES)
    told = tables(bulk, tmp_path / "bulk")
    assert told == tables(direct, tmp_path / "direct")
    assert list(told["aws_sqs_queue"].values()).count({}) == 10
    assert {o.operation for o in bulk.of("aws_sqs_queue", "tags")} == {BULK}


@pytest.mark.parametrize("action", ["deny", "error", "malformed"])
async def test_a_listing_that_fails_leaves_each_resource_to_its_own_answer(
    many: Emulators, emulators: Emulators, action: str
) -> None:
    await many.reset()
    before = await collected(AwsTarget(regions=("us-east-1",), endpoint_url=many.aws))
    await many.fault(BULK, action)
    after = await collected(AwsTarget(regions=("us-east-1",), endpoint_url=many.aws))
    assert bodies(after).keys() == bodies(before).keys()
    assert after.outcomes("aws_sqs_queue", "tags") == {"ok": QUEUES}
    assert after.usage.calls["sqs:ListQueueTags"] == QUEUES


async def test_tags_are_unknown_where_both_are_denied(many: Emulators, emulators: Emulators, tmp_path: Path) -> None:
    neither = await read(many, ("us-east-1",), BULK, "sqs:ListQueueTags")
    await many.reset()
    answers = neither.of("aws_sqs_queue", "tags")
    assert {(o.outcome, o.permission) for o in answers} == {("denied", "sqs:ListQueueTags")}
    assert set(map(str, tables(neither, tmp_path / "spool")["aws_sqs_queue"].values())) == {"None"}


async def test_half_a_listing_says_nothing_and_is_not_asked_again(emulators: Emulators) -> None:
    async def answer(request: web.Request) -> web.Response:
        if "PaginationToken" in await request.json():
            return web.json_response({"__type": "AccessDeniedException"}, status=400)
        item = {"ResourceARN": "arn", "Tags": [{"Key": "owner", "Value": "team"}]}
        return web.json_response({"ResourceTagMappingList": [item], "PaginationToken": "more"})

    overview = DIRECT["aws_sqs_queue"].overview
    assert overview
    async with served(answer) as (account, usage):
        asking = AwsCaller(account, "us-east-1", {})
        assert await asking.overview(overview, "us-east-1") is None
        assert await asking.overview(overview, "us-east-1") is None
        assert usage.calls[BULK] == 2
