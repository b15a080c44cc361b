"""Every page of the registry: at each size and zoom, without colours or motion, and honest about what is unknown.

One visit of a page serves all of it.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bartizan.portal.features import FEATURES
from bartizan.portal.links import resource_path
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting
from tests.portal.scope_page import scope_path

ZOOMED = {640: "200 % of 1280", 320: "400 % of 1280"}
WIDE = 3840
MOVING = """() => [...document.querySelectorAll('*')].filter((each) => {
  const style = getComputedStyle(each);
  return [style.transitionDuration, style.animationDuration].some((time) => parseFloat(time) > 0);
}).length"""
STRETCHED = """() => [...document.querySelectorAll('main p, main dd, main li')].filter((each) =>
  each.innerText.length > 300 && each.getBoundingClientRect().width > 1800).length"""
HEALTHY_ALONE = """() => {
  const marks = '.mark-unknown, .text-unknown, .fill-unknown';
  const says = (box, words) => words.test(box.innerText) || box.querySelector(marks);
  const counts = [...document.querySelectorAll('main .mark-healthy, main th, main .fill-healthy')].filter((each) =>
    each.matches('.fill-healthy') || /\\bhealthy\\b|\\bpassed\\b/i.test(each.innerText));
  return counts.filter((each) => !says(each.closest('.card, table'), /unknown|not evaluated|not read|denied/i))
    .map((each) => each.outerHTML.slice(0, 120));
}"""
UNSEEN = """() => [...document.querySelectorAll('main svg.shape')].filter((each) => {
  const shape = each.firstElementChild, style = getComputedStyle(shape);
  const ground = getComputedStyle(document.body).backgroundColor;
  return style.fill === ground && (style.stroke === 'none' || style.stroke === ground);
}).length"""
SMALL = """() => [...document.querySelectorAll('main :is(button, summary, .button, .choice, .chip-filter)')]
  .filter((each) => each.getClientRects().length && !each.classList.contains('hidden-text'))
  .filter((each) => { const box = each.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
  .map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def visitor(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.ADMIN) as found:
        yield found


@pytest.fixture(scope="module")
def addresses(portal: Served, published: Published) -> dict[str, str]:
    path = listing.rows(published, "attack_paths", ListFilter(), limit=1).items[0]
    row = listing.rows(published, "inventory", ListFilter(text="data-search-index"), limit=1).items[0]
    objects = {
        "resource": resource_path(row["id"], row["name"]),
        "recommendation": "/recommendations/aws.lambda.public_function_url",
        "attack-path": f"/attack-paths/{path['id']}",
        "known-query": "/explorer/exposed_without_login",
        "scope": scope_path(portal.settings.home),
        "scan": f"/scans/{published.manifest.id}",
        "exposure": resource_path(path["entry_id"], "").replace("inventory", "queue"),
    }
    return {id_: f"/posture{objects.get(id_, each.path)}" for id_, each in FEATURES.items()}


@pytest.mark.parametrize("id_", FEATURES)
def test_a_page_is_whole_at_every_size_and_setting(visitor: Visitor, addresses: dict[str, str], id_: str) -> None:
    page = visitor.opens(addresses[id_])
    _has_one_heading(page)
    assert page.evaluate(HEALTHY_ALONE) == [], "what is healthy stands with what is unknown"
    assert page.evaluate(SMALL) == [], "what is clicked is 24 px high and wide"
    for width, what in ZOOMED.items():
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, what
    page.set_viewport_size({"width": WIDE, "height": 2160})
    assert page.evaluate("document.querySelector('main').clientWidth") <= 1800
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE
    assert page.evaluate(STRETCHED) == 0
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == 0
    page.emulate_media(reduced_motion="no-preference", forced_colors="active")
    assert page.evaluate(UNSEEN) == 0, "shapes are seen without their colours"
    _shows_focus(page)
    page.emulate_media(forced_colors="none")
    assert (visitor.said, visitor.elsewhere) == ([], [])


def _has_one_heading(page: Page) -> None:
    heading = page.locator("h1")
    assert heading.count() == 1
    assert page.title() == f"{heading.inner_text()} · Bartizan"


def _shows_focus(page: Page) -> None:
    """A focus that is moved by keys is seen, with forced colours too."""
    page.locator("body").press("Tab")
    style = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style[0] != "none"
    assert float(style[1].removesuffix("px")) >= 1
