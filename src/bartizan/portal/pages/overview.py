"""The overview: what would hurt today, what to do about it, and what is not known."""

from collections.abc import Mapping, Sequence

from htpy import Element, Node, a, br, div, li, p, span, strong, table, tbody, td, th, thead, tr, ul

from bartizan.contract.paths import AttackPath
from bartizan.decide.workload import WORKLOADS
from bartizan.portal.cards.checks import failing, recommendations, score
from bartizan.portal.cards.scopes import chosen_scopes, of_workloads, scope_choice, within
from bartizan.portal.cards.workloads import code, internet
from bartizan.portal.components import cells
from bartizan.portal.components.charts import bar
from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import disabled_for, no_path, notice
from bartizan.portal.components.tables.since_scan import since_scan_card
from bartizan.portal.components.trend import trend_card
from bartizan.portal.map.choke import choke_link
from bartizan.portal.pages.scans import scan_now
from bartizan.portal.view import Content, View
from bartizan.portal.words import capital, counted, middle, spaced, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import attack, listing
from bartizan.service.gaps import gaps, grouped
from bartizan.service.nodes import NamedNode, named_nodes
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.state.access.nouns import Role

_FIRST = 5


def show(view: View) -> Content:
    """Return the page."""
    scopes = chosen_scopes(view)
    known = [each for each in listing.totals(view.published, "inventory", "scope") if each]
    clouds = listing.facets(view.published, "inventory", "provider", of_workloads(scopes))
    total = listing.total(view.published, "inventory", of_workloads(scopes))
    counts = (counted(len(scopes or known), "scope"), counted(total, "workload"), counted(len(clouds), "cloud"))
    trend = trend_card(view)
    body = [
        _gap(view, scopes),
        div(".grid")[_first(view, scopes), _chokes(view, scopes)],
        div(".grid")[
            failing(view, scopes),
            internet(view, scopes, total),
            code(view, scopes, total),
            score(view, scopes, has_trend=bool(trend)),
        ],
        trend,
        div(".grid")[recommendations(view, scopes), since_scan_card(view)],
    ]
    scan = scan_now(view) if view.may(Role.ANALYST) else disabled_for("analyst", "Scan now")
    return Content(
        "Overview",
        body,
        beside=" · ".join(counts),
        actions=[scope_choice(view, scopes), None if view.asked("at") else scan],
    )


def _gap(view: View, scopes: Sequence[str]) -> Node:
    """Return what is not evaluated, and what most of it waits for."""
    n = listing.total(view.published, "findings", within(scopes, status=["unknown"]))
    if not n:
        return None
    found = [gap for gap in gaps(view.published) if not scopes or gap.scope in scopes]
    widest = next((group for group in grouped(found) if group[0].permission), None)
    waits = None
    if widest:
        answers = counted(sum(gap.count for gap in widest), "answer")
        waits = [
            f"{answers} of {middle(widest[0].scope, 14)} wait for one permission: ",
            span(".mono")[widest[0].permission],
        ]
    missing = [("scope", widest[0].scope)] if widest else []
    return notice(
        "unknown",
        strong[f"{counted(n, 'check')} {'is' if n == 1 else 'are'} not evaluated. "],
        waits,
        a(".link", href=view.to("/coverage", missing))["Show the statement to add"],
    )


def _first(view: View, scopes: Sequence[str]) -> Element:
    """Return the worst path of each of the worst workloads."""
    worst, nodes, is_any = _worst(view, scopes)
    if not is_any:
        return card("Act on these first", no_path(view.published), class_=".span-8")
    if not worst:
        return card("Act on these first", p(".quiet")["Paths begin here, but at no workload."], class_=".span-8")
    rows = (
        tr(data_row="")[
            td(".risk")[risk(path.risk_level)],
            td(".short")[cells.resource(view, path.entry_id, nodes[path.entry_id].name, _below(nodes[path.entry_id]))],
            td(".wide")[
                span(".two.whole")[
                    name(capital(path.steps[0].why)), br, span(".quiet.below")[name(_weakness(path.steps))]
                ]
            ],
            td[
                span(".two")[
                    a(".link", href=view.to(f"/attack-paths/{path.id}"))[name(middle(nodes[path.target_id].name, 22))],
                    br,
                    span(".quiet.below")[spaced(path.target_kind)],
                ]
            ],
        ]
        for path in worst
    )
    head = thead[tr[(th(scope="col")[word] for word in ("Risk", "Workload", "Way in", "Reaches"))]]
    every = listing.total(view.published, "attack_paths", ListFilter())
    return card(
        "Act on these first",
        table[head, tbody[rows]],
        beside="exposed workloads that reach data or control",
        link=(f"All {every:,} paths", view.to("/attack-paths")),
        class_=".span-8",
    )


def _worst(view: View, scopes: Sequence[str]) -> tuple[list[AttackPath], Mapping[str, NamedNode], bool]:
    """Return the worst path of each of the worst workloads, their ends' names, and whether any path begins there.

    A path counts for the scope that its way in is in, which may be no workload.
    """
    if not listing.total(view.published, "attack_paths", ListFilter()):
        return [], {}, False
    found, _ = attack.ways_in(view.published, _FIRST, scopes=scopes, kinds=list(WORKLOADS))
    worst = [each.worst for each in found]
    nodes = named_nodes(view.published, [id_ for path in worst for id_ in (path.entry_id, path.target_id)])
    return worst, nodes, bool(worst) or attack.ways_in(view.published, 1, scopes=scopes)[1] > 0


def _below(node: NamedNode) -> str:
    return f"{type_word(node.kind)} · {middle(node.scope, 14)}"


def _weakness(steps: object) -> str:
    exploited = [step.why for step in steps if step.source == step.target]  # type: ignore[attr-defined]
    return exploited[0] if exploited else "no vulnerability needed"


def _chokes(view: View, scopes: Sequence[str]) -> Element:
    total = listing.total(view.published, "attack_paths", ListFilter())
    link = ("Choke points", view.to("/attack-paths", [("tab", "choke")]))
    if not total:
        return card("One fix, paths gone", p(".quiet")["There is no path to cut."], class_=".span-4", link=link)
    found = attack.choke_points(view.published, kind="rule", part=Part(limit=_FIRST)).items
    titles = rule_titles(view.published, [point.node_id for point in found])
    rows = (
        li[
            div(".split")[
                choke_link(
                    view, point.model_copy(update={"node_id": point.node_id}), titles.get(point.node_id, point.node_id)
                )
                if point.kind != "rule"
                else a(".link.strong", href=view.to(f"/recommendations/{point.node_id}"))[
                    titles.get(point.node_id, point.node_id)
                ],
                span(".number.push")[strong[f"{point.paths:,}"], f" of {total:,}"],
            ],
            bar(point.paths, total, f"{point.paths} of {total} paths"),
        ]
        for point in found
    )
    beside = "of all scopes" if scopes else None
    return card("One fix, paths gone", ul(".plain.spaced")[rows], beside=beside, link=link, class_=".span-4")
