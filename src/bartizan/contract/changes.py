"""The objects of history: snapshots, and what changed from one to another."""

import datetime
from typing import Literal

from bartizan.contract import Contract

JUDGED = frozenset({"finding", "attack_path"})
"""Kinds of changes of which ``before`` and ``after`` are risk levels; of others they are values."""


class SnapshotFigures(Contract):
    """A published snapshot. ``status`` is complete or partial; times are UTC; ``attack_paths`` None: not computed."""

    id: str
    status: str
    started_at: datetime.datetime
    published_at: datetime.datetime
    workloads: int
    failing: int
    unknown: int
    attack_paths: int | None
    score: float | None
    calls: int


class SnapshotChange(Contract):
    """What became of a finding or an attack path, or what changed on a resource.

    ``fixed`` was checked and passes; ``removed`` is gone, or of a resource that is; ``unverified`` could not be read
    again, and is neither. ``worse`` and ``better`` changed their risk level, which ``before`` and ``after`` name.
    A resource is ``new`` or ``removed``. A configuration, a permission or a package, which ``title`` names, ``changed``
    from ``before`` to ``after``, came (``new``) or went (``removed``); a value that could not be read now is
    ``unverified``, and null is what could not be read.
    """

    kind: Literal["finding", "attack_path", "resource", "configuration", "permission", "package"]
    change: Literal["new", "worse", "unverified", "better", "changed", "fixed", "removed"]
    id: str
    rule_id: str
    title: str
    resource_id: str
    resource_name: str
    scope: str
    before: str | None
    after: str | None


class TrendDay(Contract):
    """The figures of a day's last whole scan: failing findings by severity and by risk level, and what is not known.

    ``risk_levels`` is null for scans of releases that did not count them, ``mean_hours_to_fix`` where nothing was
    resolved in the 30 days before.
    """

    day: datetime.date
    severities: dict[str, int]
    risk_levels: dict[str, int] | None
    unknown: int
    score: float | None
    attack_paths: int | None
    mean_hours_to_fix: float | None
