"""Trends stand on the overview from the second day on, and the timeline of a resource says when it was fixed."""

import datetime
from pathlib import Path

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.portal.links import resource_path
from bartizan.state import Manifest, State
from bartizan.state.access.nouns import Role
from tests.api.serving import served
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

LIVES = f"""
create table finding_history as select 'aws.lambda.gone' as rule_id, 'aws_lambda_function' as resource_type,
    '{arn("orders")}' as resource_id, '111122223333' as scope, 'resolved' as state,
    [timestamp '2026-01-01', timestamp '2026-01-05'] as opened,
    [timestamp '2026-01-03', timestamp '2026-01-07'] as closed
"""


def test_trends_and_the_timeline(tmp_path: Path) -> None:
    state = State(tmp_path)
    with served(ServeSettings(tmp_path, "http://127.0.0.1"), create_portal) as portal:
        published(tmp_path, [{"id": arn("orders"), "name": "orders"}], id_="now", also=[LIVES])
        client = portal.person(Role.VIEWER)
        overview = f"{portal.address}/posture/overview"
        assert "Trends begin with the second day" in client.get(overview).text
        for days, score, failing in ((3, 50.0, 8), (2, 62.5, 5)):
            at = now() - datetime.timedelta(days=days)
            figures = {"score": score, "risk_levels": {"critical": failing}, "unknown": days}
            state.publish(Manifest(f"s{days}", "default", at, at, "complete", figures))
        published(tmp_path, [{"id": arn("orders"), "name": "orders"}], id_="later", also=[LIVES])
        page = client.get(overview).text
        assert 'aria-label="Secure score: from 50 to 62.5"' in page
        assert 'aria-label="Failing of critical risk: from 8 to 5"' in page
        assert "last scan of each of 3 days" in page
        said = client.get(f"{portal.address}/posture{resource_path(arn('orders'), 'orders')}?tab=history").text
        assert (said.count("Resolved:"), said.count("Fails again:")) == (2, 1)
        assert "07 Jan 2026" in said
