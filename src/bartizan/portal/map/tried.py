"""Fixes that somebody ticks to see what they would end."""

from collections.abc import Sequence
from dataclasses import dataclass

from bartizan.contract.paths import AttackPath, WhatIf
from bartizan.portal.view import View
from bartizan.service import attack


@dataclass(frozen=True)
class TriedFixes:
    """Rules that are thought to be fixed, and every path's outcome once all of them are."""

    rules: tuple[str, ...] = ()
    outcomes: Sequence[WhatIf] = ()

    @property
    def gone(self) -> list[WhatIf]:
        """The paths that are gone."""
        return [each for each in self.outcomes if each.outcome == "gone"]

    @property
    def left(self) -> list[WhatIf]:
        """The paths that are left."""
        return [each for each in self.outcomes if each.outcome == "left"]

    def cuts(self, items: Sequence[AttackPath]) -> set[tuple[str, str]]:
        """Return between which nodes the fixes break paths among ``items``.

        What a fix takes from a node breaks the step that leads there.
        """
        gone, rules, found = {each.id for each in self.gone}, set(self.rules), set()
        for path in items:
            before = path.steps[0].source
            for step in path.steps if path.id in gone else ():
                if rules.intersection(step.rule_ids):
                    found.add((before if step.source == step.target else step.source, step.target))
                before = step.source
        return found


def tried_fixes(view: View, known: Sequence[str]) -> TriedFixes:
    """Return what the fixes end that the address names, each ``fix=RULE``; those that are not among ``known`` are not.

    All are tried at once: what they end together is found by the same search, not by adding up.
    """
    asked = set(view.request.query_params.getlist("fix"))
    rules = tuple(rule for rule in known if rule in asked)
    return TriedFixes(rules, attack.what_if(view.published, rules=rules).items) if rules else TriedFixes()
