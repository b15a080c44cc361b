"""The queue of exposures as objects of the contract: listed, one with its history, and moved on."""

from collections.abc import Sequence
from typing import Any

from bartizan.base.resource_key import resource_key
from bartizan.contract import Page
from bartizan.contract.exposure import (
    ExposureCheck,
    ExposureDetail,
    ExposureItem,
    ExposureMoved,
    ExposurePackage,
    ExposureTicket,
)
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.page import ListPart
from bartizan.service import listing
from bartizan.service.answers.fix_of_path import on_the_way
from bartizan.service.answers.timeline import done, timeline
from bartizan.service.exporting.asking import open_ticket, rules_behind, tickets_of
from bartizan.service.names import NotHereError
from bartizan.service.published import Published
from bartizan.service.triage import (
    MOST,
    RESOLVED,
    Exposure,
    Triage,
    exposed_workloads,
    exposure_of,
    exposures,
    resolved_exposures,
    triage_of,
)
from bartizan.service.work.triaging import move_undoably
from bartizan.state import State

EXPLOITABLE = (
    "kev = true or is_malicious = true or severity in [critical, high] or (epss >= 0.5 and not epss is unknown)"
)
"""Of which vulnerabilities attack paths are made, and all that are as severe."""
_MOST_LISTED = 100


def listed_exposures(
    published: Published,
    state: State,
    *,
    progress: Sequence[str] = (),
    assignee: str | None = None,
    is_unverified: bool | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Page[ExposureItem]:
    """Return the exposures of a snapshot, worst first; an empty ``assignee`` asks for those that nobody has.

    ``is_unverified`` is asked of the worst thousand, and of those that somebody touched. What is resolved is left out
    unless ``progress`` names it, and stands last.
    """

    def fits(progressed: str, whose: str) -> bool:
        return (not progress or progressed in progress) and (assignee is None or whose == assignee)

    directory, most = published.manifest.directory, max(MOST, offset + limit)
    every = exposures(published, state, directory, most)
    past = resolved_exposures(published, state, directory, most) if RESOLVED in progress else []
    found = [
        each
        for each in [*every, *past]
        if fits(each.state, each.triage.assignee) and is_unverified in (None, each.unverified_since is not None)
    ]
    # Nobody touched those that are not looked at.
    rest = exposed_workloads(published) - len(every) if is_unverified is None and fits(Triage().progress, "") else 0
    return Page([ExposureItem(**_item(each)) for each in found[offset : offset + limit]], len(found) + rest)


def exposure_detail(published: Published, state: State, id_: str) -> ExposureDetail:
    """Return one exposure by its workload's ID or key.

    Raises:
        NotHereError: there is none.
    """
    found = _exposure(published, state, id_)
    events = timeline(published, state, found)
    made = tickets_of(published, state, rules_behind(found.worst))
    return ExposureDetail(**_item(found), events=events, tickets=made, **_to_fix(published, found))


def exploitable_packages(published: Published, each: Exposure, most: int) -> ListPart:
    """Return what packages of the workload are exploited or could be, known ones first."""
    own = {"resource_id": [each.node.id], "status": ["affected"]}
    return listing.rows(published, "vulnerabilities", ListFilter(EXPLOITABLE, own), limit=most)


def checks_on_the_way(published: Published, each: Exposure, most: int) -> tuple[ListPart, int, list[str]]:
    """Return the checks that fail on the resources of the worst path, worst first, how many are unknown, and those."""
    nodes = on_the_way(published, [id_ for step in each.worst.steps for id_ in (step.source, step.target)])
    of = {"resource_id": nodes}
    found = listing.rows(published, "findings", ListFilter(values=of | {"status": ["fail"]}), limit=most)
    return found, listing.total(published, "findings", ListFilter(values=of | {"status": ["unknown"]})), nodes


def _to_fix(published: Published, each: Exposure) -> dict[str, Any]:
    if each.resolved_at:
        none = {"packages_total": 0, "failing_checks_total": 0, "unknown_checks": 0}
        return {"packages": [], "failing_checks": [], **none}
    packages = exploitable_packages(published, each, _MOST_LISTED)
    checks, lost, _ = checks_on_the_way(published, each, _MOST_LISTED)
    named = ("rule_id", "title", "resource_id", "resource_name", "risk_level")
    return {
        "packages": [
            ExposurePackage(**{name: row[name] for name in ExposurePackage.model_fields}) for row in packages.items
        ],
        "packages_total": packages.total,
        "failing_checks": [
            ExposureCheck(
                finding_id=row["id"],
                ends_path=row["rule_id"] in each.worst.breaks,
                **{name: row[name] for name in named},
            )
            for row in checks.items
        ],
        "failing_checks_total": checks.total,
        "unknown_checks": lost,
    }


def exposure_ticket(
    published: Published, state: State, id_: str, *, rule_id: str, tracker: str, by: str
) -> ExposureTicket:
    """Have the issue of a recommendation behind an exposure made, and return it.

    Raises:
        NotHereError: there is no such exposure, or the rule is not behind it.
        TicketThereError: there is an issue, or one was asked for.
        UsageError: there is no such tracker, or nothing of the rule fails.
    """
    if rule_id not in rules_behind(_exposure(published, state, id_).worst):
        raise NotHereError(f"no recommendation {rule_id!r} of the exposure {id_!r}")
    open_ticket(published, state, rule_id, tracker, by)
    return next(each for each in tickets_of(published, state, [rule_id]) if each.tracker == tracker)


def move_exposure(
    published: Published, state: State, id_: str, *, kind: str, text: str, by: tuple[str, str], was: str | None
) -> ExposureMoved:
    """Move an exposure on, assign it, or comment; ``by`` is the ID and the name of who does it, ``was`` what they saw.

    Raises:
        ExposureMovedError: somebody else changed it meanwhile; nothing was stored.
        NotHereError: there is none.
        UsageError: the change says nothing.
    """
    directory, resource = published.manifest.directory, _exposure(published, state, id_).node.id
    undo = move_undoably(state, directory, resource, kind=kind, text=text, by=by, was=was)
    now = triage_of(state, directory, resource)
    return ExposureMoved(progress=now.progress, assignee=now.assignee, undo=undo)


def _exposure(published: Published, state: State, id_: str) -> Exposure:
    wanted = exposure_of(published, state, published.manifest.directory, id_)
    if wanted is None:
        raise NotHereError(f"no exposure {id_!r}")
    return wanted


def _item(each: Exposure) -> dict[str, Any]:
    node, worst = each.node, each.worst
    return {
        "id": node.id,
        "key": resource_key(node.id),
        "name": node.name,
        "kind": node.kind,
        "scope": node.scope,
        "risk_level": worst.risk_level,
        "story": worst.title,
        "path_id": worst.id,
        "paths": each.paths,
        "target_kind": worst.target_kind,
        "breaks": worst.breaks,
        "progress": each.triage.progress,
        "assignee": each.triage.assignee,
        "is_exploited": each.is_exploited,
        "is_reopened": each.is_reopened,
        "unverified_since": each.unverified_since,
        "resolved_at": each.resolved_at,
        "first_seen": worst.first_seen,
        "last_event": done(each.last) if each.last else None,
    }
