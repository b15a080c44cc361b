"""What the chapters of the story share: who visits, what is served to them, and how colleagues arrive."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from tests.access.issuer import Provider
from tests.api.serving import Served
from tests.portal.browser import visiting

ACCOUNT, OTHER, ROLE = "444455556666", "111122223333", "bartizan-scan"
SCANNED = 180_000
"""Milliseconds that a scan may take where cores are busy."""
WORST = "data-search-index"
RULE = "aws.apigateway.route_without_authorization"


@dataclass
class Told:
    """What the chapters share: who visits, and what is served to them."""

    page: Page
    portal: Served
    provider: Provider
    browser: Browser

    def opens(self, path: str) -> Page:
        self.page.goto(f"{self.portal.address}{path}", wait_until="load")
        return self.page

    def scans(self) -> None:
        """Scan, and wait until the snapshot is published and read."""
        before = self.portal.state.snapshot("default")
        page = self.opens("/posture/scans")
        page.get_by_role("button", name="Scan now").click()
        expect(page.locator("section", has_text="Asked for here").locator("tbody tr").first).to_contain_text(
            re.compile("complete|partial"), timeout=SCANNED
        )
        after = self.portal.state.snapshot("default")
        assert after
        assert before is None or before.id != after.id


@contextmanager
def beside(told: Told, path: str) -> Iterator[Page]:
    """Give a second tab of who visits."""
    page = told.page.context.new_page()
    page.goto(f"{told.portal.address}{path}", wait_until="load")
    yield page
    page.close()


@contextmanager
def visitor(told: Told, subject: str, *groups: str) -> Iterator[Page]:
    """Give a window to somebody else, whom the provider knows as in these groups."""
    before = dict(told.provider.claims)
    told.provider.claims |= {"sub": subject, "name": f"Colleague {subject}", "groups": list(groups)}
    try:
        with visiting(told.browser, told.portal, None) as other:
            yield other.page
    finally:
        told.provider.claims = before


def arrives(told: Told, page: Page, url: str) -> Page:
    """Open an address as somebody who has to sign in first."""
    page.goto(url)
    page.get_by_role("link", name="Sign in with Example").click()
    page.wait_for_url(lambda now: now.startswith(told.portal.address) and "/signin" not in now)
    return page
