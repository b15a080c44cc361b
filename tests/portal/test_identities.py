"""Identities: who of outside can be them, how they become an administrator, and which went unused."""

import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published, open_published
from tests.portal.browser import Visitor
from tests.service.estate import arn
from tests.service.estate import published as made


def names(published: Published, column: str, is_so: bool) -> set[object]:
    return {row["name"] for row in rows(published) if row[column] is is_so}


def rows(published: Published) -> list[dict[str, object]]:
    return list(listing.rows(published, "identities", ListFilter(), limit=1000).items)


def test_outsiders_are_those_of_the_graph_in_both_clouds(published: Published) -> None:
    outside = names(published, "is_trusted_outside", True)
    assert {"release-signer", "customer-export-reader", "id-events-shared", "release-pipeline"} <= outside
    assert not outside & {"checkout-webhook-role", "id-customer-data"}
    # A principal of a directory that is scanned itself is nobody from outside.
    assert "stores-shelf-reader" in names(published, "is_trusted_outside", False)


def test_what_was_not_read_is_no_answer(published: Published) -> None:
    unused = {row["name"]: row["is_unused"] for row in rows(published)}
    assert unused["checkout-webhook-role"] is False
    assert unused["id-customer-data"] is None  # Azure says of no identity when it was used


def test_unused_roles_were_used_long_ago_or_never(published: Published) -> None:
    roles = published.engine.rows("select name, last_used_at, created_at, observed_at from aws_iam_role")
    before = roles[0]["observed_at"].date() - datetime.timedelta(days=90)
    # Dates as ISO 8601 writes them sort as they read.
    expected = {row["name"] for row in roles if (row["last_used_at"] or row["created_at"])[:10] < before.isoformat()}
    assert expected == names(published, "is_unused", True) != set()


TRUST = """
create table identity as select id as principal_id, 'azure' as provider, 'managed_identity' as type, '' as scope,
    id as name, false as is_admin, 'no' as can_become_admin, '[]'::json as via, cast([] as varchar[]) as assumed_by,
    0 as data_access, cast([] as varchar[]) as data_read, cast([] as varchar[]) as data_write,
    cast(null as varchar[]) as held_unused
from (values ('read'), ('unread'), ('expression')) as t(id)
"""
FEDERATED = """
create table azure_user_assigned_identity as select id, if(id = 'unread', null, cast([] as varchar[]))
as federated_subjects from (values ('read'), ('unread'), ('expression')) as t(id)
"""
NODES = """
create table node as
select * from (values (1, 'foreign:issuer:x', 'foreign'), (2, 'expression', '')) as t(n, id, kind)
"""
EDGES = "create table edge as select 1 as source_n, 2 as target_n, 'can_assume' as kind, 'unknown' as effect"


def test_whom_an_identity_trusts_is_unknown_where_that_was_not_read(tmp_path: Path) -> None:
    functions = [{"id": arn("orders"), "name": "orders"}]
    made(tmp_path, functions, also=(TRUST, FEDERATED, NODES, EDGES))
    with open_published(tmp_path) as opened:
        trusted = {row["name"]: row["is_trusted_outside"] for row in rows(opened)}
    assert trusted == {"read": False, "unread": None, "expression": None}


def test_an_older_snapshot_without_a_graph_says_nothing_of_outsiders(tmp_path: Path) -> None:
    made(tmp_path, [{"id": arn("orders"), "name": "orders"}], also=(TRUST,))
    with open_published(tmp_path) as opened:
        assert {row["outsiders"] for row in rows(opened)} == {None}


@pytest.mark.parametrize(
    ("column", "legend", "word"),
    [
        ("is_trusted_outside", "Trusted from outside", "Yes"),
        ("users_exposure", "Exposure of its users", "Internet"),
        ("is_unused", "Unused 90 days", "unknown"),
    ],
)
def test_a_choice_leads_to_as_many_as_it_says(somebody: Visitor, column: str, legend: str, word: str) -> None:
    page = somebody.opens("/posture/identities")
    group = page.locator("fieldset", has=page.get_by_text(legend, exact=True))
    choice = group.locator(".choice", has_text=word).first
    n = int(choice.locator(".count").inner_text())
    choice.click()
    page.wait_for_url(f"**{column}**")
    expect(page.get_by_role("heading", level=2, name=f"{n} identit")).to_be_visible()
    assert n > 0
    assert somebody.violations() == []


def test_the_first_step_stands_below_what_it_leads_to(somebody: Visitor) -> None:
    page = somebody.opens("/posture/identities?q=id-customer-portal")
    row = page.locator("tr[data-row]")
    expect(row.locator('[data-label="Can become admin"]')).to_contain_text("via rewrite code blobs")
    row.get_by_role("button", name="via rewrite code blobs: how").click()
    expect(row.locator(".more-box:popover-open")).to_contain_text("in 2 steps")
