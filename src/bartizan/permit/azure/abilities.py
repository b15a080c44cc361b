"""The sensitive actions of Azure, as dated facts in the CSV file beside this one.

Source: https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("abilities.csv")


@dataclass(frozen=True)
class RoleAbility:
    """One sensitive action: the kind of power it gives, what it gives, and which of a role's lists names it.

    ``where`` is the table and its column that say on which resources the action is worth anything; empty for all.
    """

    kind: str
    name: str
    action: str
    is_data: bool
    where: str = ""

    @property
    def resource_type(self) -> str:
        """The type of resource that the action works on, in lower case; empty where it works on any."""
        provider, type_ = self.action.lower().split("/")[:2]
        return "" if provider == "microsoft.authorization" else f"{provider}/{type_}"


@cache
def abilities() -> tuple[RoleAbility, ...]:
    """Return every sensitive action."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(RoleAbility(r["ability"], r["name"], r["action"], r["is_data"] == "true", r["where"]) for r in rows)
