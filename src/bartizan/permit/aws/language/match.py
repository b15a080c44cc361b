"""How patterns of IAM match: ``*`` is any run of characters, ``?`` is one.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from functools import lru_cache

_CACHE = 50_000


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern matches a text, case-sensitive; lower both where the service does not."""
    start, star, rest = pattern.partition("*")
    # Most have one star at their end or none: no expression is made, and nothing kept, for these.
    if not rest and "?" not in start:
        return text.startswith(start) if star else text == start
    return expression(pattern).fullmatch(text) is not None


@lru_cache(_CACHE)
def covers(wide: str, narrow: str) -> bool:
    """Return whether every text that matches ``narrow`` surely matches ``wide``."""
    start, star, rest = wide.partition("*")
    if "?" not in start:
        if not narrow.startswith(start):
            return False
        if not rest:
            return bool(star) or narrow == start
    else:
        start = ""
    # A wildcard of the narrow one may stand for anything, so only a star of the wide one takes it.
    possible = {len(start)}
    for symbol in narrow[len(start) :]:
        possible = _steps(wide, _starred(wide, possible), symbol)
        if not possible:
            return False
    return len(wide) in _starred(wide, possible)


@lru_cache(_CACHE)
def overlaps(one: str, other: str) -> bool:
    """Return whether some text matches both patterns."""
    if "*" in (one, other):
        return True
    begun = _begins_alike(one, other)
    if begun < min(len(one), len(other)) and not {one[begun], other[begun]} & {"*", "?"}:
        return False
    reachable = {(begun, begun)}
    waiting = [(begun, begun)]
    while waiting:
        a, b = waiting.pop()
        if (a, b) == (len(one), len(other)):
            return True
        for state in _next(one, other, a, b):
            if state not in reachable:
                reachable.add(state)
                waiting.append(state)
    return False


def _begins_alike(one: str, other: str) -> int:
    """Return how many characters without wildcards both patterns begin with."""
    for n, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right or left in "*?":
            return n
    return min(len(one), len(other))


def _next(one: str, other: str, a: int, b: int) -> list[tuple[int, int]]:
    """Return where both patterns may stand after one more character, or after leaving a star."""
    left, right = one[a : a + 1], other[b : b + 1]
    states = []
    if left == "*":
        states.append((a + 1, b))
    if right == "*":
        states.append((a, b + 1))
    if left and right and (left == right or left in "*?" or right in "*?"):
        states.append((a + (left != "*"), b + (right != "*")))
    return states


def _starred(pattern: str, positions: set[int]) -> set[int]:
    """Return positions and those behind the stars that they stand before: a star may match nothing."""
    reached = set(positions)
    for position in positions:
        here = position
        while here < len(pattern) and pattern[here] == "*":
            here += 1
            reached.add(here)
    return reached


def _steps(pattern: str, positions: set[int], symbol: str) -> set[int]:
    after = set()
    for position in positions:
        here = pattern[position : position + 1]
        if here == "*":
            after.add(position)
        elif here and (here == symbol or (here == "?" and symbol != "*")):
            after.add(position + 1)
    return after


@lru_cache(_CACHE)
def expression(pattern: str) -> re.Pattern[str]:
    """Return a pattern as a regular expression that never goes back over a star: a hostile pattern costs no time."""
    return re.compile(_text(pattern), re.DOTALL)


def _text(pattern: str) -> str:
    first, *rest = (_literal(part) for part in pattern.split("*"))
    if not rest:
        return first
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1] if part)
    return f"{first}{middle}.*{rest[-1]}"


def _literal(part: str) -> str:
    return re.escape(part).replace(r"\?", ".")
