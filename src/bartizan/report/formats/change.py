"""One finding that came, changed or was resolved, as an OCSF event and in the AWS Security Finding Format.

Source: https://schema.ocsf.io/1.8.0/classes/compliance_finding and
https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bartizan.contract import Finding
from bartizan.report.formats.asff import asff_finding
from bartizan.report.formats.ocsf import event
from bartizan.report.formats.sarif import fingerprint

ChangeKind = Literal["new", "changed", "resolved"]
_ACTIVITIES = {"new": (1, "Create"), "changed": (2, "Update"), "resolved": (3, "Close")}
_STATUSES = {"new": (1, "New"), "changed": (2, "In Progress"), "resolved": (4, "Resolved")}


@dataclass(frozen=True)
class FindingChange:
    """What became of a finding in a snapshot at ``time`` (UTC); ``rule`` is the rule's definition.

    A resolved finding is as it was last; ``is_there`` says whether its resource still is. ``was`` is the verdict
    before, empty where there was none. ``event_id`` tells what happened to a finding then from what did at other times.
    """

    change: ChangeKind
    finding: Finding
    rule: Mapping[str, Any]
    snapshot_id: str
    time: datetime.datetime
    is_there: bool = True
    was: str = ""
    event_id: str = ""


def change_event(change: FindingChange) -> dict[str, Any]:
    """Return a change as an OCSF event; ``metadata.uid`` is the same however often it is sent."""
    told = event(change.finding, change.rule, change.time)
    id_, name = _ACTIVITIES[change.change]
    told |= {"activity_id": id_, "activity_name": name, "type_uid": 200300 + id_}
    told["type_name"] = f"Compliance Finding: {name}"
    told["metadata"]["uid"] = f"{change.event_id or change.snapshot_id}/{fingerprint(change.finding)}"
    if change.finding.status != "exempt" or change.change == "resolved":
        told["status_id"], told["status"] = _STATUSES[change.change]
    if change.change == "resolved":
        passes = (1, "Pass") if change.is_there else (99, "Not Applicable")
        told["compliance"]["status_id"], told["compliance"]["status"] = passes
        told["compliance"].pop("status_details", None)
    return told


def change_in_asff(change: FindingChange) -> dict[str, Any]:
    """Return a change as Security Hub imports it: what is resolved or exempt is archived.

    An import cannot change the workflow of a finding that is there, which is its readers' own.
    """
    told = asff_finding(change.finding, change.rule, change.time)
    if change.change == "resolved":
        told["Compliance"] = {**told["Compliance"], "Status": "PASSED" if change.is_there else "NOT_AVAILABLE"}
        told["Compliance"].pop("StatusReasons", None)
    if change.change == "resolved" or change.finding.status == "exempt":
        told["RecordState"] = "ARCHIVED"
    return told
