"""The actions on single resources that are worth a row of ``access``, as dated facts in a CSV file beside this one.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

_FILE = Path(__file__).with_name("wanted.csv")


@dataclass(frozen=True)
class Wanted:
    """One action on one kind of resource, and what it is good for.

    ``of_object``: it is asked of the objects in a bucket. ``key_action`` is what it takes on the key that encrypts the
    resource, empty where nothing.
    """

    ability: str
    action: str
    kind: str
    of_object: bool
    key_action: str

    @cached_property
    def name(self) -> str:
        """The action in lower case, as policies are compared."""
        return self.action.lower()

    @property
    def service(self) -> str:
        """The service that calls the key on the caller's behalf."""
        return self.action.partition(":")[0]


@cache
def wanted() -> dict[tuple[str, str], tuple[Wanted, ...]]:
    """Return the actions by ability and kind, the best known first."""
    found: dict[tuple[str, str], tuple[Wanted, ...]] = {}
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            each = Wanted(row["ability"], row["action"], row["kind"], row["part"] == "object", row["key_action"])
            found[each.ability, each.kind] = (*found.get((each.ability, each.kind), ()), each)
    return found


@cache
def wanted_actions() -> frozenset[str]:
    """Return all that is asked, of keys as well."""
    every = [each for group in wanted().values() for each in group]
    return frozenset(name for each in every for name in (each.action, each.key_action) if name)


@cache
def kinds_of(action: str) -> frozenset[str]:
    """Return the kinds of resources that an action is about, as far as they are read."""
    return frozenset(kind for (_, kind), group in wanted().items() for each in group if each.action == action)


@cache
def is_of_objects(action: str) -> bool:
    """Return whether an action is asked of the objects in a bucket."""
    return any(each.of_object for group in wanted().values() for each in group if each.action == action)
