"""The summary of a recommendation: why it matters, how much fails, and how to fix it."""

from htpy import Node, a, p

from bartizan.portal.components import cells
from bartizan.portal.components.filters.narrowing import narrow
from bartizan.portal.components.fix import joined
from bartizan.portal.components.marks import risk
from bartizan.portal.components.parts import facts
from bartizan.portal.panels.summary import RowSummaries, Summary
from bartizan.portal.view import View
from bartizan.portal.words import sentence
from bartizan.service.detail import recommendation
from bartizan.service.names import NotHereError

_COUNTS = {
    "Failing": ("unhealthy", "fail"),
    "Unknown": ("unknown", "unknown"),
    "Exempt": ("exempt", "exempt"),
    "Healthy": ("healthy", "pass"),
}


def _summary(view: View, key: str) -> Summary | None:
    try:
        found = recommendation(view.published, key)
    except NotHereError:
        return None
    href, own = view.to(f"/recommendations/{key}"), found.recommendation
    pairs: list[tuple[str, Node]] = [
        ("Severity", narrow(view, "severity", found.severity, risk(found.severity))),
        ("Category", narrow(view, "category", found.category, sentence(found.category))),
    ]
    if own:
        pairs.insert(0, ("Risk", risk(own.risk_level)))
        for word, (column, status) in _COUNTS.items():
            of_status = view.to(f"/recommendations/{key}", [("status", status)])
            pairs.append((word, cells.number(getattr(own, column), of_status, f"{word.lower()} of {found.title}")))
        ended = view.to("/attack-paths", [("filter", f"breaks has {key}")])
        pairs.append(("Paths cut", cells.number(own.attack_paths, ended, "attack paths")))
    text = found.remediation.get("text", "")
    how = p[joined(text)] if isinstance(text, str | list) and text else None
    more = a(".link", href=href)["Commands and code to fix it"]
    return Summary(found.title, href, [p[found.rationale], facts(pairs), how, p[more]])


RECOMMENDATIONS = RowSummaries(lambda row: str(row["rule_id"]), lambda row: str(row["title"]), _summary)
