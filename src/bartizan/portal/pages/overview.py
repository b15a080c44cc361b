"""The overview: what would hurt today, what to do about it, and what is not known."""

from htpy import Element, Node, a, br, div, li, p, span, strong, table, tbody, td, th, thead, tr, ul

from bartizan.decide.workload import WORKLOADS
from bartizan.portal.components import cells
from bartizan.portal.components.charts import bar, stacked
from bartizan.portal.components.marks import healthy, name, risk, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import nothing_wrong, notice
from bartizan.portal.components.tables.since_scan import since_scan_card
from bartizan.portal.components.trend import trend_card
from bartizan.portal.map.choke import choke_link
from bartizan.portal.pages.recommendations import count as count_link
from bartizan.portal.pages.scans import scan_now
from bartizan.portal.view import Content, View
from bartizan.portal.words import LOGINS, REASONS, capital, counted, middle, sentence, spaced, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import attack, listing
from bartizan.service.gaps import gaps, grouped
from bartizan.service.nodes import NamedNode, named_nodes
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.service.search import unread_workloads
from bartizan.state.access.nouns import Role

_LEVELS = ("critical", "high", "medium", "low")
_FIRST = 5


def show(view: View) -> Content:
    """Return the page."""
    scopes = listing.facets(view.published, "inventory", "scope", ListFilter(values={"type": list(WORKLOADS)}))
    clouds = listing.facets(view.published, "inventory", "provider", ListFilter(values={"type": list(WORKLOADS)}))
    total = _workloads(view)
    beside = " · ".join((counted(len(scopes), "scope"), counted(total, "workload"), counted(len(clouds), "cloud")))
    trend = trend_card(view)
    body = [
        _gap(view),
        div(".grid")[_first(view), _chokes(view)],
        div(".grid")[_failing(view), _internet(view, total), _code(view, total), _score(view, has_trend=bool(trend))],
        trend,
        div(".grid")[_recommendations(view), since_scan_card(view)],
    ]
    actions = scan_now(view) if view.may(Role.ANALYST) and not view.asked("at") else None
    return Content("Overview", body, beside=beside, actions=actions)


def _workloads(view: View, **values: str) -> int:
    asked = ListFilter(values={"type": list(WORKLOADS)} | {name: [value] for name, value in values.items()})
    return listing.total(view.published, "inventory", asked)


def _gap(view: View) -> Node:
    """Return what is not evaluated, and what most of it waits for."""
    n = listing.total(view.published, "findings", ListFilter(values={"status": ["unknown"]}))
    if not n:
        return None
    widest = next((group for group in grouped(gaps(view.published)) if group[0].permission), None)
    return notice(
        "unknown",
        strong[f"{counted(n, 'check')} {'is' if n == 1 else 'are'} not evaluated. "],
        [
            f"{counted(sum(gap.count for gap in widest), 'answer')} of {middle(widest[0].scope, 14)} ",
            "wait for one permission: ",
            span(".mono")[widest[0].permission],
        ]
        if widest
        else None,
        a(".link", href=view.to("/coverage"))["Show the statement to add"],
    )


def _first(view: View) -> Element:
    """Return the worst path of each of the worst workloads."""
    if not listing.total(view.published, "attack_paths", ListFilter()):
        lost = unread_workloads(view.published)
        return card(
            "Act on these first",
            nothing_wrong("No path leads from the internet to what matters.", lost),
            class_=".span-8",
        )
    paths = attack.attack_paths(view.published, part=Part(limit=200))
    nodes = named_nodes(view.published, [id_ for path in paths.items for id_ in (path.entry_id, path.target_id)])
    of_each = {path.entry_id: path for path in reversed(paths.items) if nodes[path.entry_id].kind in WORKLOADS}
    worst = sorted(of_each.values(), key=lambda path: -path.risk)[:_FIRST]
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
    link = (f"All {paths.total:,} paths", view.to("/attack-paths"))
    return card(
        "Act on these first",
        table[head, tbody[rows]],
        beside="exposed workloads that reach data or control",
        link=link,
        class_=".span-8",
    )


def _below(node: NamedNode) -> str:
    return f"{type_word(node.kind)} · {middle(node.scope, 14)}"


def _weakness(steps: object) -> str:
    exploited = [step.why for step in steps if step.source == step.target]  # type: ignore[attr-defined]
    return exploited[0] if exploited else "no vulnerability needed"


def _chokes(view: View) -> Element:
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
    return card("One fix, paths gone", ul(".plain.spaced")[rows], link=link, class_=".span-4")


def _failing(view: View) -> Element:
    asked = ListFilter(values={"status": ["fail"]})
    counts = {str(each.value): each.count for each in listing.facets(view.published, "findings", "risk_level", asked)}
    lost = listing.total(view.published, "findings", ListFilter(values={"status": ["unknown"]}))
    parts = [(level, counts.get(level, 0)) for level in _LEVELS]
    rows: list[tuple[Node, Node]] = [
        (risk(level), a(".link", href=view.to("/recommendations", [("risk_level", level)]))[f"{n:,}"])
        for level, n in parts
    ]
    rows.append((unknown("Unknown"), a(".text-unknown", href=view.to("/coverage"))[f"{lost:,}"]))
    total = sum(n for _, n in parts)
    words = ", ".join(f"{n} {level}" for level, n in parts) + f", {lost} unknown"
    return card(
        "Failing checks by risk",
        stacked([*parts, ("unknown", lost)], words),
        _rows(rows),
        beside=f"{total:,}",
        class_=".span-3",
    )


def _internet(view: View, total: int) -> Element:
    asked = ListFilter(values={"type": list(WORKLOADS), "exposure": ["internet"]})
    found = listing.facets(view.published, "inventory", "authentication", asked)
    open_ = sum(each.count for each in found)
    colours = {"none": "critical", "mixed": "high", "key": "medium"}
    most = max((each.count for each in found), default=1)
    rows: list[tuple[Node, Node]] = [
        (
            [
                span(".word")[LOGINS.get(str(each.value), str(each.value))],
                bar(each.count, most, f"{each.count}", colours.get(str(each.value), "low")),
            ],
            a(".link", href=view.to("/inventory", [("exposure", "internet"), ("authentication", str(each.value))]))[
                f"{each.count:,}"
            ],
        )
        for each in found
    ]
    lost = _workloads(view, exposure="unknown")
    if lost:
        rows.append((unknown("not known whether"), f"{lost:,}"))
    return card("Who the internet meets", _rows(rows), beside=f"{open_:,} of {total:,}", class_=".span-3")


def _code(view: View, total: int) -> Element:
    found = listing.facets(view.published, "coverage", "status", ListFilter())
    reasons = listing.facets(view.published, "coverage", "reason", ListFilter("status != assessed"))
    read = sum(each.count for each in found if each.value == "assessed")
    denied = sum(each.count for each in reasons if each.value == "denied")
    parts = [("healthy", read), ("exempt", max(total - read - denied, 0)), ("unknown", denied)]
    words = f"{read} read, {denied} denied, {max(total - read - denied, 0)} not eligible"
    rows: list[tuple[Node, Node]] = [
        (
            unknown(sentence(REASONS.get(str(each.value), str(each.value))))
            if each.value == "denied"
            else sentence(REASONS.get(str(each.value), str(each.value))),
            a(".link", href=view.to("/vulnerabilities", [("tab", "code"), ("reason", str(each.value))]))[
                f"{each.count:,}"
            ],
        )
        for each in reasons
    ]
    return card(
        "Code read", stacked(parts, words), _rows(rows), beside=f"{read:,} of {total:,} workloads", class_=".span-3"
    )


def _score(view: View, *, has_trend: bool) -> Element:
    summary = view.published.manifest.summary
    score, share = summary.get("score"), summary.get("score_unknown_share") or 0
    failing = listing.total(view.published, "findings", ListFilter(values={"status": ["fail"]}))
    lost = listing.total(view.published, "findings", ListFilter(values={"status": ["unknown"]}))
    passed = sum(
        row["healthy"] for row in listing.rows(view.published, "recommendations", ListFilter(), limit=1000).items
    )
    words = f"{passed} healthy, {failing} unhealthy, {lost} not evaluated"
    return card(
        "Secure score",
        p[
            span(".big")["–" if score is None else f"{score:g}"],
            span(".quiet")[f" of 100; {share:.0%} of it is unknown"],
        ],
        stacked([("healthy", passed), ("critical", failing), ("unknown", lost)], words),
        _rows(
            [
                (healthy("Healthy"), f"{passed:,}"),
                (risk("critical", "Unhealthy"), f"{failing:,}"),
                (unknown("Not evaluated"), f"{lost:,}"),
            ]
        ),
        None if has_trend else p(".quiet.rest")["Trends begin with the second day."],
        class_=".span-3",
    )


def _recommendations(view: View) -> Element:
    part = listing.rows(view.published, "recommendations", ListFilter(), limit=_FIRST)
    rows = (
        tr(data_row="")[
            td(".risk")[risk(row["risk_level"])],
            td(".wide")[a(".link", href=view.to(f"/recommendations/{row['rule_id']}"))[row["title"]]],
            td(".number")[count_link(view, row, "unhealthy", "fail")],
            td(".number")[count_link(view, row, "unknown", "unknown")],
            td(".number")[cells.number(row["attack_paths"])],
            td(".short.second")[row["owner"] or span(".quiet")["Nobody yet"]],
        ]
        for row in part.items
    )
    words = ("Risk", "Recommendation", "Failing", "Unknown", "Paths cut", "Owner")
    classes = ("", "", ".number", ".number", ".number", ".second")
    head = thead[
        tr[
            (
                th(class_, scope="col")[word] if class_ else th(scope="col")[word]
                for word, class_ in zip(words, classes, strict=True)
            )
        ]
    ]
    return card(
        "Recommendations",
        table[head, tbody[rows]],
        beside="by risk, then paths cut",
        link=(f"All {part.total:,}", view.to("/recommendations")),
        class_=".span-8",
    )


def _rows(rows: list[tuple[Node, Node]]) -> Element:
    return ul(".plain.numbers")[
        (li[span(".split.wide-word")[words], span(".number.push")[value]] for words, value in rows)
    ]
