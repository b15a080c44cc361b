"""The order of Packagist's versions: PHP's version_compare.

Source: https://www.php.net/manual/en/function.version-compare.php
"""

import re

from bartizan.advise.version.parts import small

_PART = re.compile(r"[0-9]+|[^0-9.]+", re.ASCII)
_FORMS = {"dev": 2, "alpha": 3, "a": 3, "beta": 4, "b": 4, "RC": 5, "rc": 5, "pl": 8, "p": 8}
"""Known words by rank; an unknown one is 1, the end of a version 6, a number 7."""


def key(version: str) -> bytes | None:
    """Return the version's sortable key, None for a branch (``dev-main``) and for what PHP itself cannot order."""
    given = re.sub(r"[-_+]", ".", version.strip().removeprefix("v").removeprefix("V"))
    parts = _PART.findall(given)
    if not (parts and parts[0].isascii() and parts[0].isdigit()) or "#" in given:
        return None
    return (
        b"".join([b"\x07" + small(p) if p.isascii() and p.isdigit() else bytes((_rank(p),)) for p in parts]) + b"\x06"
    )


def _rank(word: str) -> int:
    # PHP compares only as many letters as the known form has.
    return next((rank for form, rank in _FORMS.items() if word.startswith(form)), 1)
