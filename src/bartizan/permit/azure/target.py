"""What an action works on: keys are worth nothing where no key opens, nor roles where policies of its own decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bartizan.permit.azure.scope import Ancestors, covers


@dataclass(frozen=True)
class Targets:
    """The resources of one type, by id, and whether the action works on each; None where that could not be read.

    ``is_whole`` where all of the type were listed.
    """

    works_on: Mapping[str, bool | None]
    is_whole: bool = True
    _told: dict[str, bool | None] = field(default_factory=dict, compare=False, repr=False)

    def at(self, scope: str, ancestors: Ancestors) -> bool | None:
        """Return whether the action works on anything at or below a scope; so where nothing is seen."""
        if scope in self.works_on:
            return self.works_on[scope]
        if scope not in self._told:
            self._told[scope] = self._at(scope, ancestors)
        return self._told[scope]

    def _at(self, scope: str, ancestors: Ancestors) -> bool | None:
        here = {id_: covers(scope, id_, ancestors) for id_ in self.works_on}
        if any(is_here and self.works_on[id_] for id_, is_here in here.items()):
            return True
        if not self.is_whole or any(
            is_here is not False and self.works_on[id_] is not False for id_, is_here in here.items()
        ):
            return None
        return not any(here.values())
