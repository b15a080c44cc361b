"""The report as one page: what stands open, how to close it, where, what could not be read, and compliance."""

from collections import Counter
from typing import Any

from bartizan.contract import Finding, InventoryItem, Recommendation
from bartizan.decide.risk import LEVELS
from bartizan.decide.workload import WORKLOADS
from bartizan.model import Severity, printable
from bartizan.report.formats.compliance_page import overview
from bartizan.report.formats.document import Document
from bartizan.report.formats.markup import Markup, joined, table, tag
from bartizan.report.formats.sarif import fix_text
from bartizan.report.formats.shell import bar, counted, legend, pill, shell, tile

_NAMES = {
    "aws_lambda_function": ("Lambda function", ""),
    "azure_function_app": ("function app", ""),
    "azure_web_app": ("web app", ""),
}
_MOST_RESOURCES = 500
"""So many resources are listed one by one, worst first: a page of an estate of thousands would open nowhere."""
_MOST_NAMES = 12
_SECTIONS = {
    "summary": "Summary",
    "recommendations": "What to fix",
    "resources": "Findings by resource",
    "unread": "Not evaluated",
    "compliance": "Compliance",
}


def page(document: Document) -> str:
    """Return the whole report as one HTML document that needs nothing else."""
    sections = {
        "summary": _summary(document),
        "recommendations": _recommendations(document),
        "resources": _resources(document),
        "unread": _unread(document),
        "compliance": overview(document.compliance),
    }
    links = tag("nav", *(tag("a", _SECTIONS[id_], href=f"#{id_}") for id_ in sections), class_="small")
    body = (tag("section", tag("h2", _SECTIONS[id_]), content, id=id_) for id_, content in sections.items())
    return shell("Serverless posture report", document.manifest, _partial(document), links, *body)


def _partial(document: Document) -> Markup | None:
    if document.manifest.status == "complete":
        return None
    return tag(
        "p",
        "This scan could not read everything. What depends on it is shown as not evaluated, never as healthy: ",
        tag("a", "see what is missing", href="#unread"),
        ".",
        class_="notice",
    )


def _summary(document: Document) -> Markup:
    types = Counter(resource.type for resource in document.inventory)
    exposed = [r for r in document.inventory if r.type in WORKLOADS and r.exposure == "internet"]
    tiles = [tile(types[type_], counted(types[type_], *_NAMES[type_]).split(" ", 1)[1]) for type_ in WORKLOADS]
    if document.score is not None:
        share = document.manifest.summary.get("score_unknown_share")
        tiles.insert(
            0, tile(f"{document.score:g}", "secure score of 100" + (f", {share:.0%} unknown" if share else ""))
        )
    tiles.append(tile(len(exposed), "workloads open to the internet"))
    tiles.append(tile(_count(document, "unknown"), "checks not evaluated"))
    failing = Counter(f.severity for f in document.findings if f.status == "fail")
    counts = {str(severity): failing[severity] for severity in Severity}
    scopes = sorted({r.scope for r in document.inventory if r.scope})
    return joined(
        tag("div", *tiles, class_="tiles"),
        tag("article", tag("p", tag("strong", counted(sum(counts.values()), "finding"))), bar(counts), legend(counts)),
        tag("p", "Accounts and subscriptions: ", ", ".join(scopes), class_="quiet small"),
    )


def _count(document: Document, status: str) -> int:
    return sum(finding.status == status for finding in document.findings)


def _recommendations(document: Document) -> Markup:
    failing: dict[str, list[Finding]] = {}
    for finding in document.findings:
        if finding.status == "fail":
            failing.setdefault(finding.rule_id, []).append(finding)
    rows = [row for row in document.recommendations if failing.get(row.rule_id)]
    if not rows:
        return tag("p", "Nothing fails.", class_="quiet")
    return joined(*(_recommendation(document, row, failing[row.rule_id]) for row in rows))


def _recommendation(document: Document, row: Recommendation, failing: list[Finding]) -> Markup:
    rule = document.rules[row.rule_id]
    counts = {"failed": row.unhealthy, "not_evaluated": row.unknown, "passed": row.healthy}
    names = [printable(finding.resource_name or finding.resource_id, 80) for finding in failing]
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    due = f"{row.owner or 'No owner'}, due {row.due}" if row.due else ""
    return tag(
        "article",
        tag("div", pill(_level(row)), tag("h3", row.title), class_="head"),
        tag("p", rule["rationale"].strip()),
        tag("p", tag("strong", f"Risk in {names[0]}: "), failing[0].risk_reason) if failing[0].risk_reason else "",
        tag("p", tag("strong", counted(row.unhealthy, "resource")), ": ", ", ".join(names[:_MOST_NAMES]), more),
        bar(counts),
        tag("p", tag("strong", "Fix: "), fix_text(failing[0], "text")),
        _code(failing[0]),
        tag("p", " · ".join(part for part in (row.rule_id, due, _controls(rule)) if part), class_="quiet small"),
    )


def _code(finding: Finding) -> Markup:
    """Return the commands and templates for one resource, folded away."""
    languages = {"cli": "Command line", "terraform": "Terraform", "cloudformation": "CloudFormation", "bicep": "Bicep"}
    texts = {name: fix_text(finding, key) for key, name in languages.items()}
    parts = [joined(tag("p", name, class_="quiet small"), tag("pre", text)) for name, text in texts.items() if text]
    name = printable(finding.resource_name or finding.resource_id, 80)
    return tag("details", tag("summary", f"As code, for {name}"), *parts) if parts else Markup()


def _controls(rule: dict[str, Any]) -> str:
    return "; ".join(f"{framework} {', '.join(ids)}" for framework, ids in sorted(rule["controls"].items()))


def _resources(document: Document) -> Markup:
    of: dict[tuple[str, str], list[Finding]] = {}
    for finding in document.findings:
        if finding.status in ("fail", "exempt"):
            of.setdefault((finding.resource_type, finding.resource_id), []).append(finding)
    listed = [r for r in document.inventory if (r.type, r.id) in of]
    left = len(listed) - _MOST_RESOURCES
    cards = [_resource(r, of[r.type, r.id]) for r in listed[:_MOST_RESOURCES]]
    if left > 0:
        note = f"{counted(left, 'more resource')} with findings: the JSON and CSV exports list them all."
        cards.append(tag("p", note, class_="notice"))
    return joined(*cards) if cards else tag("p", "No resource has a finding.", class_="quiet")


def _resource(resource: InventoryItem, found: list[Finding]) -> Markup:
    facts = [resource.type, resource.scope, resource.region, resource.runtime]
    if resource.exposure:
        facts.append(f"exposure: {resource.exposure}")
    lines = (tag("li", pill(_label(finding)), tag("span", finding.title)) for finding in found)
    return tag(
        "article",
        tag("h3", printable(resource.name or resource.id)),
        tag("p", " · ".join(fact for fact in facts if fact), class_="quiet small"),
        tag("ul", *lines, class_="lines"),
    )


def _label(finding: Finding) -> str:
    return "exempt" if finding.status == "exempt" else _level(finding)


def _level(row: Finding | Recommendation) -> str:
    """Return the risk level, of a snapshot of an older release the severity."""
    return str(row.risk_level if row.risk_level in LEVELS else row.severity)


def _unread(document: Document) -> Markup:
    reasons: dict[str, set[str]] = {}
    checks: Counter[str] = Counter()
    for finding in document.findings:
        if finding.status == "unknown":
            reason = "; ".join(finding.missing) or "not read"
            checks[reason] += 1
            reasons.setdefault(reason, set()).add(finding.resource_name or finding.resource_id)
    if not checks:
        return tag("p", "Every check that applies was made.", class_="quiet")
    rows: list[list[object]] = [
        [tag("code", printable(reason, 400)), f"{n:,}", printable(", ".join(sorted(reasons[reason])), 160)]
        for reason, n in checks.most_common()
    ]
    return joined(
        tag("p", "These checks need an answer that the scan did not get. They are neither healthy nor unhealthy."),
        table(["What was not read", "Checks", "Resources"], rows),
    )
