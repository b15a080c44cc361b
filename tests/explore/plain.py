"""Queries evaluated row by row in plain Python, apart from the SQL: slow, and easy to read."""

import datetime
import fnmatch
import json
from collections import defaultdict
from functools import cached_property
from typing import Any

from bartizan.explore.insight import insights
from bartizan.explore.tree import (
    Ago,
    All,
    Any_,
    Compare,
    Count,
    Expression,
    Inner,
    Insight,
    Not,
    Query,
    Related,
    Unread,
)
from bartizan.explore.vocabulary import KINDS, RELATIONS, UNDECIDED
from bartizan.store import Engine

Row = dict[str, Any]
Truth = bool | None
LEVELS = ["none", "info", "low", "medium", "high", "critical"]


def both(values: list[Truth]) -> Truth:
    return False if False in values else None if None in values else True


def either(values: list[Truth]) -> Truth:
    return True if True in values else None if None in values else False


def opposite(value: Truth) -> Truth:
    return None if value is None else not value


class Plain:
    """A snapshot in memory."""

    def __init__(self, engine: Engine, now: datetime.datetime) -> None:
        self.engine, self.now = engine, now
        self.read: dict[str, list[Row]] = {}

    def table(self, name: str) -> list[Row]:
        if name not in self.read:
            self.read[name] = self.engine.rows(f'select * from "{name}"')
        return self.read[name]

    @cached_property
    def nodes(self) -> dict[int, Row]:
        return {row["n"]: row for row in self.table("node")}

    @cached_property
    def number(self) -> dict[tuple[str, str], int]:
        return {(row["kind"], row["id"]): n for n, row in self.nodes.items()}

    @cached_property
    def resources(self) -> dict[tuple[str, str], Row]:
        return {
            (kind, row["id"]): row
            for kind in {node["kind"] for node in self.nodes.values()} - set(KINDS)
            for row in self.rows(kind)
        }

    def rows(self, type_: str) -> list[Row]:
        if type_ in KINDS:
            return [row for row in self.table("node") if row["kind"] == type_]
        return self.table(type_) if type_ in self.engine.tables() else []

    def found(self, query: Query) -> dict[str, Truth]:
        """Return what matches and what are unknown, by ID."""
        truths = {
            row["id"]: True if query.where is None else self.truth(query.where, query.find, row)
            for row in self.rows(query.find)
        }
        wanted = {"with": (True, None), "without": (True,), "only": (None,)}[query.unknown]
        return {id_: truth for id_, truth in truths.items() if truth is not False and truth in wanted}

    def truth(self, part: Expression, type_: str | None, row: Row) -> Truth:
        match part:
            case All():
                return both([self.truth(each, type_, row) for each in part.all])
            case Any_():
                return either([self.truth(each, type_, row) for each in part.any])
            case Not():
                return opposite(self.truth(part.not_, type_, row))
            case Insight():
                means = insights()[part.insight].expression(type_ or "")
                assert means is not None
                return self.truth(means, type_, row)
        return self.leaf(part, type_, row)

    def leaf(self, part: Compare | Unread | Related, type_: str | None, row: Row) -> Truth:
        if isinstance(part, Unread):
            return row[part.unread] is None
        return self.compare(part, type_, row) if isinstance(part, Compare) else self.related(part, type_, row)

    def compare(self, part: Compare, type_: str | None, row: Row) -> Truth:
        name, _, key = part.column.partition(".")
        if name == "risk_level" and name not in row:
            levels = [
                f["risk_level"]
                for f in self.table("finding")
                if f["status"] == "fail" and (f["resource_type"], f["resource_id"]) == (type_, row["id"])
            ]
            value: Any = max(levels, key=LEVELS.index, default="none")
        elif key:
            value = None if row[name] is None else json.loads(row[name]).get(key, "")
        else:
            value = row[name]
        wanted = part.value
        if isinstance(wanted, Ago):
            n = int(wanted.ago[:-1])
            wanted = (
                self.now - datetime.timedelta(**{"d": {"days": n}, "h": {"hours": n}}[wanted.ago[-1]])
            ).isoformat()
        if isinstance(value, datetime.date):
            value = value.isoformat()
        if value is None:
            return None
        asked = list(wanted) if isinstance(wanted, tuple) else [wanted]
        if name in UNDECIDED and value == "unknown" and "unknown" not in asked:
            return None
        return self.holds(part.op, value, wanted, ranked=name in ("severity", "risk_level"))

    def holds(self, op: str, value: Any, wanted: Any, *, ranked: bool) -> bool:
        if op in ("in", "not in"):
            return (value in wanted) == (op == "in")
        if op == "has":
            return str(wanted) in value
        if op == "~":
            return fnmatch.fnmatchcase(value, wanted)
        if ranked and op in ("<", "<=", ">", ">="):
            value, wanted = LEVELS.index(value), LEVELS.index(wanted)
        found: dict[str, bool] = {
            "=": value == wanted,
            "!=": value != wanted,
            "<": op == "<" and value < wanted,
            "<=": op == "<=" and value <= wanted,
            ">": op == ">" and value > wanted,
            ">=": op == ">=" and value >= wanted,
        }
        return found[op]

    # What is related

    def related(self, part: Related, type_: str | None, row: Row) -> Truth:
        to, count = part.to, part.count
        if count is not None and count.every:
            assert to.where is not None
            to = Inner(find=to.find, where=Not(not_=to.where))
            count = Count(at_most=0)
        if part.related in RELATIONS and part.related not in row:
            truths, gap = self.along(part, to, type_, row)
        elif part.related in row:
            values = row[part.related]
            truths, gap = [self.inner(to, None, {"value": value}) for value in values or []], values is None
        else:
            truths, gap = self.parts(part.related, to, type_, row)
        yes, may = truths.count(True), truths.count(None)
        return quantified(count or Count(at_least=1), yes, may, gap)

    def inner(self, to: Inner, type_: str | None, row: Row) -> Truth:
        return True if to.where is None else self.truth(to.where, type_, row)

    def parts(self, name: str, to: Inner, type_: str | None, row: Row) -> tuple[list[Truth], bool]:
        gap = False
        if name in ("vulnerability", "package", "secret"):
            found = [each for each in self.table(name) if each["digest"] in self.digests(row)]
            gap = row["code_status"] != "assessed" or row.get("severe_layer_packages", ()) is None
        elif name == "finding":
            found = [f for f in self.table(name) if (f["resource_type"], f["resource_id"]) == (type_, row["id"])]
        else:
            found = [each for each in self.table(name) if each["principal_id"] == row["id"]]
            gap = row.get("is_admin", False) is None or (type_, row["id"]) in self.gap_ids
        truths = [self.inner(to, None, each) for each in found]
        if name == "vulnerability":
            truths = [
                truth if each["status"] == "affected" or truth is False else None
                for truth, each in zip(truths, found, strict=True)
            ]
        return truths, gap

    def digests(self, row: Row) -> set[str]:
        own = {row["code_digest"]}
        if row.get("code_status") != "off":
            layers = {o["id"]: json.loads(o["body"]).get("digest") for o in self.layers}
            own |= {layers[layer] for layer in row.get("layers") or [] if layer in layers}
        return own

    @cached_property
    def layers(self) -> list[Row]:
        if "observation" not in self.engine.tables():
            return []
        return self.engine.rows(
            "select id, body from observation where kind = 'aws_lambda_layer_version' and aspect = 'code' "
            "and outcome = 'ok' order by observed_at"
        )

    # Edges

    @cached_property
    def gap_ids(self) -> set[tuple[str, str]]:
        return {(self.nodes[g["source_n"]]["kind"], self.nodes[g["source_n"]]["id"]) for g in self.table("edge_gap")}

    @cached_property
    def leading(self) -> dict[tuple[bool, int], list[Row]]:
        found: dict[tuple[bool, int], list[Row]] = defaultdict(list)
        for edge in self.table("edge"):
            found[True, edge["source_n"]].append(edge)
            found[False, edge["target_n"]].append(edge)
        return found

    def steps(self, name: str, n: int) -> dict[int, Truth]:
        """Return where a relation leads from a node, and whether that is certain."""
        relation = RELATIONS[name]
        found: dict[int, list[Truth]] = defaultdict(list)
        for edge in self.leading[relation.forward, n]:
            wanted = edge["kind"] in relation.kinds if relation.kinds else edge["mode"] != "relates"
            if wanted:
                other = edge["target_n"] if relation.forward else edge["source_n"]
                found[other].append(True if edge["effect"] == "yes" else None)
        return {other: either(truths) for other, truths in found.items()}

    def gaps(self, name: str) -> set[int]:
        kinds = RELATIONS[name].kinds
        return {g["source_n"] for g in self.table("edge_gap") if not kinds or g["kind"] in kinds}

    def is_gap(self, name: str, n: int, to: Inner | None) -> bool:
        gaps = self.gaps(name)
        admins = [self.nodes[g] for g in gaps if self.nodes[g]["kind"] == "admin"]
        node = self.nodes[n]
        if RELATIONS[name].forward:
            return n in gaps or any(admin["scope"] == node["scope"] for admin in admins)
        able = [self.nodes[g] for g in gaps if to is None or self.fits(to, g) is not False]
        return any(other["provider"] == node["provider"] for other in [*able, *admins])

    def fits(self, to: Inner, n: int) -> Truth:
        node = self.nodes[n]
        if to.find is not None and node["kind"] != to.find:
            return False
        if to.find is None or to.find in KINDS:
            return self.inner(to, to.find, node)
        row = self.resources.get((to.find, node["id"]))
        return (to.where is None) if row is None else self.inner(to, to.find, row)

    def along(self, part: Related, to: Inner, type_: str | None, row: Row) -> tuple[list[Truth], bool]:
        n = row["n"] if "n" in row else self.number.get((type_ or "", row["id"]))
        if n is None:
            return [], True
        is_wide = not RELATIONS[part.related].kinds
        if not part.through and (part.within or (4 if is_wide else 1)) == 1:
            asked = to if (to.find or to.where) else None
            truths = [both([sure, self.fits(to, other)]) for other, sure in self.steps(part.related, n).items()]
            return truths, self.is_gap(part.related, n, asked)
        return self.stepwise(part, to, n)

    def stepwise(self, part: Related, to: Inner, start: int) -> tuple[list[Truth], bool]:
        between = part.through or part.related
        times = (part.within or 4) if part.through else (part.within or 4) - 1
        at: dict[int, Truth] = {start: True}
        passed: set[int] = set()
        for _ in range(times):
            passed |= at.keys()
            further = dict(at)
            for n, sure in at.items():
                for other, certain in self.steps(between, n).items():
                    further[other] = either([further.get(other, False), both([sure, certain])])
            at = further
        found: dict[int, Truth] = {}
        for n, sure in at.items():
            for other, certain in self.steps(part.related, n).items():
                found[other] = either([found.get(other, False), both([sure, certain, self.fits(to, other)])])
        gap = any(self.is_gap(part.related, n, None) for n in at) or any(self.is_gap(between, n, None) for n in passed)
        return list(found.values()), gap


def quantified(count: Count, yes: int, may: int, gap: bool) -> Truth:
    """Return what a number of rows says where ``may`` more are possible, and any number where there is a gap."""
    most = 10**9 if gap else yes + may
    if count.at_least is not None:
        return True if yes >= count.at_least else None if most >= count.at_least else False
    if count.at_most is not None:
        return False if yes > count.at_most else None if most > count.at_most else True
    n = count.exactly or 0
    return both([quantified(Count(at_least=n), yes, may, gap), quantified(Count(at_most=n), yes, may, gap)])
