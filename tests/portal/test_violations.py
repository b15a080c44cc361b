"""What tests of pages stand on: axe finds what it should in both themes, as without shortcuts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.portal.browser import COLOURS, RULES, Visitor

PAGE = """<!doctype html><html lang="en"><head><title>Grey</title><style>
  body { background: #fff; color: #777c } div { opacity: .8 }
  @media (prefers-color-scheme: dark) { b { color: #333; background: rgb(10 10 10 / 90%) } }
</style></head><body><main><h1>Grey</h1><p>Pale<div>Paler</div><b>Dark</b><img src="data:,"><input></main></html>"""


@pytest.mark.slow
def test_axe_finds_what_it_finds_without_shortcuts(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE)
    found = Visitor(page, "").violations()
    names = [each.split(":")[0] for each in found]
    assert {"color-contrast", "image-alt", "label"} == set(names)
    assert any("Dark" in each for each in found[names.index("label") :])
    wanted = []
    for theme, options in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        wanted += Axe().run(page, options=options | {"selectors": True}).response["violations"]
    assert found == [f"{each['id']}: {node['html'][:160]}" for each in wanted for node in each["nodes"][:3]]
