"""A snapshot without a graph, as one of an older release, is said to have none; that is no fault of the server."""

from collections.abc import Iterator

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.service.estate import arn, published


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn("orders"), "name": "orders"}])
    with served(ServeSettings(home, "http://127.0.0.1")) as found:
        yield found


def test_a_graph_that_is_not_there_is_no_fault(api: Served) -> None:
    answer = api.person(Role.VIEWER).post("/explore/graph", json={"text": "find aws_lambda_function"})
    assert answer.status_code == 400
    assert "no graph" in answer.text
