"""The history of a recommendation: what scans found and what people decided, on its page and in the API."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import ExemptionCategory, now
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.exemption import add_exemption, remove_exemption
from bartizan.state.nouns import Exemption
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

RULE = "aws.lambda.open"
HISTORY = """
create table finding_history as
select 'aws.lambda.open' as rule_id, id as resource_id, 'aws_lambda_function' as resource_type, scope,
    case name when 'fixed' then 'resolved' else 'open' end as state,
    case name when 'again' then [timestamp '2026-01-01', timestamp '2026-03-01'] else [timestamp '2026-01-01'] end
        as opened,
    case name when 'open' then [] else [timestamp '2026-02-01'] end as closed
from aws_lambda_function
"""


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    functions = [{"id": arn(name), "name": name} for name in ("open", "fixed", "again")]
    home = published(tmp_path / "home", functions, also=[HISTORY])
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def history(portal: Served, rule: str = RULE) -> list[dict[str, Any]]:
    answer = portal.person(Role.VIEWER).get(f"/recommendations/{rule}/history")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def test_what_came_with_a_scan_is_one_event(portal: Served) -> None:
    events = [(each["at"][:10], each["kind"], each["resources"]) for each in history(portal)]
    assert events == [("2026-03-01", "reopened", 1), ("2026-02-01", "resolved", 2), ("2026-01-01", "finding", 3)]


def test_decisions_stand_among_them_newest_first(portal: Served) -> None:
    why = "A price list, on purpose."
    made = Exemption(ExemptionCategory.RISK_ACCEPTED, why, "shop-team", now(), rule="aws.lambda.*")
    add_exemption(portal.state, "default", made)
    other = Exemption(ExemptionCategory.MITIGATED, "Of another rule.", "shop-team", now(), rule="aws.iam.*")
    add_exemption(portal.state, "default", other)
    remove_exemption(portal.state, "default", made.id, "data-team", now())
    first, second, *rest = history(portal)
    assert (first["kind"], first["by"], first["title"]) == ("exemption_ended", "data-team", why)
    assert (second["kind"], second["by"]) == ("exempt", "shop-team")
    assert [each["kind"] for each in rest] == ["reopened", "resolved", "finding"]


def test_a_rule_that_is_none_has_no_history(portal: Served) -> None:
    assert portal.person(Role.VIEWER).get("/recommendations/no.such.rule/history").status_code == 404


def test_another_directory_sees_nothing_of_it(portal: Served) -> None:
    elsewhere = portal.person(Role.VIEWER, "team-elsewhere")
    assert elsewhere.get(f"/recommendations/{RULE}/history").status_code == 404


def test_the_page_tells_it(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"/posture/recommendations/{RULE}")
        card = page.locator("section.card", has=page.get_by_role("heading", name="History"))
        expect(card.locator("li")).to_have_text(
            [
                "01 Mar 2026 00:001 resource failed again",
                "01 Feb 2026 00:002 resources were resolved",
                "01 Jan 2026 00:003 resources began to fail",
            ]
        )
        assert somebody.violations() == []
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_parameters_that_were_set_are_part_of_it(demo_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(demo_home, tmp_path / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as portal:
        admin = portal.person(Role.ADMIN)
        known = {each["rule_id"] for each in admin.get("/recommendations", params={"limit": 200}).json()["items"]}
        listed = [each for each in admin.get("/rules/parameters").json() if each["rule_id"] in known]
        rule, named, most = next(
            (each["rule_id"], of["name"], of["most"])
            for each in listed
            for of in each["parameters"]
            if of["kind"] == "number"
        )
        assert admin.put(f"/rules/{rule}/parameters", json={"values": {named: most}}).status_code == 200
        assert admin.delete(f"/rules/{rule}/parameters").status_code == 200
        kinds = [(each["kind"], each["title"]) for each in history(portal, rule)[:2]]
        assert kinds == [("reset", ""), ("set", f"{named} = {most}")]
