"""What pages are checked for is found where it is: a check that finds nothing anywhere would pass every page."""

from playwright.sync_api import Browser

from tests.portal.browser import Visitor

PAGE = """<html lang="en"><title>A page</title><main>
<img src="data:,"><p style="color: #ccc; background: #fff">pale in both themes</p><b>pale in the dark</b>
<style>@media (prefers-color-scheme: dark) { b { color: #333; background: #222 } }</style></main>"""


def test_barriers_are_found_in_both_themes(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE)
    found = [each.partition(">")[0] for each in Visitor(page, "about:blank").violations()]
    pale = 'color-contrast: <p style="color: #ccc; background: #fff"'
    assert sorted(found) == sorted([pale, 'image-alt: <img src="data:,"', pale, "color-contrast: <b"])
    page.close()
