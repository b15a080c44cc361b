"""Visitors: people with a browser, of whose pages everything is kept that should not be there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from bartizan.api.guard import cookie_name
from bartizan.state.access.nouns import Role
from tests.api.serving import Served

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_FOUND = {"resultTypes": ["violations"], "selectors": False}
"""axe else describes each element that passed, too, and looks for selectors: time for what nobody reads."""
RULES = _FOUND | {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
COLOURS = _FOUND | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
_ONCE_A_COLOUR = """{
  const { prototype } = axe.commons.color.Color, parse = prototype.parseString, parsed = new Map();
  prototype.parseString = function (text) {
    if (!parsed.has(text)) {
      parse.call(this, text);
      parsed.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = parsed.get(text);
    return this;
  };
}"""
"""axe parses the same few colours for each element and each that lies under it: a third of its time."""
_AXE = f"{Axe().axe_script}\n{_ONCE_A_COLOUR}\nnull"
_ROOM_FOR_NEW = "--js-flags=--min-semi-space-size=32"
"""axe makes so much that does not last that its collector works a tenth of the time else."""
_PATIENCE_MS = 30_000
"""How long a page may take where cores are busy; how long it should is measured by `bench/portal.py`."""
expect.set_options(_PATIENCE_MS)


def chromium_path() -> str:
    """Return where Chromium is; the shell without windows does with half the time to start."""
    path = os.environ.get("BARTIZAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "these tests need Chromium: run `make tools`"
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium; `make tools` installs it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", _ROOM_FOR_NEW])
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody with a browser window. ``said`` holds console messages, ``elsewhere`` requests to other origins."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._requested)

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.elsewhere.append(request.url)

    def opens(self, path: str) -> Page:
        """Open a path and wait until all of it is there."""
        self.page.goto(f"{self.address}{path}", wait_until="load")
        return self.page

    def violations(self, within: str = "html") -> list[str]:
        """Return what axe has against the page in the light theme, and of colours in the dark one, each with where.

        ``within`` names what is open over the page: what that covers in part is no target then.
        """
        found = self._found(RULES, within)
        self.page.emulate_media(color_scheme="dark")
        found += self._found(COLOURS, within)
        self.page.emulate_media(color_scheme="light")
        return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]

    def _found(self, options: dict[str, Any], within: str) -> list[dict[str, Any]]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE)
        found: list[dict[str, Any]] = self.page.evaluate(
            "async ([within, options]) => (await axe.run(within, options)).violations", [within, options]
        )
        return found


@contextmanager
def visiting(browser: Browser, served: Served, role: Role | None = Role.ADMIN, **options: Any) -> Iterator[Visitor]:
    """Give somebody with a role, or with none, a window of their own."""
    directory = options.pop("directory", "default")
    context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
    context.set_default_timeout(_PATIENCE_MS)
    if role is not None:
        cookie = {"name": cookie_name(served.settings), "value": served.cookie(role, directory), "url": served.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
    try:
        yield Visitor(context.new_page(), served.address)
    finally:
        context.close()
