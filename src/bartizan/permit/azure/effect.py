"""How sure an effect is: yes, conditional or unknown; and what several that must all hold make together."""

from collections.abc import Iterable
from dataclasses import dataclass

from bartizan.permit.azure.role import Allowed

NAMES = {Allowed.YES: "yes", Allowed.CONDITIONALLY: "conditional", None: "unknown"}
RANK = {"yes": 0, "conditional": 1, "unknown": 2}


@dataclass(frozen=True)
class Certainty:
    """Whether something holds, None where that could not be read, and what must hold first or was not read."""

    holds: Allowed | None
    condition: str = ""

    @property
    def name(self) -> str:
        """The effect as tables have it; not for one that does not hold."""
        return NAMES[self.holds]


SURE = Certainty(Allowed.YES)
NEVER = Certainty(Allowed.NO)


def told(is_so: bool | None, unread: str) -> Certainty:
    """Return the effect of a fact, with the name of what was not read where it is null."""
    return Certainty(None, f"not read: {unread}") if is_so is None else SURE if is_so else NEVER


def together(effects: Iterable[Certainty]) -> Certainty:
    """Return what holds if all hold: one that does not decides, then one that is unknown, then one with a condition."""
    parts = list(effects)
    conditions = "; ".join(dict.fromkeys(each.condition for each in parts if each.condition))
    if any(each.holds is Allowed.NO for each in parts):
        return NEVER
    known = [each.holds for each in parts if each.holds is not None]
    return Certainty(min(known, default=Allowed.YES) if len(known) == len(parts) else None, conditions)
