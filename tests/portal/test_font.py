"""The font comes from the portal itself, once, and changes nothing of what a page may ask for."""

import re

import pytest
from httpx2 import Client
from playwright.sync_api import Browser

from bartizan.portal.static import assets
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

LICENCE = "SIL OPEN FONT LICENSE Version 1.1"
SHIFT = """() => new Promise((resolve) => {
  let moved = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) moved += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 300);
})"""


def test_fonts_are_kept_for_ever_under_addresses_of_what_they_hold(portal: Served) -> None:
    with Client(base_url=portal.address) as client:
        styles = client.get(assets.href("tokens.css")).text
        addresses = re.findall(r'url\("([^"]+)"\)', styles)
        for address, most in zip(addresses, (50_000, 40_000), strict=True):
            answer = client.get(address)
            assert answer.headers["content-type"] == "font/woff2"
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert answer.content[:4] == b"wOF2"
            assert len(answer.content) < most
        door = client.get("/signin")
    assert addresses == [assets.href(assets.FONT), assets.href("mono.woff2")]
    assert f'href="{addresses[0]}"' in door.text, "it is asked for before the styles were read"
    assert addresses[1] not in door.text, "that of code is not"
    assert "font-src 'self';" in door.headers["content-security-policy"]


@pytest.mark.parametrize("font", ["inter", "mono"])
def test_its_licence_lies_beside_it(font: str) -> None:
    assert LICENCE in (assets.FOLDER / f"{font}-license.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/posture/overview", "/posture/inventory", "/posture/environment"])
def test_a_page_is_drawn_in_it_and_does_not_move(somebody: Visitor, path: str) -> None:
    asked: list[str] = []
    somebody.page.on("request", lambda request: asked.append(request.url))
    page = somebody.opens(path)
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('13px Inter'))")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Inter,")
    assert page.evaluate(SHIFT) < 0.05
    assert len([each for each in asked if "inter.woff2" in each]) == 1


def test_code_is_drawn_in_a_font_of_its_own_that_comes_with_the_first_of_it(somebody: Visitor) -> None:
    asked: list[str] = []
    somebody.page.on("request", lambda request: asked.append(request.url))
    loads = "() => document.fonts.ready.then(() => document.fonts.check('12px \"JetBrains Mono\"'))"
    page = somebody.opens("/posture/inventory")
    assert not page.evaluate(loads), "there is no code"
    assert not [each for each in asked if "mono.woff2" in each]
    page = somebody.opens("/posture/recommendations/aws.lambda.public_function_url")
    assert page.evaluate(loads)
    assert len([each for each in asked if "mono.woff2" in each]) == 1
    assert page.evaluate(SHIFT) < 0.05
    code = page.locator(".code code").first
    family, ligatures = code.evaluate(
        "(each) => [getComputedStyle(each).fontFamily, getComputedStyle(each).fontVariantLigatures]"
    )
    assert family.startswith('"JetBrains Mono"')
    assert ligatures == "none"


def test_a_page_is_readable_before_it_comes_and_where_it_never_does(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as somebody:
        somebody.page.route("**/*.woff2*", lambda route: route.abort())
        page = somebody.opens("/posture/overview")
        assert not page.evaluate("document.fonts.check('13px Inter')")
        assert page.get_by_role("heading", level=1).is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
