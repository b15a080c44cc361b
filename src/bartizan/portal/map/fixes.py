"""Fixes to tick beside a map, and what all that are ticked would end."""

from collections.abc import Mapping, Sequence

from htpy import Element, Node, a, details, div, h2, header, li, p, section, span, strong, summary, ul

from bartizan.contract.paths import WhatIf
from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.states import notice
from bartizan.portal.links import address, toggled
from bartizan.portal.map.around import PathAround
from bartizan.portal.map.tried import TriedFixes
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service import attack
from bartizan.service.nodes import named_nodes
from bartizan.service.rules.rule_titles import rule_titles

_FEW = 3
_MOST_LISTED = 8


def fixes(view: View, around: PathAround) -> Element:
    """Return the rules that break the path, then those that break others on the map, each to be ticked."""
    own, others = around.path.breaks, around.others[:_MOST_LISTED]
    titles = rule_titles(view.published, [*own, *others])
    cut = {point.node_id: point.paths for point in attack.choke_points(view.published, kind="rule").items}
    ordered = sorted(own, key=lambda rule: -cut.get(rule, 0))
    tried = around.tried.rules
    return section[
        header(".card-head")[h2["Fixes, paths gone"], span(".quiet")["each alone"]],
        _choices(view, ordered, tried, titles, cut)
        if own
        else p(".card-body.quiet")["No single rule ends this path; see the choke points."],
        details(".more-fixes", open=bool(set(others) & set(tried)))[
            summary["Fixes of the other paths on the map"], _choices(view, others, tried, titles, cut)
        ]
        if others
        else None,
    ]


def preview(view: View, tried: TriedFixes, called: Mapping[str, str] | None = None) -> Element:
    """Return what the ticked fixes end together, and what is left; ``called`` names those that are no rules."""
    titles = called or rule_titles(view.published, tried.rules)
    named = "; ".join(titles.get(rule, rule) for rule in tried.rules[:_FEW])
    more = f" and {len(tried.rules) - _FEW} more" if len(tried.rules) > _FEW else ""
    gone, left = tried.gone, tried.left
    are = "is" if len(gone) == 1 else "are"
    return div(".preview")[
        notice(
            "healthy",
            strong[f"{'Together' if len(tried.rules) > 1 else 'Preview'}: {named}{more}. "],
            f"{len(gone):,} of {counted(len(tried.outcomes), 'path')} {are} gone. ",
            _reach(view, gone, left),
            a(".link", href=view.here(fix=None), data_swap="")["Clear"],
        ),
        _list(view, left),
    ]


def _choices(
    view: View, rules: Sequence[str], tried: Sequence[str], titles: Mapping[str, str], cut: Mapping[str, int]
) -> Element:
    return ul(".fixes", data_warm="")[
        (
            li[
                a(
                    id=f"fix-{rule}",
                    href=address(view.path, toggled(view.query, "fix", rule)),
                    data_swap="",
                    aria_current="true" if rule in tried else None,
                )[
                    span(".tick"),
                    span[titles.get(rule, rule), span(".hidden-text")[", ticked"] if rule in tried else None],
                    span(".number")[f"{cut.get(rule, 1):,}"],
                ]
            ]
            for rule in rules
        )
    ]


def _reach(view: View, gone: Sequence[WhatIf], left: Sequence[WhatIf]) -> str:
    """Return in words which targets are out of reach, and which of those that lost a path still are not."""
    still = {each.target_id: each for each in reversed(left)}
    lost = dict.fromkeys(each.target_id for each in gone)
    freed, kept = [id_ for id_ in lost if id_ not in still], [id_ for id_ in lost if id_ in still]
    ways = [still[id_].entry_id for id_ in kept[:_FEW]]
    nodes = named_nodes(view.published, [*freed, *kept, *ways])
    said = [nodes[id_].name or id_ for id_ in freed]
    parts = [f"{_listed(said)} {'is' if len(freed) == 1 else 'are'} out of reach. "] if freed else []
    by = [f"{nodes[id_].name or id_} by {nodes[way].name or way}" for id_, way in zip(kept, ways, strict=False)]
    more = f" and {len(kept) - _FEW} more" if len(kept) > _FEW else ""
    return "".join([*parts, f"Still reached: {', '.join(by)}{more}. " if kept else ""])


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"{', '.join(names[:_FEW])}{more}"


def _list(view: View, left: Sequence[WhatIf]) -> Node:
    """Return the paths that are left, worst first; of many the first ones."""
    if not left:
        return None
    ordered = sorted(left, key=lambda each: -each.risk)
    rows = (
        li[risk(each.risk_level), a(".link", href=view.to(f"/attack-paths/{each.id}"))[name(each.title)]]
        for each in ordered[:_MOST_LISTED]
    )
    more = len(left) - _MOST_LISTED
    rest = p(".quiet")[f"and {more:,} more, of lower risk"] if more > 0 else None
    return details[summary[f"{counted(len(left), 'path')} left, worst first"], ul(".plain.left")[rows], rest]
