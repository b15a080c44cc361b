"""The truth table of a rule: when it fails, and what it says of which facts."""

from collections.abc import Mapping
from typing import Any

from htpy import Element, Node, code, div, li, p, span, ul

from bartizan.model import visible
from bartizan.portal.components.evidence import value
from bartizan.portal.components.marks import status
from bartizan.portal.components.parts import folded
from bartizan.portal.words import middle
from bartizan.service.rules.truth_table import TruthTable

_MOST = 12


def truth(found: TruthTable | None) -> Node:
    """Return the table, folded; its facts are examples and no one's resources."""
    if found is None or not found.examples:
        return None
    lines = (
        li[span(".says")[status(word), span(".quiet")[f" {severity}"] if severity else None], _facts(facts)]
        for word, severity, facts in found.examples[:_MOST]
    )
    more = len(found.examples) - _MOST
    return folded(
        "When it fails",
        div(".truth")[
            p[_predicate("Applies where", found.applies) if found.applies != "true" else None],
            p[_predicate("Fails where", found.fails)],
            ul(".plain")[lines],
            p(".quiet")[f"and {more} more examples in the rule's file"] if more > 0 else None,
        ],
    )


def _predicate(words: str, sql: str) -> list[Node]:
    return [span(".quiet")[f"{words} "], code(".mono")[visible(sql)]]


def _facts(facts: Mapping[str, Any]) -> Element:
    """Return facts; what is null was not read."""
    parts = (
        [
            code(".mono")[key],
            " ",
            span(".text-unknown")["not read"] if fact is None else middle(visible(value(fact)), 80) or "empty",
        ]
        for key, fact in facts.items()
    )
    shown: list[Node] = []
    for part in parts:
        shown += ["; ", *part] if shown else part
    return span[shown or span(".text-unknown")["nothing read"]]
