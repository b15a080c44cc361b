"""What a person perhaps meant by a word that is not known."""

from collections.abc import Iterable

_NEAR = 0.7
"""How alike a known word must be to be the one that was meant, 0 to 1: three letters of ten may differ."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the closest known word, or an empty text."""
    from difflib import get_close_matches  # on use: most commands are spelt right

    close = get_close_matches(word, sorted(known), n=1, cutoff=_NEAR)
    return f" (did you mean {close[0]!r}?)" if close else ""
