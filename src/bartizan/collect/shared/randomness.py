"""Whether a text looks as if it was drawn by chance, as keys, tokens and good passwords are."""

import re
from math import log2


def looks_random(value: str, *, is_password: bool) -> bool:
    """Return whether a value is drawn by chance; a password is one that mixes kinds of characters, however short."""
    classes = sum(bool(re.search(kind, value)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"))
    if is_password and classes >= 3:
        return True
    if re.fullmatch(r"(?:[0-9a-f]+|[0-9A-F]+)", value):
        return len(value) >= 32 and _entropy(value) >= 3.0
    if len(value) < 16 or classes < 2 or _entropy(value) < 3.5:
        return False
    return bool(re.search(r"\d", value)) or has_no_words(value)


def has_no_words(value: str) -> bool:
    """Return whether long letters without a digit are drawn by chance: capitals are many, runs of small ones short."""
    runs = re.findall(r"[a-z]+", value)
    capitals = len(re.findall("[A-Z]", value))
    if len(value) < 24 or not capitals or not runs:
        return False
    vowels = len(re.findall("[aeiouAEIOU]", value))
    return sum(map(len, runs)) < 2.8 * len(runs) or capitals > len(value) / 3 or vowels < len(value) / 4


def is_base64_key(value: str) -> bool:
    """Return whether a text that may begin with a slash is no path but the random bytes of a key."""
    if len(value) % 4 or not re.fullmatch(r"[A-Za-z0-9+/]{38,}={0,2}", value):
        return False
    return all(re.search(kind, value) for kind in ("[a-z]", "[A-Z]", r"\d")) and _entropy(value) >= 4.3


def _entropy(text: str) -> float:
    """Return Shannon's entropy in bits a character."""
    return -sum((share := text.count(char) / len(text)) * log2(share) for char in set(text))
