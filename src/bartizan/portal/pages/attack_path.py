"""One attack path: its map among its neighbours, its steps, and what fixes would end."""

from collections.abc import Mapping

from htpy import Element, Node, a, button, div, h2, header, li, ol, p, section, span, strong

from bartizan.contract.paths import AttackPath, PathStep
from bartizan.portal.components.icons import icon, kind_icon
from bartizan.portal.components.marks import name, risk, unknown
from bartizan.portal.components.parts import card, external, facts, tabs
from bartizan.portal.components.tables.owned import owners
from bartizan.portal.map.around import PathAround, map_of, path_around, step_asked
from bartizan.portal.map.assigning import assignment
from bartizan.portal.map.download import downloads, left_out_words
from bartizan.portal.map.draw import drawn
from bartizan.portal.map.fixes import fixes, preview
from bartizan.portal.map.folding import stops
from bartizan.portal.map.layout import Map
from bartizan.portal.map.legend import legend, minimap, unfolding, zoom_buttons
from bartizan.portal.map.remedy import remedy
from bartizan.portal.map.table import map_table
from bartizan.portal.view import Content, View
from bartizan.portal.words import CERTAINTIES, counted, middle, spaced
from bartizan.report.listing.ask import ListFilter
from bartizan.service import attack, listing
from bartizan.service.nodes import NamedNode, named_nodes
from bartizan.service.search import unread_workloads

_VIEWS = {"": "Map", "steps": "Steps", "table": "Table"}


def show(view: View) -> Content:
    """Return the page."""
    around = path_around(view)
    path, shown = around.path, view.asked("view") if view.asked("view") in _VIEWS else ""
    views = [(word, view.here(view=id_ or None), id_ == shown) for id_, word in _VIEWS.items()]
    left = div(".card")[
        header(".card-head")[
            h2["Map"],
            span(".quiet")[_sharing(around)],
            div(".push.tools")[None if shown else zoom_buttons(), downloads(view, around), tabs("Views", views)],
        ],
        _steps(view, path) if shown == "steps" else _map(view, around, is_table=shown == "table"),
        div(".card-body")[preview(view, around.tried)] if around.tried.rules else None,
    ]
    body = div(".with-panel")[left, _panel(view, around, is_list=shown == "steps")]
    trail = [("Attack paths", view.to("/attack-paths"))]
    return Content(path.title, body, beside=risk(path.risk_level), trail=trail, actions=_actions(view, path))


def strip(view: View, path: AttackPath) -> Element:
    """Return a path in one line of cards; what is not there any more is no link."""
    found = stops(path)
    nodes = named_nodes(view.published, found)
    verbs = [spaced(step.edge) for step in path.steps if step.source != step.target]
    out: list[Node] = []
    for n, id_ in enumerate(found):
        node = nodes[id_]
        shown = name(middle(node.name or id_, 32)) if node.kind != "internet" else "Internet"
        href = view.to_resource(id_, node.name) if node.kind and id_.startswith(("arn:", "/")) else None
        stop = [icon(kind_icon(node.kind)), shown]
        out.append(a(".stop.link", href=href)[stop] if href else span(".stop")[stop])
        if n < len(verbs):
            out.append(span(".hop")[f"{verbs[n]} →"])
    return div(".strip")[out]


def ended_path(view: View, rule: str) -> Element | None:
    """Return the worst path that a rule's fix ends, in one line of cards; None for none."""
    found = listing.rows(view.published, "attack_paths", ListFilter(f"breaks has {rule}"), limit=1)
    if not found.items:
        return None
    path = attack.attack_paths(view.published, id_=str(found.items[0]["id"])).items[0]
    more = f"worst of {counted(found.total, 'path')} that its fix ends"
    return card("Ends this path", strip(view, path), beside=more, link=("Open", view.to(f"/attack-paths/{path.id}")))


def _sharing(around: PathAround) -> str:
    shown, n = len(around.items), max(around.total, len(around.items))
    worst = f"the worst {shown:,} of " if shown < n else ""
    return f"{worst}{counted(n, 'path')} that share{'s' if n == 1 else ''} its way in, target or fix"


def _actions(view: View, path: AttackPath) -> Node:
    """Return the way to the paths before and after this one, its link, and the recommendation that ends it."""
    ids = attack.path_ids(view.published)
    at = ids.index(path.id)
    rule = path.breaks[0] if path.breaks else ""
    fix = a(".button.primary", href=view.to(f"/recommendations/{rule}"))["Open recommendation"]
    return [
        span(".quiet")[f"{at + 1:,} of {len(ids):,}"],
        _beside(view, "prev", "Previous", ids[at - 1] if at else ""),
        _beside(view, "next", "Next", ids[at + 1] if at + 1 < len(ids) else ""),
        button(".button", type="button", data_copy_link="", hidden=True)["Copy link"],
        a(".button", href="#assign")["Assign"],
        fix if rule else None,
    ]


def _beside(view: View, rel: str, word: str, id_: str) -> Node:
    shown = [("view", view.asked("view"))]
    return a(".button", rel=rel, href=view.to(f"/attack-paths/{id_}", shown))[word] if id_ else None


def _map(view: View, around: PathAround, *, is_table: bool) -> Element:
    map_, drawing = map_of(view, around)
    if is_table:
        return div[map_table(view, map_, drawing), div(".map-foot")[div[_not_drawn(view, map_, around)]]]
    what = "How the internet reaches what matters, from left to right"
    return div[
        drawn(map_, drawing, "Map of attack paths", what),
        div(".map-foot")[
            div[legend(map_, drawing), unfolding(view, map_, drawing), _not_drawn(view, map_, around)],
            minimap(map_, drawing),
        ],
    ]


def _not_drawn(view: View, map_: Map, around: PathAround) -> Node:
    """Return which paths a map does not show: that do not fit, that are not listed, and that nobody could read."""
    more, lost = left_out_words(map_), unread_workloads(view.published)
    unread = unknown(f"{counted(lost, 'workload')} not read: paths through their code are unknown") if lost else None
    link = a(href=view.to("/coverage", [("tab", "code")]))[unread] if unread else None
    capped = attack.not_listed(view.published, sorted({each.scenario for each in around.items}))
    kept_out = f"{counted(capped, 'more path')} of these scenarios {'is' if capped == 1 else 'are'} not listed. "
    return p(".quiet")[span[f"{more} "] if more else None, span[kept_out] if capped else None, link]


def _panel(view: View, around: PathAround, *, is_list: bool) -> Element:
    path = around.path
    entry = named_nodes(view.published, [path.entry_id])[path.entry_id]
    techniques = [external(id_, f"https://attack.mitre.org/techniques/{id_.replace('.', '/')}/") for id_ in path.mitre]
    why: list[tuple[str, Node]] = [
        ("Risk", f"{path.risk:g} of 100"),
        ("Certainty", CERTAINTIES.get(path.certainty, path.certainty)),
        ("Reaches", spaced(path.target_kind)),
        ("Because", ", ".join(spaced(factor) for factor in path.risk_factors)),
        ("Conditions left", "; ".join(path.conditions) or "none"),
        ("Owner", owners(view, {"id": entry.id, "type": entry.kind})),
        ("MITRE ATT&CK", span(".split.controls-of")[techniques]),
    ]
    return div(".card.panel")[
        None if is_list else section[header(".card-head")[h2["Steps"]], _steps(view, path)],
        fixes(view, around),
        remedy(view, around),
        assignment(view, path, entry.name or entry.id),
        section[header(".card-head")[h2[f"Why {path.risk_level}"]], div(".card-body")[facts(why)]],
    ]


def _steps(view: View, path: AttackPath) -> Element:
    nodes = named_nodes(view.published, [id_ for step in path.steps for id_ in (step.source, step.target)])
    now = step_asked(view, path)

    def called(id_: str) -> Node:
        return "Internet" if nodes[id_].kind == "internet" else name(middle(nodes[id_].name or id_, 44))

    return ol(".steps")[
        (
            li[
                a(
                    id=f"step-{n + 1}",
                    href=view.here(step=str(n + 1)),
                    data_swap="",
                    aria_current="step" if n == now else None,
                )[
                    span[
                        strong[called(step.source)],
                        f" {spaced(step.edge)} " if step.target != step.source else " is exploited",
                        strong[called(step.target)] if step.target != step.source else None,
                        span(".why")[name(step.why)],
                    ]
                ],
                _ends(view, step, nodes) if n == now else None,
            ]
            for n, step in enumerate(path.steps)
        )
    ]


def _ends(view: View, step: PathStep, nodes: Mapping[str, NamedNode]) -> Node:
    """Return links to the pages of both ends of the open step."""
    ids = [id_ for id_ in dict.fromkeys((step.source, step.target)) if id_.startswith(("arn:", "/"))]
    links = (
        a(".link", href=view.to_resource(id_, nodes[id_].name))["Open ", name(nodes[id_].name or id_)] for id_ in ids
    )
    return span(".ends")[links] if ids else None
