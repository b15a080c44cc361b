"""Metrics and health: counts by route as it is declared, and nothing of what was asked for."""

import pytest

from bartizan.state.access.nouns import Role
from tests.api.serving import Served

pytestmark = pytest.mark.slow


def test_metrics_count_by_route_and_name_nothing(api: Served) -> None:
    client = api.person(Role.VIEWER)
    for name in ("canary-one", "canary-two"):
        assert client.get(f"/resources/{name}").status_code == 404
    assert client.get("/canary-three").status_code == 404
    assert client.get("/healthz").status_code == 404
    text = client.get(f"{api.address}/metrics").text
    assert 'bartizan_requests_total{method="GET",route="/resources/{id:path}",status="404"} 2.0' in text
    assert 'bartizan_request_seconds_count{route="/resources/{id:path}"} 2.0' in text
    assert "canary" not in text
    assert client.get(f"{api.address}/readyz").text == client.get(f"{api.address}/healthz").text == "ok"
