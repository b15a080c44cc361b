"""Facets with more values than a page lists: a text finds the rest, in the words that stand there."""

import re
from collections.abc import Iterator

import pytest

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow


def test_scopes_beyond_those_that_are_listed_are_found_by_a_text(many_scopes: Served) -> None:
    viewer, path = many_scopes.person(Role.VIEWER), f"{many_scopes.address}/posture/inventory"
    for query in ({}, {"group": "check"}):
        listed = path if not query else path.replace("inventory", "recommendations")
        page = viewer.get(listed, params=query).text
        assert 'aria-label="Find a scope"' in page
        assert len(choices(page, "scope")) == 20
        assert 'aria-label="Find a region"' not in page  # which are few
        assert choices(viewer.get(listed, params={**query, "scope_q": "0024"}).text, "scope") == ["100000000024"]
    none = viewer.get(path, params={"scope_q": "nowhere"}).text
    assert choices(none, "scope") == []
    assert 'value="nowhere"' in none


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("dynamodb TABLE", "aws_dynamodb_table"),
        ("rest api", "aws_apigateway_rest_api"),
        ("Managed id", "azure_user_assigned_identity"),
    ],
)
def test_types_are_found_by_their_words(portal: Served, text: str, type_: str) -> None:
    viewer = portal.person(Role.VIEWER)
    page = viewer.get(f"{portal.address}/posture/inventory", params={"tab": "all", "type_q": text}).text
    assert choices(page, "type") == [type_]


@pytest.fixture(scope="module")
def many_scopes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    functions = [{"id": arn("orders", f"1000000000{n:02}"), "name": "orders"} for n in range(25)]
    home = published(tmp_path_factory.mktemp("scopes"), functions)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def choices(page: str, column: str) -> list[str]:
    """Return the values of a facet that can be chosen."""
    return re.findall(rf'id="facet-{column}-([^"]+)"', page)
