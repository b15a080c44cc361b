"""A bill of materials in no format yet: what was read, what is in it and what is known of that."""

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


def bill(engine: Engine, snapshot: Mapping[str, Any]) -> Bill:
    """Return the bill of a snapshot: one subject per workload whose code was read."""
    found: dict[str, tuple[str, list[Any], list[Any]]] = {}
    for table in WORKLOADS if has_code(engine) else ():
        for row in engine.rows(f"select id, name from {table} where code_status = 'assessed' order by name, id"):
            found[row["id"]] = (row["name"], [], [])
    for package in packages(engine).items:
        found[package.resource_id][1].append(package.model_dump())
    for vulnerability in vulnerabilities(engine).items:
        found[vulnerability.resource_id][2].append(vulnerability.model_dump())
    subjects = [Subject(id_, *rest) for id_, rest in found.items()]
    return Bill("bartizan", str(snapshot["snapshot_id"]), str(snapshot["finished_at"]), subjects)
