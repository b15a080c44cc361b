"""The summary of a check: how it came out for a resource, why, and how to fix it."""

from htpy import Node, a, p, span

from bartizan.contract import Finding
from bartizan.portal.components import cells
from bartizan.portal.components.evidence import evidence
from bartizan.portal.components.fix import joined
from bartizan.portal.components.marks import name, risk, status
from bartizan.portal.components.parts import facts
from bartizan.portal.panels.summary import RowSummaries, Summary
from bartizan.portal.view import View
from bartizan.portal.words import last_day_in_words, sentence, spaced
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.finding_rows import place_of
from bartizan.report.views.findings import findings_by_id
from bartizan.service import listing
from bartizan.state.exemption import exemptions


def _summary(view: View, key: str) -> Summary | None:
    asked = ListFilter(values={"id": [key]})
    found = listing.rows(view.published, "findings", asked, fields=("id", "n"), limit=1).items
    if not found:
        return None
    check = findings_by_id(view.published.engine, [key], [place_of(found[0]["n"])])[key]
    href = view.to(f"/recommendations/{check.rule_id}", [("status", check.status), ("finding", key)])
    of_facts = view.to_resource(check.resource_id, check.resource_name, [("tab", "facts")])
    why = evidence(check.evidence, check.missing, lambda column: f"{of_facts}#fact-{column}")
    text = joined(check.remediation.get("text", ""))
    how = [p[span(".strong")["Fix: "], text]] if text and check.status != "exempt" else []
    more = p[a(".link", href=href)["Commands and code to fix it"]] if how else None
    reason = p[check.risk_reason] if check.risk_reason else None
    body = [p(".strong")[check.title], reason, facts(_pairs(view, check)), p[why], how, more]
    return Summary(check.resource_name or check.resource_id, href, body)


def _pairs(view: View, check: Finding) -> list[tuple[str, Node]]:
    id_, called = check.resource_id, check.resource_name or check.resource_id
    row = {"type": check.resource_type, "scope": check.scope, "region": check.region}
    factors = ", ".join(map(spaced, check.risk_factors))
    pairs: list[tuple[str, Node]] = [
        ("Status", status(check.status)),
        ("Risk", risk(check.risk_level)),
        ("Severity", risk(check.severity)),
        ("Resource", a(".link", href=view.to_resource(id_, called))[name(called)]),
        ("What", name(cells.place(row))),
        ("Category", sentence(check.category)),
        ("Because", factors or "–"),
        ("Since", f"{check.first_seen:%d %b %Y}" if check.first_seen else "–"),
        ("Owner", name(check.owner) if check.owner else "Nobody yet"),
    ]
    if check.due:
        pairs.append(("Due", f"{check.due:%d %b %Y}"))
    if check.exemption:
        end = f"{'until ' if check.exemption.until else ''}{last_day_in_words(check.exemption.until)}"
        pairs.append(("Exempt", f"{spaced(check.exemption.category)}, {end}"))
        pairs += _decided(view, check.exemption.id)
    return pairs


def _decided(view: View, exemption: str) -> list[tuple[str, Node]]:
    """Return who exempted it, when and why."""
    held = next((each for each in exemptions(view.state, view.caller.directory) if each.id == exemption), None)
    if held is None:
        return []
    by = name(f"{held.author}, {held.created_at:%d %b %Y}")
    return [("Exempted by", by), ("Reason", name(held.justification))]


CHECKS = RowSummaries(lambda row: str(row["id"]), lambda row: f"{row['title']}: {row['resource_name']}", _summary)
