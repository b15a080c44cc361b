"""CloudFront's distributions: one listing an account, in pages whose token and items stand one level down."""

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators

KIND = "aws_cloudfront_distribution"


async def _read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=("eu-west-1", "us-east-1"), endpoint_url=emulators.aws))


async def test_distributions_are_listed_once(emulators: Emulators) -> None:
    came = await _read(emulators)
    assert {id_.rpartition("/")[2] for id_ in came.ids(KIND)} == {"E1PARTNERSTATUS", "E2PARTNERTRIAL"}
    assert came.outcomes(KIND, "list") == {"ok": 1}
    assert came.usage.calls["cloudfront:ListDistributions"] == 1
    for told in came.of(KIND, "self"):
        (origin,) = told.body["Origins"]["Items"]
        assert origin["DomainName"].endswith(".lambda-url.eu-west-1.on.aws")
        assert "CustomHeaders" not in origin, "headers may be passwords"


async def test_a_refusal_is_told(emulators: Emulators) -> None:
    await emulators.fault("cloudfront:ListDistributions", "deny")
    came = await _read(emulators)
    (listing,) = came.of(KIND, "list")
    assert (listing.outcome, listing.permission) == ("denied", "cloudfront:ListDistributions")
