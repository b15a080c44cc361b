"""Every page by Tab alone: each control in the order of the page, seen when it has the focus, and left again."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.portal.features import FEATURES
from bartizan.portal.links import resource_path
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting
from tests.portal.scope_page import scope_path

NAME = "data-search-index"
CONTROLS = """() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const isShown = (each) => each.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const isFirst = (each) => each.type !== 'radio' || each.checked
    || !document.querySelector(`[name="${each.name}"]:checked`);
  const all = [...document.querySelectorAll(kinds)]
    .filter((each) => !each.disabled && each.tabIndex >= 0 && isShown(each) && isFirst(each));
  // The ring of the search field is that of its box, and a card of the map draws its own.
  const drawn = (each) => [each, each.closest('.search'), each.querySelector('.face')].filter(Boolean);
  const looks = (each) => drawn(each).map((part) => {
    const found = getComputedStyle(part), { width } = part.getBoundingClientRect();
    const ring = found.outlineStyle !== 'none' && parseFloat(found.outlineWidth) >= 1;
    return [ring && found.outlineColor, found.stroke, found.strokeWidth, width > 1].join();
  }).join();
  const before = all.map(looks);
  window.walked = { order: [], faint: [] };
  document.addEventListener('focusin', ({ target }) => {
    const n = all.indexOf(target);
    if (n < 0) return;
    window.walked.order.push(n);
    if (looks(target) === before[n]) window.walked.faint.push(target.outerHTML.slice(0, 160));
  });
  return all.map((each) => each.outerHTML.slice(0, 160));
}"""


@pytest.fixture(scope="module")
def visitor(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.ADMIN) as found:
        yield found


@pytest.fixture(scope="module")
def addresses(portal: Served, published: Published) -> dict[str, str]:
    """Return where each page is; of lists those with a few rows, as each row adds the same stops."""

    def one(name: str, **asked: Any) -> Any:
        return listing.rows(published, name, ListFilter(**asked), limit=1).items[0]

    row, path = one("inventory", text=NAME), one("attack_paths", text=NAME)
    narrow = {
        "resource": resource_path(row["id"], row["name"]),
        "recommendation": f"/recommendations/aws.lambda.public_function_url?q={NAME}",
        "attack-path": f"/attack-paths/{path['id']}",
        "known-query": "/explorer/exposed_without_login",
        "scope": scope_path(portal.settings.home),
        "scan": f"/scans/{published.manifest.id}",
        "exposure": resource_path(path["entry_id"], "").replace("inventory", "queue"),
        "recommendations": "/recommendations?q=public",
        "vulnerabilities": "/vulnerabilities?q=lodash",
        **{each: f"/{each}?q={NAME}" for each in ("inventory", "attack-paths", "identities")},
    }
    return {id_: f"/posture{narrow.get(id_, each.path)}" for id_, each in FEATURES.items()}


@pytest.mark.parametrize("id_", FEATURES)
def test_each_control_is_reached_seen_and_left(visitor: Visitor, addresses: dict[str, str], id_: str) -> None:
    page = visitor.opens(addresses[id_])
    expect(page.locator("[data-later]:not([data-filled])")).to_have_count(0)
    page.evaluate("document.activeElement.blur()")
    controls = page.evaluate(CONTROLS)
    assert "skip" in controls[0], "the way to the content comes first"
    for _ in range(len(controls) + 60):  # a box that scrolls is a stop, too
        page.keyboard.press("Tab")
        if page.evaluate("window.walked.order.length") >= len(controls):
            break
    walked = page.evaluate("window.walked")
    missed = [controls[n] for n in range(len(controls)) if n not in walked["order"]]
    assert missed == []
    assert walked["order"] == sorted(walked["order"]), "the order of the page is the order of keys"
    assert walked["faint"] == [], "what has the focus is seen to have it"
    _is_left(page)
    assert (visitor.said, visitor.elsewhere) == ([], [])


def _is_left(page: Page) -> None:
    """After the last control the focus leaves the page, or is at its first again: nothing holds it."""
    last = page.evaluate("window.walked.order.at(-1)")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("window.walked.order.at(-1)") != last or page.evaluate(
        "document.activeElement === document.body"
    )


OPENED = {
    ".account > summary": ".account > .popup",
    ".standing > summary": ".standing > div",
    "#columns > summary": "#columns > .popup",
    "[data-opens]": ".beside-list",
}


@pytest.mark.parametrize("id_", ["inventory", "recommendations", "attack-paths", "identities"])
def test_what_opens_by_enter_closes_by_escape(visitor: Visitor, addresses: dict[str, str], id_: str) -> None:
    for opener, opened in OPENED.items():
        page = visitor.opens(addresses[id_])
        control, shown = page.locator(opener).first, page.locator(opened).first
        control.focus()
        page.keyboard.press("Enter")
        expect(shown).to_be_visible()
        if opener != ".standing > summary":  # a notice is unfolded, it lies over nothing
            page.keyboard.press("Escape")
            expect(shown).not_to_be_visible()
            expect(control).to_be_focused()
