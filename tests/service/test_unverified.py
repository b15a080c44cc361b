"""A path through a scope that should have been read again is unverified since the scope was read."""

import datetime
from pathlib import Path

import pytest

from bartizan.contract.paths import AttackPath
from bartizan.model import now
from bartizan.service.answers.unverified import unverified_since
from bartizan.service.published import open_published
from bartizan.state import State
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from tests.service.estate import arn, published

FUNCTION, SCOPE = arn("orders"), "111122223333"
NODE = (
    f"create table node as select 0::integer as n, '{FUNCTION}' as id, 'aws_lambda_function' as kind, "
    f"'orders' as name, 'aws' as provider, '{SCOPE}' as scope"
)
PATH = AttackPath.model_validate(
    {
        **dict.fromkeys(("scenario", "title", "target_id", "target_kind"), "x"),
        **{name: [] for name in ("conditions", "risk_factors", "mitre", "breaks")},
        **dict.fromkeys(("entries", "targets", "capped"), 1),
        **dict.fromkeys(("first_seen", "last_seen")),
        "id": "p",
        "entry_id": FUNCTION,
        "risk_level": "high",
        "risk": 1.0,
        "certainty": "proven",
        "steps": [{"source": "internet", "edge": "invokes", "target": FUNCTION, "why": "", "rule_ids": []}],
    }
)


@pytest.mark.parametrize(("days", "interval", "is_late"), [(1, 24, False), (3, 24, True), (3, 48, False)])
def test_a_scope_that_was_not_read_for_two_intervals(tmp_path: Path, days: int, interval: int, is_late: bool) -> None:
    read = (now() - datetime.timedelta(days=days)).replace(microsecond=0)
    published(tmp_path, [{"id": FUNCTION, "name": "orders", "observed_at": read.isoformat()}], also=[NODE])
    state = State(tmp_path)
    add_connector(state, "default", Connector("shop", "aws", "account", SCOPE, {}, interval_hours=interval))
    with open_published(tmp_path) as found:
        assert unverified_since(found, state, [PATH]) == ({"p": read} if is_late else {})


def test_what_was_listed_in_vain_is_unverified_since_it_was_read(tmp_path: Path) -> None:
    read = (now() - datetime.timedelta(hours=2)).replace(microsecond=0)
    refused = (
        f"insert into observation by name select '' as id, '{SCOPE}' as scope, '{{region}}' as region, "
        "timestamp '2999-01-01' as observed_at, 'denied' as outcome, 'list' as aspect, 'aws_lambda_function' as kind, "
        "'' as operation, '' as permission, '' as detail"
    )
    for region, wanted in (("us-east-1", {}), ("eu-west-1", {"p": read}), ("", {"p": read})):
        home = tmp_path / (region or "all")
        functions = [{"id": FUNCTION, "name": "orders", "observed_at": read.isoformat()}]
        published(home, functions, also=[NODE, refused.format(region=region)])
        with open_published(home) as found:
            assert unverified_since(found, State(home), [PATH]) == wanted
