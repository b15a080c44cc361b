"""Listings that have no end: a page that was seen before, or more pages than any real estate has."""

from hashlib import sha256

ENDLESS = "EndlessPaging"
MOST_PAGES = 20_000
"""Pages of one listing. A million functions, fifty a page, are as many."""


class Turns:
    """The pages of one listing that were turned to so far."""

    def __init__(self, most: int = MOST_PAGES) -> None:
        self._most = most
        # Their digests: a token may be kilobytes long.
        self._seen: set[bytes] = set()

    def endless(self, token: bytes) -> str:
        """Note what leads to the next page; return why it must not be followed, empty where it may."""
        digest = sha256(token).digest()
        if digest in self._seen:
            return "a page leads to an earlier one"
        self._seen.add(digest)
        return f"there are more than {self._most} pages" if len(self._seen) >= self._most else ""
