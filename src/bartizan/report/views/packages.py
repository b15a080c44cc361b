"""A bill of materials in no format yet: what was read, what is in it and what is known of that."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bartizan.decide.workload import WORKLOADS
from bartizan.model import now
from bartizan.report.views.vulnerabilities import has_code, packages, vulnerabilities
from bartizan.store.engine import Engine

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Subject:
    """One workload, or one package that was scanned by itself, with its rows of the contract's objects."""

    id: str
    name: str
    packages: Rows
    vulnerabilities: Rows


@dataclass(frozen=True)
class Bill:
    """All that one file tells: the whole's ``name``, a ``serial`` that is the same for the same scan, and its time."""

    name: str
    serial: str
    made_at: str
    subjects: Sequence[Subject]


def of_package(result: Mapping[str, Any]) -> Bill:
    """Return the bill of one package that was looked into by itself."""
    subject = Subject(f"package:{result['sha256']}", result["source"], result["packages"], result["vulnerabilities"])
    return Bill(result["source"], result["sha256"], f"{now().isoformat(timespec='seconds')}Z", [subject])


def bill(engine: Engine, snapshot: Mapping[str, Any], among: Sequence[str] | None = None) -> Bill:
    """Return the bill of a snapshot: one subject per workload whose code was read, of ``among`` where that is given.

    A selection has a serial of its own, the same for the same workloads of the same scan.
    """
    found: dict[str, tuple[str, list[Any], list[Any]]] = {}
    for table in WORKLOADS if has_code(engine) else ():
        for row in engine.rows(f"select id, name from {table} where code_status = 'assessed' order by name, id"):
            if among is None or row["id"] in among:
                found[row["id"]] = (row["name"], [], [])
    for package in packages(engine, among=among).items:
        found.setdefault(package.resource_id, (package.resource_name, [], []))[1].append(package.model_dump())
    for vulnerability in vulnerabilities(engine, among=among).items:
        known = found.setdefault(vulnerability.resource_id, (vulnerability.resource_name, [], []))
        known[2].append(vulnerability.model_dump())
    subjects = [Subject(id_, *rest) for id_, rest in found.items()]
    serial = f"{snapshot['snapshot_id']}{_selection(among)}"
    return Bill("bartizan", serial, str(snapshot["finished_at"]), subjects)


def _selection(among: Sequence[str] | None) -> str:
    """Return what tells the bill of a selection from that of the whole snapshot, which has nothing of it."""
    return "" if among is None else f" {hashlib.sha256(chr(0).join(sorted(among)).encode()).hexdigest()}"
