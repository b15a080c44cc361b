"""What the portal's ten jobs cost a person, in Chromium over the demo estate: ``python bench/jobs.py [home]``.

Clicks and keys as the tests count them, a text that is typed or pasted as one key, and seconds as the clock has them. A
home is scanned from the demo estate where none is named.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, Page, expect
from tests.api.serving import Served, served
from tests.cli.process import run
from tests.cli.test_commands import scan_arguments
from tests.portal.browser import chromium, visiting
from tests.portal.hands import Hands

from bartizan.advise.sources.sync import sync_bundled
from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate

_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_QUERY = (
    "find aws_lambda_function where exposure = internet and authentication = none and runs_as (aws_iam_role where "
    "can_read (aws_s3_bucket where tags.data-class in [personal, confidential])) and vulnerability (kev)"
)
_RULE = "/posture/recommendations/aws.lambda.public_function_url"


@dataclass(frozen=True)
class Cost:
    """What a job took: ``seconds`` of what its target is about, and clicks and keys of the whole job."""

    seconds: float
    clicks: int = 0
    keys: int = 0


@dataclass(frozen=True)
class Job:
    """A job and what it may take: seconds, and clicks and keys together where there is a figure."""

    name: str
    do: Callable[[Page], Cost]
    seconds: float
    most: int | None = None


def _opened(page: Page, path: str) -> Hands:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path, wait_until="load")
    return Hands(page)


def first_fix(page: Page) -> Cost:
    _opened(page, "/posture/overview")
    hands = _opened(page, "/posture/overview")
    expect(page.locator("section", has_text="Act on these first").locator("tbody tr").first).to_be_visible()
    return Cost(page.evaluate(_PAINT) / 1000, hands.clicks, hands.keys)


def is_it_safe(page: Page) -> Cost:
    hands = _opened(page, "/posture/overview")
    hands.press("/")
    hands.type("thum")
    hands.press("Enter")
    page.wait_for_url("**/inventory/events-thumbnail~*")
    return _cost(hands)


def where_is_it(page: Page) -> Cost:
    hands = _opened(page, "/operations/queue")
    hands.press("/")
    hands.type("CVE-2021-44228")
    page.keyboard.press("Enter")  # ends the search that the paste began
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("workload")
    return _cost(hands)


def exempt_many(page: Page) -> Cost:
    hands = _opened(page, _RULE)
    hands.press("X", "e")
    hands.type("Behind a gateway of the partner")
    began = time.monotonic()
    hands.press("Enter")
    expect(page.locator(".notice", has_text="findings decided on.")).to_be_visible()
    took = time.monotonic() - began
    page.get_by_role("button", name="Undo").click()
    page.wait_for_load_state()
    return Cost(took, hands.clicks, hands.keys)


def preview_a_fix(page: Page) -> Cost:
    hands = _opened(page, "/posture/overview")
    worst = page.locator("section", has_text="Act on these first")
    hands.click(worst.locator("tbody tr a", has_text="company-analytics-lake").first)
    expect(page.locator(".map")).to_be_visible()
    fix = page.locator(".fixes a").first
    with page.expect_response(re.compile("fix=")):
        fix.hover()  # asks for its outcome, as a hand does on the way to a click
    page.evaluate("document.addEventListener('click', () => { window.clickedAt = performance.now(); }, true)")
    page.evaluate("document.addEventListener('shown', () => { window.shownAt = performance.now(); })")
    fix.click()
    expect(page.locator(".notice-healthy")).to_contain_text("paths are gone")
    return Cost(page.evaluate("window.shownAt - window.clickedAt") / 1000, hands.clicks, hands.keys)


def ask(page: Page) -> Cost:
    hands = _opened(page, "/posture/explorer?q=find+aws_lambda_function")
    page.locator("#query").focus()
    hands.press("Control+a")
    hands.type(_QUERY)
    hands.press("Tab", "Enter")
    expect(page.get_by_role("heading", name="1 match", exact=True)).to_be_visible()
    return _cost(hands)


def triage(page: Page) -> Cost:
    """Triage 20 exposures."""
    hands = _opened(page, "/operations/queue")
    rows = page.locator("tbody tr")
    for row in range(20):
        if row:
            hands.press("j", "Enter")
            page.wait_for_load_state()
        expect(rows.nth(row)).to_have_class("is-at")
        hands.press(".", "t", "Tab", "Enter")
        expect(rows.nth(row).locator("[data-shows=progress]")).to_have_text("Triaged")
    return _cost(hands)


def prove(page: Page) -> Cost:
    hands = _opened(page, "/posture/overview")
    hands.click(page.locator("#menu").get_by_role("link", name="Compliance"))
    hands.click(page.locator("section.card", has_text="CIS").first.get_by_role("heading").get_by_role("link"))
    hands.click(page.locator("tbody tr a").first)
    with page.expect_download():
        hands.click(page.get_by_role("link", name="CSV"))
    return _cost(hands)


def connect(page: Page) -> Cost:
    """Scan an account that was just connected until its first findings are there."""
    hands = _opened(page, "/posture/scans")
    hands.click(page.get_by_role("button", name="Scan now"))
    expect(page.get_by_role("heading", name="Snapshots")).to_be_visible(timeout=600_000)
    return _cost(hands)


def check_again(page: Page) -> Cost:
    hands = _opened(page, "/posture/inventory")
    page.locator("tbody tr a.strong").first.click()
    hands = Hands(page)
    hands.click(page.get_by_role("button", name="Check again"))
    expect(page.get_by_text("Read again at")).to_be_visible(timeout=600_000)
    return _cost(hands)


def _cost(hands: Hands) -> Cost:
    return Cost(hands.seconds, hands.clicks, hands.keys)


OF_A_HOME = (
    Job("1 what to fix first: first paint", first_fix, 1.5, 0),
    Job("2 is my function safe", is_it_safe, 3),
    Job("3 where is a package", where_is_it, 10, 2),
    Job("5 exempt many: counts are right", exempt_many, 1, 5),
    Job("6 map: preview of a fix", preview_a_fix, 0.3, 1),
    Job("7 a question by keyboard", ask, 60),
    Job("8 triage of 20", triage, 120),
    Job("9 prove a control", prove, 60, 4),
)
OF_AN_ACCOUNT = (Job("10 connected to first findings", connect, 60), Job("4 check again", check_again, 10))


def measure(browser: Browser, portal: Served, jobs: tuple[Job, ...]) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        somebody.opens("/posture/overview")
        for job in jobs:
            cost = job.do(somebody.page)
            n = cost.clicks + cost.keys
            is_over = cost.seconds > job.seconds or (job.most is not None and n > job.most)
            most = "–" if job.most is None else job.most
            print(
                f"{job.name:34}{cost.seconds:9.2f}{job.seconds:9.1f}{cost.clicks:8}{cost.keys:6}{most:>8}"
                f"{' over' if is_over else ''}"
            )


@contextmanager
def scanned(estate: Estate, named: list[str]) -> Iterator[Path]:
    """Give a home that the estate was scanned into, or the one that is named."""
    if named:
        yield Path(named[0])
        return
    with tempfile.TemporaryDirectory() as folder:
        sync_bundled(Path(folder))
        done = run(*scan_arguments(estate), home=Path(folder), **estate.environ)
        if done.returncode not in (0, 3):
            sys.exit(done.stderr)
        yield Path(folder)


def main() -> None:
    with Estate.start() as estate, scanned(estate, sys.argv[1:]) as home, chromium() as browser:
        print(f"{'job':34}{'seconds':>9}{'target':>9}{'clicks':>8}{'keys':>6}{'at most':>8}")
        with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as portal:
            measure(browser, portal, OF_A_HOME)
        arn = estate.role_arns[0]
        settings = {"endpoint_url": estate.aws, "role_name": arn.partition("/")[2], "regions": "eu-west-1"}
        os.environ.update(estate.environ | {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull})
        with (
            tempfile.TemporaryDirectory() as empty,
            served(ServeSettings(Path(empty), "http://127.0.0.1"), create_portal) as portal,
        ):
            add_connector(portal.state, "default", Connector("shop", "aws", "account", arn.split(":")[4], settings))
            measure(browser, portal, OF_AN_ACCOUNT)


if __name__ == "__main__":
    main()
