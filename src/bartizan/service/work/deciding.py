"""Exempt many findings at once, end exemptions, and undo either; exposures that were moved are moved back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bartizan.contract.decision import DecisionMade, ExemptionItem, UndoneDecision
from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.report.listing.ask import ListFilter
from bartizan.service.exempting import ExemptionRequest, end_of, exempt
from bartizan.service.listing import rows
from bartizan.service.names import NotHereError
from bartizan.service.published import Published
from bartizan.service.work.triaging import TRIAGE, move_undoably
from bartizan.service.work.undoing import UNDO_LASTS, offer_undo, used_undo
from bartizan.state import State
from bartizan.state.exemption import add_exemptions, exemptions, remove_exemptions
from bartizan.state.nouns import Exemption, new_exemption_id

MOST = 10_000
"""Findings that one decision is about."""
_FIELDS = ("id", "rule_id", "resource_id", "status")


class MovedError(UsageError):
    """A filter matches another number of rows than the caller saw."""


@dataclass(frozen=True)
class PickedFindings:
    """Findings by ``ids``, or all that match a filter and a text in names, and how many the caller saw there."""

    ids: Sequence[str] = ()
    filter: str = ""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    expected: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Decider:
    """Who decides, where: ``caller`` is an ID, ``name`` what the audit log says."""

    home: Path
    directory: str
    caller: str
    name: str

    @property
    def state(self) -> State:
        """The state of the home."""
        return State(self.home)


def exempt_undoably(by: Decider, request: ExemptionRequest) -> DecisionMade:
    """Store one exemption, as wide as it says.

    Raises:
        UsageError: as ``checked_exemption``.
    """
    made = exempt(by.home, request, directory=by.directory)
    return _made(by, "exempt", [made.exemption.id], made.findings)


def exempt_many(
    published: Published,
    by: Decider,
    picked: PickedFindings,
    *,
    category: ExemptionCategory,
    justification: str,
    until: str = "",
) -> DecisionMade:
    """Exempt findings, each by an exemption of its own.

    Raises:
        MovedError: the filter matches another number than was expected.
        NotHereError: a finding of the IDs is not there.
        UsageError: there is nothing to exempt, or no reason was given.
    """
    if not justification.strip():
        raise UsageError("justification is empty: say why these findings need no fix")
    at = now()
    end = end_of(at, until, None)
    found = [row for row in _picked(published, picked) if row["status"] in ("fail", "unknown")]
    if not found:
        raise UsageError("none of these findings fails or is unknown: there is nothing to exempt")
    added = [
        Exemption(category, justification.strip(), by.name, at, rule=row["rule_id"], resource=row["resource_id"],
                  until=end)
        for row in found
    ]  # fmt: skip
    add_exemptions(by.state, by.directory, added)
    return _made(by, "exempt", [each.id for each in added], len(found))


def end_many(published: Published, by: Decider, picked: PickedFindings, ids: Sequence[str] = ()) -> DecisionMade:
    """End exemptions by their IDs, or those of findings.

    Raises:
        MovedError: the filter matches another number than was expected.
        NotHereError: one is not there, or not in force.
        UsageError: an exemption holds for other findings as well.
    """
    ids = list(ids) or _of_findings(published, picked)
    known = {each.id for each in exemptions(by.state, by.directory) if each.state(now()) == "active"}
    if not ids or not known.issuperset(ids):
        raise NotHereError("there is no such exemption in force")
    held = _held(published)
    remove_exemptions(by.state, by.directory, ids, by.name, now().replace(microsecond=0))
    return _made(by, "end", ids, sum(held.get(id_, 0) for id_ in ids))


def undo(by: Decider, token: str) -> UndoneDecision:
    """Take a decision back, or what took one back.

    Raises:
        ExposureMovedError: somebody else changed the exposure meanwhile.
        NotHereError: the token is none of the caller's, was used, or is out of date.
    """
    body = used_undo(by.state, by.directory, by.caller, token)
    if body is None:
        raise NotHereError("there is nothing to undo")
    if body["kind"] == TRIAGE:
        back = {"kind": body["of"], "text": body["back"], "was": body["was"]}
        redo = move_undoably(by.state, by.directory, body["resource"], **back, by=(by.caller, by.name))
        return UndoneDecision(changed=1, redo=redo)
    at, ids = now(), set(body["ids"])
    known = [each for each in exemptions(by.state, by.directory) if each.id in ids]
    if body["kind"] == "exempt":
        active = [each.id for each in known if each.removed_at is None]
        remove_exemptions(by.state, by.directory, active, by.name, at.replace(microsecond=0))
        return _undone(by, "end", active)
    renewed = [
        replace(each, id=new_exemption_id(), author=by.name, created_at=at, removed_at=None, removed_by="")
        for each in known
    ]
    add_exemptions(by.state, by.directory, renewed)
    return _undone(by, "exempt", [each.id for each in renewed])


def listed_exemptions(published: Published, by: Decider, *, every: bool = False) -> list[ExemptionItem]:
    """Return the exemptions in force, or all of them, oldest first, with the findings that each holds."""
    at, held = now(), _held(published)
    found = [
        ExemptionItem(**_members(each), state=each.state(at), findings=held.get(each.id, 0))
        for each in exemptions(by.state, by.directory)
    ]
    return [each for each in found if every or each.state == "active"]


def _members(each: Exemption) -> dict[str, Any]:
    return vars(each) | {"category": str(each.category), "removed_by": each.removed_by or ""}


def _picked(published: Published, picked: PickedFindings) -> list[dict[str, Any]]:
    """Return the findings that are meant."""
    if bool(picked.ids) == (picked.expected is not None):
        raise UsageError("give ids, or a filter with the expected total")
    if picked.ids:
        wanted = list(dict.fromkeys(picked.ids))
        found = [
            row
            for first in range(0, len(wanted), 200)
            for row in rows(
                published, "findings", ListFilter("", {"id": wanted[first : first + 200]}), fields=_FIELDS, limit=200
            ).items
        ]
        if len(found) != len(wanted):
            raise NotHereError("not all of these findings are there")
        return found
    asked = ListFilter(picked.filter, picked.values, picked.text)
    if not (picked.filter or any(picked.values.values())):
        raise UsageError("the filter is empty: an exemption of every finding there is would say nothing")
    page = rows(published, "findings", asked, fields=_FIELDS, limit=MOST)
    if page.total != picked.expected:
        raise MovedError(f"{page.total} findings match now, not {picked.expected}")
    if page.total > MOST:
        raise UsageError(f"at most {MOST:,} findings at once; narrow the filter")
    return list(page.items[: page.total])  # what is unknown to match comes after those, and is not meant


def _of_findings(published: Published, picked: PickedFindings) -> list[str]:
    """Return the exemptions that hold these findings and no others."""
    meant = {(row["rule_id"], row["resource_id"]) for row in _picked(published, picked) if row["status"] == "exempt"}
    known = published.engine.rows("select exemption_id, rule_id, resource_id from exempted")
    ids = {row["exemption_id"] for row in known if (row["rule_id"], row["resource_id"]) in meant}
    wider = sorted(
        {row["exemption_id"] for row in known if row["exemption_id"] in ids
         and (row["rule_id"], row["resource_id"]) not in meant}
    )  # fmt: skip
    if wider:
        raise UsageError(f"{wider[0]} holds for other findings as well; end it by its ID")
    return sorted(ids)


def _held(published: Published) -> dict[str, int]:
    found = published.engine.rows("select exemption_id, count(*) as n from exempted group by all")
    return {row["exemption_id"]: row["n"] for row in found}


def _made(by: Decider, kind: str, ids: list[str], findings: int) -> DecisionMade:
    token = _offered(by, kind, ids)
    return DecisionMade(ids=ids, findings=findings, undo=token, undo_until=now() + UNDO_LASTS)


def _undone(by: Decider, kind: str, ids: list[str]) -> UndoneDecision:
    return UndoneDecision(changed=len(ids), redo=_offered(by, kind, ids))


def _offered(by: Decider, kind: str, ids: list[str]) -> str:
    return offer_undo(by.state, by.directory, by.caller, {"kind": kind, "ids": ids})
