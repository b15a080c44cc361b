"""What a job costs a person: every click and every key that is not part of a text, and the seconds from the first."""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

BUSY = 4
"""How many times slower than its figure an answer may come here, where much else runs; ``bench/jobs.py`` measures."""


@dataclass
class Hands:
    """Somebody's hands on a page. ``clicks`` and ``keys`` are counted; a text that is typed or pasted is one key."""

    page: Page
    clicks: int = 0
    keys: int = 0
    since: float = field(default_factory=time.monotonic)

    @property
    def interactions(self) -> int:
        """Clicks and keys together."""
        return self.clicks + self.keys

    @property
    def seconds(self) -> float:
        """Seconds since the hands began."""
        return time.monotonic() - self.since

    def click(self, what: Locator) -> None:
        """Click once."""
        self.clicks += 1
        what.click()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type or paste a text where the focus is."""
        self.keys += 1
        self.page.keyboard.insert_text(text)
