"""The resources that pass a rule: the snapshot keeps only their number, so they are judged again by its own rules."""

import hashlib
from collections.abc import Sequence

from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError
from bartizan.report.listing.judged.rules import passing_places
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import PLACE, ensure_table
from bartizan.store.engine import Engine


def passes(engine: Engine, rules: Sequence[str]) -> str:
    """Return the condition that a row ``t`` of the inventory passes one of these rules.

    It is false, and never unknown, for what could not be read: nothing stands among the healthy ones by chance.

    Raises:
        UsageError: the snapshot was not judged by such a rule.
    """
    places = " union ".join(f"select place from {_ensure(engine, rule)}" for rule in dict.fromkeys(rules))
    return f"t.{PLACE} in ({places})"


def _ensure(engine: Engine, rule_id: str) -> str:
    """Return the table of the places of the rows that pass a rule: no decision changes it, so it lies below a layer."""
    under = engine.below()
    ensure_table(under, LISTS["inventory"])

    def make(under: Engine) -> None:
        under.create(name, f"{_places(under, rule_id)} order by place")
        under.compress()

    name = f"passing_{hashlib.sha256(rule_id.encode()).hexdigest()[:16]}"
    return under.once(name, make)


def _places(engine: Engine, rule_id: str) -> str:
    rows = engine.rows("select definition from rule where id = ?", [rule_id])
    if not rows:
        known = [row["id"] for row in engine.rows("select id from rule")]
        raise UsageError(f"there is no rule {rule_id!r}{suggestion(rule_id, known)}")
    return f"select place from ({passing_places(engine, [rows[0]['definition']])})"
