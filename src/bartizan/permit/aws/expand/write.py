"""Write the table ``access`` for AWS."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from bartizan.permit.aws.expand.controls import read_controls
from bartizan.permit.aws.expand.expander import Expander, Principal
from bartizan.permit.aws.expand.outcome import UNREAD_POLICY
from bartizan.permit.aws.expand.outside import Gate
from bartizan.permit.aws.expand.read import TargetSets, read_universes
from bartizan.permit.aws.expand.universe import Universe
from bartizan.permit.aws.expand.wanted import wanted
from bartizan.permit.aws.principals import PolicyHolder
from bartizan.permit.aws.weighing import Weighing
from bartizan.permit.tables import append
from bartizan.store import Engine

_SET, _GRANT = "aws_access_set", "aws_access_row"
_COLUMNS = ("principal_id", "ability", "action", "effect", "effect_in_organization", "condition", "because")


def expander_of(engine: Engine, holders: Iterable[PolicyHolder], now: datetime.datetime) -> Expander:
    """Return what expands permissions, as of a moment in UTC."""
    return Expander(read_universes(engine, holders), read_controls(engine), now)


def write_access(engine: Engine, expander: Expander, holders: Iterable[tuple[PolicyHolder, Weighing]]) -> None:
    """Add to ``access`` what each principal may do to each resource that matters."""
    held = list(holders)
    sets = TargetSets()
    engine.create_empty(_GRANT, {**dict.fromkeys(_COLUMNS, "varchar"), "number": "bigint"})
    engine.create_empty(_SET, {"number": "bigint", "target_ids": "varchar[]"})
    append(engine, _GRANT, _rows(held, expander, sets))
    append(engine, _SET, sets.rows())
    engine.execute(
        f"insert into access select principal_id, 'aws', ability, action, target_id, effect, effect_in_organization,"
        f" condition, because from {_GRANT}"
        f" join (select number, unnest(target_ids) as target_id from {_SET}) using (number)"
    )
    append(engine, "access", _unread(held, expander.universes))
    append(engine, "access", _outside(held, expander.now))
    for name in (_GRANT, _SET):
        engine.execute(f"drop table {name}")


def principal_of(holder: PolicyHolder, weighing: Weighing) -> Principal:
    """Return a principal with what of it was not read."""
    arn = holder.row["permission_boundary_arn"]
    unread = f"the boundary {arn} was not read" if holder.is_bounded_unread else ""
    return Principal(weighing, unread, holder.is_bounded_unread)


def _rows(held: list[tuple[PolicyHolder, Weighing]], expander: Expander, sets: TargetSets) -> Iterator[dict[str, Any]]:
    for holder, weighing in held:
        if holder.row["kind"] == "group":
            continue
        for ability, universe, part in expander.expand(principal_of(holder, weighing)):
            yield {
                "principal_id": holder.row["id"],
                "ability": ability,
                "action": part.action,
                "effect": part.effect,
                "effect_in_organization": part.in_organization,
                "condition": part.condition,
                "because": part.because,
                "number": sets.id_of(universe, part.resources),
            }


def _unread(held: list[tuple[PolicyHolder, Weighing]], universes: Mapping[str, Universe]) -> Iterator[dict[str, Any]]:
    """Yield what may be allowed by what was not read: a principal's policies to any target, a target's to anybody."""
    common = {"provider": "aws", "effect": "unknown", "condition": ""}
    for holder, _ in held:
        if holder.missing and holder.row["kind"] != "group":
            because = f"not read: {', '.join(holder.missing)}"
            for ability in sorted({ability for ability, _ in wanted()}):
                yield {
                    **common,
                    "principal_id": holder.row["id"],
                    "ability": ability,
                    "target_id": "",
                    "because": because,
                }
    for ability, kind in wanted():
        universe = universes.get(kind)
        for arn in universe.at(universe.unread) if universe and (kind != "role" or ability == "assume_role") else ():
            yield {**common, "principal_id": "", "ability": ability, "target_id": arn, "because": UNREAD_POLICY}


def _outside(held: list[tuple[PolicyHolder, Weighing]], now: datetime.datetime) -> Iterator[dict[str, Any]]:
    """Yield who outside the directory may become each role."""
    known = {holder.row["scope"] for holder, _ in held}
    for holder, _ in held:
        if holder.row["kind"] == "role" and holder.trust:
            gate = Gate(holder.trust, holder.row["id"], holder.row["scope"], now, known)
            for each in gate.outsiders():
                yield {"provider": "aws", "ability": "assume_role", "target_id": holder.row["id"], **asdict(each)}
