"""What a path's risk is made of, as data: ``paths/risk.yaml``. Risk is 100 × likelihood × impact."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bartizan.base.yaml_document import DocumentError, read_document
from bartizan.model import UsageError

LEVELS = ("critical", "high", "medium")
"""Each with its least risk in the file; what is below all is low."""
OWN = "own_workload"
"""The impact of code running in the workload that was entered, with nothing behind it."""
_MOST_COST = 63
Share = Annotated[float, Field(gt=0, le=1)]


class PathRisk(BaseModel):
    """Weights and limits. ``likelihood`` is by an edge's weight_key, else by its kind; ``impact`` by a target's key.

    ``trusted_sources`` are globs of IDs or names: outsiders, or identities that outsiders become.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    likelihood: dict[str, Share]
    otherwise: Share
    conditional: Share
    unknown: Share
    impact: dict[str, Share]
    test: Share
    test_names: list[str]
    intended: Share
    intended_tags: list[str]
    trusted_sources: list[str] = []
    levels: dict[str, float]
    most_per_scenario: Annotated[int, Field(gt=0)]
    most_per_entry: Annotated[int, Field(gt=0)]

    def of_step(self, weight_key: str, kind: str, effect: str) -> float:
        """Return how likely an attacker takes a step."""
        weight = self.likelihood.get(weight_key) or self.likelihood.get(kind) or self.otherwise
        return weight * {"conditional": self.conditional, "unknown": self.unknown}.get(effect, 1)

    def level(self, risk: float) -> str:
        """Return the level of a risk between 0 and 100."""
        return next((level for level in LEVELS if risk >= self.levels[level]), "low")


def cost(likelihood: float) -> int:
    """Return a likelihood as what an edge costs the search: the likelier, the cheaper."""
    return min(_MOST_COST, round(-10 * math.log(likelihood)))


def load_risk(file: Path) -> PathRisk:
    """Return the weights in a file.

    Raises:
        UsageError: it is not readable as such; the message has file and line.
    """
    try:
        document = read_document(file)
        found = PathRisk(**document.content)
    except DocumentError as error:
        raise UsageError(str(error)) from error
    except ValidationError as error:
        raise UsageError(document.refusal(error, PathRisk)) from error
    _check_levels(found.levels, file)
    return found


def _check_levels(levels: Mapping[str, float], file: Path) -> None:
    limits = [levels.get(level, -1.0) for level in LEVELS]
    if set(levels) != set(LEVELS) or sorted(limits, reverse=True) != limits or not all(0 < n <= 100 for n in limits):
        raise UsageError(f"{file}:1: levels: name {', '.join(LEVELS)}, each with its least risk, falling, 0 to 100")
