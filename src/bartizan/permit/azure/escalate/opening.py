"""What techniques go through: apps, identities, stores of code, registries; one SELECT each in ``through``."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bartizan.permit.azure.effect import Certainty, together, told
from bartizan.permit.azure.role import Allowed
from bartizan.store import Engine

FOLDER = Path(__file__).parents[1] / "through"


@dataclass(frozen=True)
class Opening:
    """One thing through which a principal is gained; ``principal`` is its object id, empty where the thing is gained.

    ``holder`` is the only one that can use it, empty for anybody who holds the needed action.
    """

    through: str
    principal: str
    effect: Certainty
    holder: str = ""


def openings(engine: Engine) -> Mapping[str, Sequence[Opening]]:
    """Return all openings by the file that tells them."""
    return {name: tuple(_opening(row) for row in engine.rows(text)) for name, text in _texts().items()}


def by_holder(listed: Sequence[Opening]) -> Mapping[str, Sequence[Opening]]:
    """Return openings by who can take them."""
    found: defaultdict[str, list[Opening]] = defaultdict(list)
    for opening in listed:
        found[opening.holder].append(opening)
    return found


def _opening(row: Mapping[str, object]) -> Opening:
    condition = str(row["condition"] or "")
    is_so = None if row["is_so"] is None else bool(row["is_so"])
    effects = [told(is_so, str(row["unread"])), *([Certainty(Allowed.CONDITIONALLY, condition)] if condition else [])]
    return Opening(str(row["through_id"]), str(row["principal_id"]), together(effects), str(row.get("holder_id") or ""))


@cache
def _texts() -> dict[str, str]:
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.sql"))}
