"""Schemathesis over the whole API: whatever is sent, no answer is a fault, and each is one that OpenAPI names."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from bartizan.api.settings import ServeSettings
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

EXAMPLES = 15
"""For each operation."""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn(f"orders-{n}"), "name": f"orders-{n}"} for n in range(5)])
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


@pytest.fixture(scope="module")
def api_schema(api: Served) -> schemathesis.BaseSchema:
    schema = schemathesis.openapi.from_url(f"{api.address}/api/v1/openapi.json")
    # These call clouds, for connectors that other examples made.
    made = schema.exclude(path_regex="/(scans|scans/check|connectors/{name}/check)$", method="POST")
    return made.exclude(path_regex="/events$", method="GET")  # stays open


@pytest.fixture(scope="module")
def token(api: Served) -> str:
    made = api.person(Role.ADMIN).post("/tokens", json={"name": "fuzz", "role": "admin"})
    secret: str = made.json()["secret"]
    return secret


def test_no_input_is_a_fault(api_schema: schemathesis.BaseSchema, token: str) -> None:
    checks = [not_a_server_error, status_code_conformance, content_type_conformance]
    operations = [found.ok() for found in api_schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 60
    for operation in operations:
        # Its own examples, of which some work, beside what is made up.
        examples = operation.get_strategies_from_examples()

        @given(case=strategies.one_of(operation.as_strategy(), *examples))
        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                  phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
        def check(case: schemathesis.Case[Any]) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {token}"}, allow_redirects=False, timeout=20)
            case.validate_response(answer, checks=checks)

        check()
