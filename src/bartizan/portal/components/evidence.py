"""Why a finding has its status: the facts that decided it, or what could not be read."""

from collections.abc import Callable, Mapping
from typing import Any

from htpy import Node, a, span

from bartizan.model import visible
from bartizan.portal.components.marks import unknown
from bartizan.portal.words import middle, spaced

_MOST = 6
_NOISE = frozenset({"code_digest"})
"""What no one reads: it says which code a fact is about, in 64 digits."""


def evidence(facts: Mapping[str, Any], missing: list[str], fact_of: Callable[[str], str] | None = None) -> Node:
    """Return facts in words, and what is missing; ``fact_of`` gives the address of a column of the resource."""
    shown = [
        (name, visible(f"{spaced(name)}: {value(fact)}"))
        for name, fact in facts.items()
        if fact not in (None, [], "") and name not in _NOISE
    ][:_MOST]
    words = [[a(".narrow", href=fact_of(name))[said] if fact_of else said] for name, said in shown]
    out: list[Node] = [span(".quiet")[[["; " if n else "", each] for n, each in enumerate(words)]]] if shown else []
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
