"""How the scans of a connector go: the last one, since when it is evaluated, the next, and whether a worker does it."""

from collections.abc import Mapping

from htpy import Node, a, span

from bartizan.contract.onboarding import ConnectorScans
from bartizan.model import now
from bartizan.portal.components.marks import chip, name, unknown
from bartizan.portal.components.states import notice
from bartizan.portal.opening import ago
from bartizan.portal.view import View
from bartizan.service.answers.scopes.evaluated import last_in_words, next_in_words, no_worker, utc

_CHIPS = {"failing": "high", "overdue": "medium", "partial": "medium", "never": "unknown", "running": "accent"}


def run_facts(view: View, scans: ConnectorScans) -> list[tuple[str, Node]]:
    """Return what is known of a connector's scans."""
    last: Node = name(last_in_words(scans))
    if scans.last_run and not scans.failures:
        last = a(".link", href=view.to(f"/scans/{scans.last_run}"))[last]
    mark: Node = [chip(scans.state.capitalize(), _CHIPS[scans.state]), " "] if scans.state in _CHIPS else None
    at = now()
    is_late = scans.next_at <= at and not scans.is_watched
    coming = name(next_in_words(scans, at))
    return [
        ("Last scan", [mark, last]),
        ("Evaluated", _evaluated(scans)),
        ("Next scan", span(".text-medium")[coming] if is_late else coming),
    ]


def worker_notice(scans: Mapping[str, ConnectorScans]) -> Node:
    """Return that no worker scans what is due, nothing where one does."""
    first = next(iter(scans.values()), None)
    if first is None or first.is_watched:
        return None
    return notice("unknown", f"Scans are not on schedule: {no_worker(first)}.")


def _evaluated(scans: ConnectorScans) -> Node:
    if scans.evaluated_at is None:
        return unknown("never")
    if scans.failures:
        return unknown(f"not since {utc(scans.evaluated_at)}")
    return ago(scans.evaluated_at)
