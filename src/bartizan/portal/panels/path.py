"""The summary of an attack path: what it reaches, its steps, and what ends it."""

from htpy import Node, a, div, li, ol, span, ul

from bartizan.contract.paths import AttackPath
from bartizan.portal.components.marks import name, risk, unknown
from bartizan.portal.components.parts import facts
from bartizan.portal.panels.summary import RowSummaries, Summary
from bartizan.portal.view import View
from bartizan.portal.words import CERTAINTIES, SENSITIVITIES, middle, spaced
from bartizan.report.listing.ask import ListFilter
from bartizan.service import attack, listing
from bartizan.service.nodes import named_nodes
from bartizan.service.rules.rule_titles import rule_titles

_LONGEST = 44


def _summary(view: View, key: str) -> Summary | None:
    found = listing.rows(view.published, "attack_paths", ListFilter(values={"id": [key]}), limit=1).items
    if not found:
        return None
    path = attack.attack_paths(view.published, id_=key).items[0]
    level = found[0].get("sensitivity") or "unknown"
    word = SENSITIVITIES[level]
    pairs: list[tuple[str, Node]] = [
        ("Risk", [risk(path.risk_level), f" {path.risk:g} of 100"]),
        ("Certainty", unknown("unknown") if path.certainty == "unknown" else CERTAINTIES[path.certainty]),
        ("Scenario", spaced(path.scenario)),
        ("Ways in", f"{path.entries:,}"),
        ("Reaches", spaced(path.target_kind)),
        ("Sensitivity", unknown(word) if level == "unknown" else word),
        ("Because", ", ".join(map(spaced, path.risk_factors)) or "–"),
        ("Conditions left", "; ".join(path.conditions) or "none"),
    ]
    href = view.to(f"/attack-paths/{key}")
    return Summary(path.title, href, [facts(pairs), _steps(view, path), _ends(view, path)])


def _steps(view: View, path: AttackPath) -> Node:
    nodes = named_nodes(view.published, [id_ for step in path.steps for id_ in (step.source, step.target)])

    def called(id_: str) -> Node:
        node = nodes[id_]
        if node.kind == "internet":
            return span(".strong")["Internet"]
        shown = name(middle(node.name or id_, _LONGEST))
        has_page = id_.startswith(("arn:", "/"))
        return a(".link", href=view.to_resource(id_, node.name))[shown] if has_page else span(".strong")[shown]

    lines = (
        li[
            called(step.source),
            f" {spaced(step.edge)} " if step.target != step.source else " is exploited",
            called(step.target) if step.target != step.source else None,
        ]
        for step in path.steps
    )
    return div[span(".strong")["Steps"], ol(".steps-left")[lines]]


def _ends(view: View, path: AttackPath) -> Node:
    if not path.breaks:
        return div[span(".strong")["Ended by"], " no single rule"]
    titles = rule_titles(view.published, path.breaks)
    lines = (li[a(".link", href=view.to(f"/recommendations/{rule}"))[titles.get(rule, rule)]] for rule in path.breaks)
    return div[span(".strong")["Ended by"], ul(".plain.spaced")[lines]]


PATHS = RowSummaries(lambda row: str(row["id"]), lambda row: str(row["title"]), _summary)
