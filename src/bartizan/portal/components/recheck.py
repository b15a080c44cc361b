"""How far reading one resource again is, on the resource's own page: while it runs, the page looks again by itself."""

from htpy import Element, a

from bartizan.model import visible
from bartizan.portal.components.states import notice
from bartizan.portal.view import View
from bartizan.state.work.runs import OVER, ScanRun, run_of

CHECK = "check"
"""The name in the address that holds the scan's ID."""


def recheck(view: View, resource: str) -> Element | None:
    """Return how far the scan is that the address names, None where it names none of this resource."""
    run = run_of(view.state, view.caller.directory, view.asked(CHECK)) if view.asked(CHECK) else None
    if run is None or run.subject != resource:
        return None
    if run.status not in OVER:
        asked = notice("info", f"This is being read again; the page shows what is new by itself ({run.status}).")
        return asked(data_poll="2", data_check="")
    return _ended(view, run)


def _ended(view: View, run: ScanRun) -> Element:
    done = a(".link", href=view.here(check=None))["Done"]
    if not run.snapshot_id:
        return notice(
            "unknown",
            f"Reading this again ended as {run.status}: {visible(run.detail) or 'no reason was given'}. ",
            done,
        )
    changed = view.to("/scans", [("before", "previous"), ("after", run.snapshot_id)])
    when = f"{run.ended_at:%H:%M:%S} UTC" if run.ended_at else "now"
    return notice("healthy", f"Read again at {when}. ", a(".link", href=changed)["What changed"], done)
