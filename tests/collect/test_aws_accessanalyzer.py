"""What IAM Access Analyzer found: read where there is an analyzer, and missed by nothing else where it is refused."""

import pytest

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators

pytestmark = pytest.mark.slow

ANALYZER, FINDING = "aws_accessanalyzer_analyzer", "aws_accessanalyzer_finding"
REGIONS = ("eu-west-1", "us-east-1")


async def read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=REGIONS, endpoint_url=emulators.aws))


async def test_findings_of_external_access_are_read_for_one_listing_a_region(emulators: Emulators) -> None:
    came = await read(emulators)
    assert {o.body["name"] for o in came.of(ANALYZER, "self")} == {"company-external", "company-unused"}
    assert came.outcomes(ANALYZER, "findings") == {"ok": 1, "absent": 1}
    found = {o.body["id"]: o.body["status"] for o in came.of(FINDING, "self")}
    assert found == {"queue-events": "ACTIVE", "topic-fleet-alerts": "ARCHIVED"}
    assert {o.body["resource"] for o in came.of(FINDING, "self")} <= came.ids("aws_sqs_queue") | came.ids(
        "aws_sns_topic"
    )
    assert came.usage.calls["accessanalyzer:ListAnalyzers"] == len(REGIONS)
    assert came.usage.calls["accessanalyzer:ListFindings"] == 1


@pytest.mark.parametrize(
    ("operation", "unread"),
    [("accessanalyzer:ListAnalyzers", (ANALYZER, "list")), ("accessanalyzer:ListFindings", (ANALYZER, "findings"))],
)
async def test_a_refusal_is_told_and_nothing_else_is_lost(
    emulators: Emulators, operation: str, unread: tuple[str, str]
) -> None:
    before = await read(emulators)
    await emulators.fault(operation, "deny")
    after = await read(emulators)
    denied = [o for o in after.of(*unread) if o.outcome == "denied"]
    assert {o.permission for o in denied} == {operation.replace("accessanalyzer", "access-analyzer")}
    assert "denied" in after.outcomes(FINDING, "list")
    assert others(after) == others(before)


def others(came: Collected) -> set[tuple[str, str, str, str]]:
    return {(o.kind, o.id, o.aspect, str(o.outcome)) for o in came.observations if o.kind not in {ANALYZER, FINDING}}
