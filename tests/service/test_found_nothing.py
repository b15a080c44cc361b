"""A scan that found no resource is read like any other: its lists are empty, and none of them fails."""

from pathlib import Path

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.menu import is_empty, menu_counts
from bartizan.service.published import open_published
from tests.service.estate import arn, published


def test_its_lists_are_empty(tmp_path: Path) -> None:
    with open_published(published(tmp_path, [])) as found:
        assert is_empty(found)
        assert {listing.total(found, name, ListFilter()) for name in ("inventory", "findings", "identities")} == {0}
        assert not any(menu_counts(found).values())


def test_one_that_found_something_is_not_empty(tmp_path: Path) -> None:
    with open_published(published(tmp_path, [{"id": arn("orders"), "name": "orders"}])) as found:
        assert not is_empty(found)
