"""A text is looked for once in each request, and says of every list what looking into each row says."""

from pathlib import Path

import pytest

from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.table import columns, ensure_table
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from tests.service.estate import arn, published

NAMES = ("orders", "orders-read", "Stock", "it's 100%_off", "returns")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn(name), "name": name, "exposure": "internet"} for name in NAMES])
    return home


def looked_into(opened: Published, name: str, asked: ListFilter) -> tuple[int, int, list[int]]:
    """Return how many rows hold, of how many that is not known, and the places of the former, row by row."""
    found = listing.listing(name)
    table, known = ensure_table(opened.engine, found), columns(opened.engine, found)
    rows = opened.engine.rows(
        f"select t.n as n, {asked.sql(opened.engine, found, known)} as holds from {table} as t order by n"
    )
    holding = [int(row["n"]) for row in rows if row["holds"]]
    return len(holding), sum(row["holds"] is None for row in rows), holding


@pytest.mark.parametrize("text", ["orders", "STOCK", "'", "%", "_", "nothing is called so", "lambda"])
@pytest.mark.parametrize("name", listing.NAMES)
def test_what_is_found_is_what_each_row_says(home: Path, name: str, text: str) -> None:
    opened = Snapshots(home).open()
    try:
        asked = ListFilter(text=text)
        total, unknown, places = looked_into(opened, name, asked)
        for _ in range(2):  # the second time nothing is looked for
            part = listing.rows(opened, name, asked, fields=("n",), limit=1000)
            assert (part.total, part.unknown) == (total, unknown)
            assert [row["n"] for row in part.items][:total] == places
            assert listing.total(opened, name, asked) == total
    finally:
        opened.engine.close()


def test_facets_count_what_a_text_leaves(home: Path) -> None:
    opened = Snapshots(home).open()
    try:
        asked = ListFilter(text="orders", values={"exposure": ["internet"]})
        found = listing.all_facets(opened, "inventory", ["type", "exposure"], asked)
        assert sum(each.count for each in found["type"]) == 2
        assert sum(each.count for each in found["exposure"]) == 2
    finally:
        opened.engine.close()


def test_two_requests_at_once_do_not_share_what_they_look_for(home: Path) -> None:
    snapshots = Snapshots(home)
    one, other = snapshots.open(), snapshots.open()
    try:
        assert listing.total(one, "inventory", ListFilter(text="orders")) == 2
        one.engine.close()
        assert listing.total(other, "inventory", ListFilter(text="orders")) == 2
        assert listing.total(other, "inventory", ListFilter(text="stock")) == 1
    finally:
        other.engine.close()


def test_parts_of_what_matches_are_counted_as_if_each_was_asked_for(home: Path) -> None:
    parts = ["exposure = internet", "exposure = private", "first_seen >= 2020-01-01", 'name ~ "*read*"']
    with Snapshots(home).open() as opened:
        for asked in (ListFilter(), ListFilter(text="orders"), ListFilter("exposure = internet", text="s")):
            both = [f"({asked.filter}) and {part}" if asked.filter else part for part in parts]
            alone = [listing.total(opened, "inventory", ListFilter(each, text=asked.text)) for each in both]
            assert listing.each_total(opened, "inventory", asked, parts) == alone


def test_a_search_has_no_names_of_tables_read_again(home: Path) -> None:
    with Snapshots(home).open() as opened:
        listing.total(opened, "inventory", ListFilter(text="orders"))
        opened.engine.tables()
        changes = opened.engine._names.changes
        listing.total(opened, "inventory", ListFilter(text="stock"))
        assert opened.engine._names.changes == changes
        opened.engine.create("something", "select 1 as n")
        assert "something" in opened.engine.tables()
