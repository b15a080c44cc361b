"""Listings of slow surroundings: taken over while young and wholly known, and read again otherwise."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bartizan.catalog.reading import READER
from bartizan.collect.aws import collect
from bartizan.collect.aws.collectors import COLLECTORS
from bartizan.collect.shared.listings import Listings
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import Observation, Usage, now
from bartizan.store import open_snapshot
from bartizan.store.recall import recalled, refused, tallied
from bartizan_demo.process import Estate
from tests.collect.aws_support import ACCOUNT, PATIENT
from tests.conftest import Emulators
from tests.demo.aws_client import client
from tests.store.test_snapshot import ids, seal

pytestmark = pytest.mark.slow

REGION = "us-east-1"
AGED = datetime.timedelta(hours=25)
KEPT = [collector for collector in COLLECTORS if collector.max_age_hours]
KINDS = {kind for collector in KEPT for kind, _ in collector.parts}
MAY_AGE = {"accessanalyzer", "cloudtrail", "ec2", "ecr", "guardduty", "logs", "organizations", "signer"}


@dataclass
class Home:
    """Scans of one region, each since the last."""

    url: str
    folder: Path
    regions: tuple[str, ...] = (REGION,)
    last: Path | None = None
    scans: int = 0

    async def scan(self, *, later: datetime.timedelta = datetime.timedelta()) -> Usage:
        """Collect and seal with the knowledge of the last scan, as if so much later."""
        landed: list[Observation] = []
        usage = Usage()
        known = recalled(self.last, READER)
        listings = Listings(tallied(self.last))
        memory = Memory(*known, at=now() + later, listings=listings, refused=refused(self.last))
        target = AwsTarget(self.regions, self.url, quota_share=None)
        await collect(target, landed.append, usage, memory=memory, patience=PATIENT)
        assert dict(usage.answered) == dict(usage.planned)
        self.scans += 1
        self.last = seal(self.folder, f"scan{self.scans}", *landed, previous=self.last, started=now().isoformat())
        return usage

    def rows(self, what: str = "*", where: str = "true") -> list[dict[str, Any]]:
        assert self.last
        with open_snapshot(self.last) as engine:
            return engine.rows(f"select {what} from observation where {where} order by all")


WITHOUT_TIME = "* exclude (observed_at)"
SURROUNDINGS = f"kind in ({', '.join(repr(kind) for kind in sorted(KINDS))})"


@pytest.fixture(scope="module")
def many() -> Iterator[Estate]:
    """An estate that these tests may change."""
    with Estate.start("functions:60") as running:
        yield running


@pytest.fixture
def home(many: Estate, emulators: Emulators, tmp_path: Path) -> Home:
    assert emulators.aws != many.aws  # the same credentials do for both
    return Home(many.aws, tmp_path)


def asked(usage: Usage) -> set[str]:
    """Return which of the kept listings were made."""
    return {collector.list.operation for collector in KEPT} & set(usage.calls)


async def test_unchanged_estate_costs_few_calls_and_keeps_its_rows_and_their_time(home: Home) -> None:
    first = await home.scan()
    before = home.rows(WITHOUT_TIME), home.rows(where=SURROUNDINGS)
    second = await home.scan()
    assert asked(first) == {collector.list.operation for collector in KEPT}
    assert asked(second) == set()
    assert second.calls["lambda:ListFunctions"] == 2  # pages of fifty: functions and versions share them
    assert second.calls.total() <= 60 - 18  # 1,000 functions have eighteen pages more
    assert (home.rows(WITHOUT_TIME), home.rows(where=SURROUNDINGS)) == before


async def test_a_rich_estate_keeps_every_row_of_every_region(emulators: Emulators, tmp_path: Path) -> None:
    home = Home(emulators.aws, tmp_path, ())
    await home.scan()
    before = home.rows(where=SURROUNDINGS)
    second = await home.scan()
    assert {row["kind"] for row in before} >= KINDS
    assert asked(second) == set()
    assert home.rows(WITHOUT_TIME, SURROUNDINGS) == [
        {name: value for name, value in row.items() if name != "observed_at"} for row in before
    ]


async def test_aged_listings_are_made_again(home: Home) -> None:
    await home.scan()
    assert asked(await home.scan(later=datetime.timedelta(hours=7))) == {
        collector.list.operation for collector in KEPT if collector.max_age_hours < 7
    }
    assert asked(await home.scan(later=AGED)) == {collector.list.operation for collector in KEPT}


async def test_what_came_and_went_appears_once_the_listing_has_aged(home: Home, many: Estate) -> None:
    logs = client(many.aws, "logs", REGION, ACCOUNT)
    logs.create_log_group(logGroupName="goes")
    await home.scan()
    logs.delete_log_group(logGroupName="goes")
    logs.create_log_group(logGroupName="comes")
    place = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:"
    await home.scan()
    assert home.last
    assert f"{place}goes" in ids(home.last)
    assert f"{place}comes" not in ids(home.last)
    await home.scan(later=AGED)
    assert f"{place}goes" not in ids(home.last)
    assert f"{place}comes" in ids(home.last)


async def test_changed_function_has_what_it_may_refer_to_listed_again(home: Home, many: Estate) -> None:
    functions = client(many.aws, "lambda", REGION, ACCOUNT)
    await home.scan()
    name = functions.list_functions()["Functions"][0]["FunctionName"]
    functions.update_function_code(FunctionName=name, ZipFile=b"other")
    assert asked(await home.scan()) == {collector.list.operation for collector in KEPT if collector.needs}


@pytest.mark.parametrize("action", ["deny", "malformed"])
@pytest.mark.parametrize("operation", ["ec2:DescribeVpcs", "ecr:GetRepositoryPolicy"])
async def test_listing_that_is_not_wholly_known_is_made_again(
    home: Home, many: Estate, operation: str, action: str
) -> None:
    repository = f"one-{operation.partition(':')[0]}-{action}"
    client(many.aws, "ecr", REGION, ACCOUNT).create_repository(repositoryName=repository)
    emulators = Emulators(many)
    await emulators.fault(operation, action)
    await home.scan()
    await emulators.reset()
    usage = await home.scan()
    assert asked(usage) == {"ec2:DescribeVpcs" if operation.startswith("ec2") else "ecr:DescribeRepositories"}
    assert usage.calls[operation] > 0
    assert home.rows("kind", "outcome not in ('ok', 'absent')") == []


async def test_functions_that_nobody_could_list_keep_nothing_that_they_may_refer_to(home: Home, many: Estate) -> None:
    await home.scan()
    await Emulators(many).fault("lambda:ListFunctions", "deny")
    try:
        usage = await home.scan()
    finally:
        await Emulators(many).reset()
    assert asked(usage) == {collector.list.operation for collector in KEPT if collector.needs}
    outcomes = home.rows("kind, outcome", "aspect = 'list' and kind in ('aws_lambda_function', 'aws_lambda_version')")
    assert outcomes == [
        {"kind": "aws_lambda_function", "outcome": "denied"},
        {"kind": "aws_lambda_version", "outcome": "denied"},
    ]


async def test_listing_that_was_needless_is_made_once_there_are_functions(home: Home, many: Estate) -> None:
    empty = Home(home.url, home.folder, ("eu-central-1",))
    assert asked(await empty.scan()) == {collector.list.operation for collector in KEPT if not collector.needs}
    functions = client(many.aws, "lambda", "eu-central-1", ACCOUNT)
    like = client(many.aws, "lambda", REGION, ACCOUNT).list_functions()["Functions"][0]
    functions.create_function(
        FunctionName="first", Role=like["Role"], Runtime=like["Runtime"], Handler="h.h", Code={"ZipFile": b"x"}
    )
    assert asked(await empty.scan()) == {collector.list.operation for collector in KEPT if collector.needs}


def test_nothing_that_decides_exposure_may_age() -> None:
    assert {collector.list.operation.partition(":")[0] for collector in KEPT} == MAY_AGE
    for collector in KEPT:
        assert collector.kind != "aws_ec2_security_group"
        assert not collector.is_soon
        # What a kept listing mentions would be gone with it; and others would wait for what it does not tell.
        assert not collector.mentions
        assert collector.kind not in {other.needs for other in COLLECTORS}
