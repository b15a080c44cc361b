"""What pages can be fitted with: the widths of columns, kept in a view, and the size of a map."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.reading import Snapshots
from bartizan.service.work.views import widths
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting


def kept(page: Page) -> dict[str, int]:
    return widths(parse_qsl(urlsplit(page.url).query))


def width(cell: Locator) -> int:
    return int(cell.evaluate("cell => Math.round(cell.getBoundingClientRect().width)"))


def test_a_column_is_dragged_wider_and_kept_in_a_view(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory?exposure=internet")
    heading = page.locator("th[data-column=Exposure]")
    before, grip = width(heading), heading.get_by_role("separator", name="Width of Exposure")
    box = grip.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    page.mouse.up()
    page.wait_for_url("**width=Exposure**")
    assert abs(width(heading) - before - 30) <= 2
    assert abs(kept(page)["Exposure"] - before - 30) <= 2
    assert somebody.violations() == []
    page.get_by_text("Keep this view").click()
    page.get_by_label("Name of this view").fill("Wide")
    page.get_by_role("button", name="Keep", exact=True).click()
    page = somebody.opens("/posture/inventory")
    page.get_by_role("link", name="Wide").click()
    page.wait_for_url("**width=Exposure**")
    assert abs(width(heading) - before - 30) <= 2
    page.get_by_role("button", name="Forget this view").click()
    page.locator(".own-views").get_by_role("link").wait_for(state="detached")


def test_a_column_is_sized_by_keys_and_takes_its_own_width_again(somebody: Visitor) -> None:
    page = somebody.opens("/posture/recommendations")
    grip = page.locator("th[data-column=Recommendation]").get_by_role("separator")
    before = width(page.locator("th[data-column=Recommendation]"))
    grip.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**width=Recommendation**")
    expect(grip).to_be_focused()
    assert abs(kept(page)["Recommendation"] - before + 32) <= 2
    expect(grip).to_have_attribute("aria-valuenow", str(width(page.locator("th[data-column=Recommendation]"))))
    page.keyboard.press("Delete")
    page.wait_for_url(lambda url: "width" not in url)
    assert width(page.locator("th[data-column=Recommendation]")) == before


@pytest.mark.parametrize("size", [360, 800, 1440])
def test_kept_widths_fit_into_any_window_also_without_scripts(browser: Browser, portal: Served, size: int) -> None:
    query = "&".join(f"width={each}:1200" for each in ("Risk", "Name", "Exposure")) + "&width=Name:x&width=:9"
    viewport = {"width": size, "height": 740}
    with visiting(browser, portal, Role.VIEWER, viewport=viewport, java_script_enabled=False) as found:
        page = found.opens(f"/posture/inventory?{query}")
        assert page.locator("tbody tr").count() > 10
        assert page.locator("html").evaluate("page => page.scrollWidth") <= size


def test_what_was_chosen_is_shown_where_it_is_narrow(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 1280, "height": 740}) as found:
        page = found.opens("/posture/inventory")
        expect(page.locator("th[data-column='Code read']")).to_be_hidden()
        heights = page.locator("tbody tr").evaluate_all("rows => rows.map((row) => row.offsetHeight)")
        assert max(heights) <= 46, "two lines"
        page = found.opens("/posture/inventory?columns=Risk&columns=Code+read")
        expect(page.locator("th[data-column='Code read']")).to_be_visible()


def test_a_map_is_zoomed_by_buttons_keys_and_wheel(somebody: Visitor, portal: Served) -> None:
    published = Snapshots(portal.settings.home).open()
    path = listing.rows(published, "attack_paths", ListFilter(), limit=1).items[0]
    published.engine.close()
    page = somebody.opens(f"/posture/attack-paths/{path['id']}")
    drawing, map_ = page.locator(".map svg"), page.locator(".map")
    page.get_by_role("button", name="Back to full size").click()
    full = width(drawing)
    page.get_by_role("button", name="Zoom in").click()
    assert width(drawing) == round(full * 1.25)
    map_.focus()
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert width(drawing) == round(full * 0.8)
    expect(page.get_by_role("button", name="Back to full size")).to_have_text("80 %")
    page.get_by_role("button", name="Back to full size").click()
    assert width(drawing) == full
    box = map_.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function("full => document.querySelector('.map svg').clientWidth > full", arg=full)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert somebody.violations() == []
    page.reload()
    assert width(drawing) > full, "the size stays while the window does"


def test_a_map_without_scripts_has_no_buttons_that_do_nothing(browser: Browser, portal: Served) -> None:
    published = Snapshots(portal.settings.home).open()
    path = listing.rows(published, "attack_paths", ListFilter(), limit=1).items[0]
    published.engine.close()
    with visiting(browser, portal, Role.VIEWER, java_script_enabled=False) as found:
        page = found.opens(f"/posture/attack-paths/{path['id']}")
        expect(page.get_by_role("button", name="Zoom in")).to_be_hidden()
        expect(page.locator(".map svg")).to_be_visible()
