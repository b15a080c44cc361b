"""The scans that were published: what each read and cost, which findings were new with it, and which were fixed."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bartizan.contract.changes import SnapshotFigures
from bartizan.report.paging import ALL, Part
from bartizan.service.changes.comparing import figures_of
from bartizan.service.published import Published, once
from bartizan.state import Manifest, State
from bartizan.state.snapshots import snapshots

_MOMENTS = """
select rule_id, resource_type, resource_id, scope, state, unnest(opened) as moment, 'new' as what from finding_history
union all
select rule_id, resource_type, resource_id, scope, state,
    unnest(if(state = 'removed', closed[:len(closed) - 1], closed)) as moment, 'fixed' as what
from finding_history
"""
"""A finding that went with its resource was not fixed."""


@dataclass(frozen=True)
class PublishedScan:
    """A scan by its snapshot. ``new`` and ``fixed`` count findings, None where nothing says how many those were."""

    figures: SnapshotFigures
    bytes_read: int
    scopes: Sequence[str]
    calls: Mapping[str, int]
    warnings: Sequence[str]
    new: int | None
    fixed: int | None
    is_first: bool = False


def published_scans(
    home: Path, published: Published | None, *, directory: str, limit: int = 200
) -> list[PublishedScan]:
    """Return the scans of a directory, newest first; ``published`` is the snapshot whose history counts findings."""
    found = snapshots(State(home), directory, limit)
    counts = _counts(published) if published else None
    known = published.manifest.published_at if published else datetime.datetime.min
    whole: set[datetime.datetime] = set()
    scans = []
    for manifest in found:
        # The first results of a scan have its beginning as well; what it found is with its end.
        is_known = manifest.published_at <= known and manifest.started_at not in whole
        whole.add(manifest.started_at)
        scans.append(_scan(manifest, counts.get(manifest.started_at, {}) if counts is not None and is_known else None))
    return [*scans[:-1], *(replace(each, is_first=len(scans) < limit) for each in scans[-1:])]


def findings_of(published: Published, scan: PublishedScan, what: str, part: Part = ALL) -> list[dict[str, Any]]:
    """Return the findings that were new with a scan, or fixed since the one before, worst first.

    Rows have ``rule_id``, ``title``, ``severity``, ``resource_id``, ``resource_name``, ``scope`` and ``state``: how it
    is in the snapshot that is open.
    """
    return published.engine.rows(
        f"""
        select rule_id, coalesce(rule.title, rule_id) as title, coalesce(rule.severity, '') as severity, resource_id,
            coalesce(i.name, resource_id) as resource_name, m.scope, m.state
        from ({_MOMENTS}) as m left join rule on rule.id = rule_id
        left join (select id, any_value(name) as name from inventory group by id) as i on i.id = resource_id
        where m.moment = $1 and what = $2
        order by severity_order(severity), title, resource_name, resource_id {part.sql}
        """,
        [scan.figures.started_at, what],
    )


@once
def _counts(published: Published) -> Mapping[datetime.datetime, Mapping[str, int]] | None:
    """Return how many findings were new and fixed by the beginning of a scan, None without a history."""
    if not published.engine.has("finding_history"):
        return None
    counts: dict[datetime.datetime, dict[str, int]] = {}
    for row in published.engine.rows(f"select moment, what, count(*) as n from ({_MOMENTS}) group by all"):
        counts.setdefault(row["moment"], {})[row["what"]] = row["n"]
    return counts


def _scan(manifest: Manifest, counts: Mapping[str, int] | None) -> PublishedScan:
    summary = manifest.summary
    return PublishedScan(
        figures_of(manifest),
        summary.get("bytes_read") or 0,
        sorted({each["scope"] for each in summary.get("coverage") or []} - {""}),
        summary.get("calls") or {},
        summary.get("warnings") or [],
        None if counts is None else counts.get("new", 0),
        None if counts is None else counts.get("fixed", 0),
    )
