"""The sensitive actions of Azure, as dated facts in the CSV file beside this one.

Source: https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("abilities.csv")
_ANY_TYPE = ("microsoft.authorization", "*")
_SLOTS = "microsoft.web/sites/slots"


@dataclass(frozen=True)
class RoleAbility:
    """One sensitive action: the kind of power it gives, what it gives, and which of a role's lists names it.

    ``where`` is the table and its column that say on which resources the action is worth anything; empty for all.
    ``access`` names what it is in the table ``access``.
    """

    kind: str
    name: str
    action: str
    is_data: bool
    where: str = ""
    access: tuple[str, ...] = ()

    @property
    def resource_type(self) -> str:
        """The type of resource that the action works on, in lower case; empty where it works on any."""
        provider, *rest = self.action.lower().split("/")
        return "" if provider in _ANY_TYPE else f"{provider}/{rest[0]}"

    @property
    def target_type(self) -> str:
        """The same, where slots are not apps."""
        return _SLOTS if self.action.lower().startswith(f"{_SLOTS}/") else self.resource_type


@cache
def abilities() -> tuple[RoleAbility, ...]:
    """Return every sensitive action."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        RoleAbility(
            row["ability"], row["name"], row["action"], row["is_data"] == "true", row["where"],
            tuple(row["access"].split()),
        )
        for row in rows
    )  # fmt: skip
