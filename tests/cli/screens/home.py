"""A home with a small snapshot, published as a scan publishes it, without a scan."""

from pathlib import Path

from bartizan.assess import Rule, load_rules
from bartizan.base.bundled import bundled
from bartizan.model import Observation, Outcome, Usage
from bartizan.normalize import schemas
from bartizan.pipeline.publish import Publisher
from bartizan.state import State
from bartizan.state.work.scan_lease import scan_lease
from bartizan.store import Engine, ObservationSpool
from bartizan.store.code_spool import CodeSpool

FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:orders"

ID = "20270131T090000-0a1b2c"


def published_home(home: Path) -> Path:
    """Return the home, into which one function and one bucket were read."""
    rules: list[Rule] = list(load_rules([bundled("rules")], schemas()).values())
    with scan_lease(State(home), home, "default") as lease:
        publish(home, Publisher(home, "default", rules, {"packages": False}, 48, id_=ID, lease=lease))
    return home


def publish(home: Path, publisher: Publisher) -> None:
    """Publish one function and one bucket."""
    with publisher.draft(publisher.id) as draft:
        with ObservationSpool(draft.spool) as spool, CodeSpool(draft.path):
            for each in _observations():
                spool.write(each)

        def load(engine: Engine) -> None:
            engine.load_observations(draft.spool)

        publisher.publish(publisher.id, draft, Usage(), load)


def _observations() -> list[Observation]:
    place = {"scope": "111122223333", "region": "eu-west-1"}
    function = {"FunctionName": "orders", "FunctionArn": FUNCTION, "Runtime": "python3.12", "PackageType": "Zip"}
    bucket = {"Name": "bucket", "BucketArn": "arn:aws:s3:::bucket"}
    return [
        Observation("aws_lambda_function", "", "list", Outcome.OK, **place),
        Observation("aws_lambda_function", FUNCTION, "self", Outcome.OK, **place, body=function),
        Observation("aws_s3_bucket", "", "list", Outcome.OK, **place),
        Observation("aws_s3_bucket", "arn:aws:s3:::bucket", "self", Outcome.OK, **place, body=bucket),
    ]
