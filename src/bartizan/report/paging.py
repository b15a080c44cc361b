"""Which part of a list is wanted, and in what order: sorting and cutting are the engine's work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bartizan.base.suggestion import suggestion
from bartizan.decide.risk import LEVELS
from bartizan.model import Severity, UsageError
from bartizan.store.engine import literal

_RANKED = {"severity": tuple(Severity), "risk_level": LEVELS}


@dataclass(frozen=True)
class Part:
    """``sort`` names keys of the contract, the first counts most, ``-key`` is descending; without any, worst first.

    ``limit`` None is all from ``offset`` on; 0 is none: only how many there are is of interest.
    """

    sort: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0

    @property
    def sql(self) -> str:
        """The end of a SELECT."""
        return f"{f'limit {int(self.limit)}' if self.limit is not None else ''} offset {int(self.offset)}"


ALL = Part()


def order_by(part: Part, keys: Mapping[str, str], default: str) -> str:
    """Return the expressions to sort by; ``keys`` maps what can be sorted by to its expression.

    Raises:
        UsageError: a key is none of them.
    """
    asked = [_expression(name, keys) for name in part.sort]
    return ", ".join([*asked, default])


def _expression(name: str, keys: Mapping[str, str]) -> str:
    key = name.removeprefix("-")
    if key not in keys:
        raise UsageError(f"cannot sort by {key!r}{suggestion(key, list(keys))}; choose from {', '.join(keys)}")
    sql = keys[key]
    if key in _RANKED:  # the worst is the greatest: -severity begins with critical
        sql = f"-list_position([{', '.join(map(literal, _RANKED[key]))}], {sql})"
    return f"{sql} {'desc' if name.startswith('-') else 'asc'} nulls last"


def where(conditions: Mapping[str, object]) -> tuple[str, list[object]]:
    """Return the WHERE clause of the conditions whose value is given, and these values."""
    given = {condition: value for condition, value in conditions.items() if value}
    return (f"where {' and '.join(given)}" if given else "", list(given.values()))


def and_worse(severity: str) -> Sequence[str]:
    """Return a severity and all worse ones; none for none."""
    return [str(each) for each in Severity if severity and each.rank <= Severity(severity).rank]
