"""One attack path: its map among its neighbours, its steps, and what a fix would end."""

from collections.abc import Sequence

from htpy import Element, Node, a, div, h2, header, li, ol, p, section, span, strong, ul

from bartizan.api.problem import not_here
from bartizan.contract.paths import AttackPath, WhatIf
from bartizan.model import UsageError
from bartizan.portal.components.marks import name, risk, unknown
from bartizan.portal.components.parts import external, facts, tabs
from bartizan.portal.components.states import notice
from bartizan.portal.map.draw import drawn
from bartizan.portal.map.drawing import Drawing
from bartizan.portal.map.layout import MOST_CARDS, Map, laid_out, stops
from bartizan.portal.map.legend import legend, minimap, zoom_buttons
from bartizan.portal.view import Content, View
from bartizan.portal.words import CERTAINTIES, counted, middle, spaced
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import attack, listing
from bartizan.service.nodes import named_nodes
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.service.search import unread_workloads

_NEIGHBOURS = 500


def show(view: View) -> Content:
    """Return the page."""
    path = _found(view)
    items = _neighbours(view, path)
    fix = view.asked("fix") if view.asked("fix") in path.breaks else ""
    outcomes = attack.what_if(view.published, rules=[fix]).items if fix else ()
    is_list = view.asked("view") == "steps"
    views = [("Map", view.here(view=None), not is_list), ("Steps", view.here(view="steps"), is_list)]
    left = div(".card")[
        header(".card-head")[
            h2["Map"],
            span(".quiet")[
                f"{counted(len(items), 'path')} that share{'s' if len(items) == 1 else ''} its way in, target or fix"
            ],
            None if is_list else zoom_buttons(),
            tabs("Views", views, "" if not is_list else ".push"),
        ],
        _steps(view, path) if is_list else _map(view, path, items, outcomes, fix),
        div(".card-body")[_preview(view, fix, outcomes)] if fix else None,
    ]
    body = div(".with-panel")[left, _panel(view, path, is_list, fix)]
    trail = [("Attack paths", view.to("/attack-paths"))]
    return Content(path.title, body, beside=risk(path.risk_level), trail=trail, actions=_actions(view, path))


def strip(view: View, path: AttackPath) -> Element:
    """Return a path in one line of cards."""
    found = stops(path)
    nodes = named_nodes(view.published, found)
    verbs = [spaced(step.edge) for step in path.steps if step.source != step.target]
    out: list[Node] = []
    for n, id_ in enumerate(found):
        node = nodes[id_]
        shown = name(middle(node.name or id_, 32)) if node.kind != "internet" else "Internet"
        href = view.to_resource(id_, node.name) if id_.startswith(("arn:", "/")) else None
        out.append(a(".stop.link", href=href)[shown] if href else span(".stop")[shown])
        if n < len(verbs):
            out.append(span(".hop")[f"{verbs[n]} →"])
    return div(".strip")[out]


def _found(view: View) -> AttackPath:
    try:
        return attack.attack_paths(view.published, id_=view.of_path("path")).items[0]
    except (UsageError, IndexError):
        raise not_here() from None


def _neighbours(view: View, path: AttackPath) -> list[AttackPath]:
    """Return the path and those that share its way in, its target or one of its fixes."""
    ends, breaks = {path.entry_id, path.target_id}, set(path.breaks)
    found = attack.attack_paths(view.published, part=Part(limit=_NEIGHBOURS)).items
    same = [each for each in found if {each.entry_id, each.target_id} & ends or breaks.intersection(each.breaks)]
    return list({each.id: each for each in [path, *same]}.values())


def _actions(view: View, path: AttackPath) -> Node:
    if not path.breaks:
        return None
    return a(".button.primary", href=view.to(f"/recommendations/{path.breaks[0]}"))["Open recommendation"]


def _map(view: View, path: AttackPath, items: Sequence[AttackPath], outcomes: Sequence[WhatIf], fix: str) -> Element:
    map_ = laid_out(items)
    ids = [node for card in map_.cards for node in card.nodes]
    nodes = named_nodes(view.published, ids)
    step = _step(view, path)
    gone = {each.id for each in outcomes if each.outcome == "gone"}
    drawing = Drawing(
        nodes=nodes,
        hrefs={id_: view.to_resource(id_, nodes[id_].name) for id_ in ids if id_.startswith(("arn:", "/"))},
        levels=_levels(view, ids),
        this=path.id,
        step_nodes={path.steps[step].target} if step is not None else (),
        gone=gone,
        cuts=_cuts([each for each in items if each.id in gone], fix),
        certainties={each.id: each.certainty for each in items},
        targets={each.target_id for each in items},
    )
    return div[
        drawn(map_, drawing),
        div(".map-foot")[div[legend(map_, drawing), _not_drawn(view, map_)], minimap(map_, drawing)],
    ]


def _not_drawn(view: View, map_: Map) -> Node:
    """Return which paths a map does not show: those that do not fit, and those that nobody could read."""
    n, lost = map_.left_out, unread_workloads(view.published)
    more = span[f"{n:,} more of them are longer or do not fit into {MOST_CARDS} cards. "] if n else None
    unread = unknown(f"{counted(lost, 'workload')} not read: paths through their code are unknown") if lost else None
    return p(".quiet")[more, a(href=view.to("/coverage", [("tab", "code")]))[unread] if unread else None]


def _levels(view: View, ids: Sequence[str]) -> dict[str, str]:
    """Return the level of the worst finding of each resource among some nodes."""
    found = listing.rows(view.published, "inventory", ListFilter(values={"id": list(ids)}), limit=len(ids))
    return {row["id"]: row["risk_level"] for row in found.items}


def _cuts(gone: Sequence[AttackPath], fix: str) -> set[tuple[str, str]]:
    """Return between which nodes a fix breaks paths; what it takes from a node breaks the step that leads there."""
    found = set()
    for path in gone:
        before = path.steps[0].source
        for step in path.steps:
            if fix in step.rule_ids:
                found.add((before if step.source == step.target else step.source, step.target))
            before = step.source
    return found


def _step(view: View, path: AttackPath) -> int | None:
    text = view.asked("step")
    return int(text) - 1 if text.isdecimal() and 0 < int(text) <= len(path.steps) else None


def _panel(view: View, path: AttackPath, is_list: bool, fix: str) -> Element:
    techniques = [external(id_, f"https://attack.mitre.org/techniques/{id_.replace('.', '/')}/") for id_ in path.mitre]
    why: list[tuple[str, Node]] = [
        ("Risk", f"{path.risk:g} of 100"),
        ("Certainty", CERTAINTIES.get(path.certainty, path.certainty)),
        ("Reaches", spaced(path.target_kind)),
        ("Because", ", ".join(spaced(factor) for factor in path.risk_factors)),
        ("Conditions left", "; ".join(path.conditions) or "none"),
        ("MITRE ATT&CK", [[each, " "] for each in techniques]),
    ]
    return div(".card.panel")[
        None if is_list else section[header(".card-head")[h2["Steps"]], _steps(view, path)],
        section[header(".card-head")[h2["Fix one, paths gone"]], _fixes(view, path, fix)],
        section[header(".card-head")[h2[f"Why {path.risk_level}"]], div(".card-body")[facts(why)]],
    ]


def _steps(view: View, path: AttackPath) -> Element:
    nodes = named_nodes(view.published, [id_ for step in path.steps for id_ in (step.source, step.target)])
    now = _step(view, path)

    def called(id_: str) -> Node:
        return "Internet" if nodes[id_].kind == "internet" else name(middle(nodes[id_].name or id_, 44))

    return ol(".steps")[
        (
            li[
                a(href=view.here(step=str(n + 1)), data_swap="", aria_current="step" if n == now else None)[
                    span[
                        strong[called(step.source)],
                        f" {spaced(step.edge)} " if step.target != step.source else " is exploited",
                        strong[called(step.target)] if step.target != step.source else None,
                        span(".why")[name(step.why)],
                    ]
                ]
            ]
            for n, step in enumerate(path.steps)
        )
    ]


def _fixes(view: View, path: AttackPath, fix: str) -> Node:
    if not path.breaks:
        return div(".card-body.quiet")["No single rule ends this path; see the choke points."]
    known = {point.node_id: point for point in attack.choke_points(view.published, kind="rule").items}
    ordered = sorted(path.breaks, key=lambda rule: -(known[rule].paths if rule in known else 0))
    return ul(".fixes", data_warm="")[
        (
            li[
                a(
                    href=view.here(fix=None if rule == fix else rule),
                    data_swap="",
                    aria_current="true" if rule == fix else None,
                )[
                    span(".dot"),
                    span[_title_of(view, rule)],
                    span(".number")[f"{known[rule].paths:,}" if rule in known else "1"],
                ]
            ]
            for rule in ordered
        )
    ]


def _title_of(view: View, rule: str) -> str:
    return rule_titles(view.published, [rule]).get(rule, rule)


def _preview(view: View, fix: str, outcomes: Sequence[WhatIf]) -> Element:
    gone = [each for each in outcomes if each.outcome == "gone"]
    left = {each.target_id for each in outcomes if each.outcome == "left"}
    freed = sorted({each.target_id for each in gone} - left)
    nodes = named_nodes(view.published, freed)
    out = ", ".join(nodes[id_].name or id_ for id_ in freed[:3]) + (
        f" and {len(freed) - 3} more" if len(freed) > 3 else ""
    )
    said = (
        f"{out} {'is' if len(freed) == 1 else 'are'} out of reach. "
        if freed
        else "Every target still has another way. "
    )
    return notice(
        "healthy",
        strong[f"Preview: {_title_of(view, fix)}. "],
        f"{len(gone):,} of {counted(len(outcomes), 'path')} {'is' if len(gone) == 1 else 'are'} gone. {said}",
        a(".link", href=view.here(fix=None))["Clear"],
    )
