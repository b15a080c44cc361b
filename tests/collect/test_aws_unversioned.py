"""A scan since the last one asks nothing about resources that tell no version until the answers are a day old."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan_demo.process import Estate
from tests.collect.test_aws_kept_listings import Home
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

FUNCTIONS = 60
DAY = datetime.timedelta(hours=25)
BUCKET = "bulk-00000"


@pytest.fixture(scope="module")
def surrounded() -> Iterator[Estate]:
    with Estate.start(f"surrounded:{FUNCTIONS}") as running:
        yield running


@pytest.fixture
def front(surrounded: Estate) -> Iterator[Emulators]:
    front = Emulators(surrounded)
    yield front
    front.reset_now()


@pytest.fixture
def home(surrounded: Estate, emulators: Emulators, tmp_path: Path) -> Home:
    assert emulators.aws != surrounded.aws  # the same credentials do for both
    return Home(surrounded.aws, tmp_path)


async def test_buckets_and_apis_are_asked_about_once_a_day(home: Home) -> None:
    first = await home.scan()
    before = home.rows(where="kind like 'aws_s3%' or kind like 'aws_apigateway%'")
    second = await home.scan()
    assert first.calls["s3:GetBucketPolicy"] == FUNCTIONS // 20
    assert first.calls["apigateway:GetResources"] > 0
    assert first.calls["apigatewayv2:GetRoutes"] > 0
    asked = {name for name, n in second.calls.items() if n and name.startswith(("s3", "apigateway"))}
    assert asked == {
        "s3:ListBuckets",
        "apigateway:GetRestApis",
        "apigateway:GetDomainNames",
        "apigateway:GetUsagePlans",
        "apigatewayv2:GetApis",
    }
    answers = {key: when for key, when in _times(before).items() if key[1] not in ("self", "list")}
    kept = _times(home.rows(where="kind like 'aws_s3%' or kind like 'aws_apigateway%'"))
    assert answers
    assert {key: kept[key] for key in answers} == answers
    aged = await home.scan(later=DAY)
    assert aged.calls["s3:GetBucketPolicy"] == first.calls["s3:GetBucketPolicy"]


def _times(rows: list[dict[str, object]]) -> dict[tuple[object, object], object]:
    return {(row["id"], row["aspect"]): row["observed_at"] for row in rows}


async def test_what_was_refused_as_a_whole_is_tried_once(home: Home, front: Emulators) -> None:
    await front.fault("s3:GetBucketPolicy", "deny")
    first = await home.scan()
    second = await home.scan()
    assert first.calls["s3:GetBucketPolicy"] == FUNCTIONS // 20
    assert second.calls["s3:GetBucketPolicy"] == 1
    outcomes = home.rows("distinct outcome", "aspect = 'policy' and kind = 'aws_s3_bucket'")
    assert outcomes == [{"outcome": "denied"}]
    await front.reset()
    await home.scan()
    assert home.rows("distinct outcome", "aspect = 'policy' and kind = 'aws_s3_bucket'") == [{"outcome": "ok"}]


async def test_one_refused_resource_refuses_no_other(home: Home, front: Emulators) -> None:
    await front.fault("s3:GetBucketPolicy", "deny", resource=BUCKET)
    await home.scan()
    await home.scan()
    rows = home.rows("id, outcome", "aspect = 'policy' and kind = 'aws_s3_bucket'")
    assert {row["id"]: row["outcome"] for row in rows}[f"arn:aws:s3:::{BUCKET}"] == "denied"
    assert [row["outcome"] for row in rows].count("ok") == FUNCTIONS // 20 - 1
