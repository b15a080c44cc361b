"""Why a finding has its status: the facts that decided it, or what could not be read."""

from collections.abc import Mapping
from typing import Any

from htpy import Node, span

from bartizan.model import visible
from bartizan.portal.components.marks import unknown
from bartizan.portal.words import middle, spaced

_MOST = 6
_NOISE = frozenset({"code_digest"})
"""What no one reads: it says which code a fact is about, in 64 digits."""


def evidence(facts: Mapping[str, Any], missing: list[str]) -> Node:
    """Return facts in words, and what is missing."""
    shown = [
        f"{spaced(name)}: {value(fact)}"
        for name, fact in facts.items()
        if fact not in (None, [], "") and name not in _NOISE
    ]
    out: list[Node] = [span(".quiet")[visible("; ".join(shown[:_MOST]))]] if shown else []
    if missing:
        out.append(unknown("not read: " + ", ".join(missing[:4])))
    return out


def value(fact: Any) -> str:
    """Return a value of a column in words."""
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    if isinstance(fact, list):
        more = f" and {len(fact) - 4} more" if len(fact) > 4 else ""
        return ", ".join(middle(str(each), 60) for each in fact[:4]) + more
    return middle(str(fact), 200)
