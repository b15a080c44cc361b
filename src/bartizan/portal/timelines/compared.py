"""What changed from one snapshot to another: findings and paths, and below them the resources themselves."""

from collections import Counter
from collections.abc import Sequence

from htpy import Element, Node, a, div, p, table, tbody, td, tr

from bartizan.base.resource_key import resource_key
from bartizan.contract.changes import SnapshotChange
from bartizan.model import UsageError
from bartizan.portal.components.marks import chip, name, risk
from bartizan.portal.components.parts import card, tabs
from bartizan.portal.timelines.resource import moved
from bartizan.portal.view import View
from bartizan.portal.words import middle, sentence
from bartizan.service.changes.comparing import changes

_MOST, _NAME = 200, 40
_COLOURS = {"new": "high", "worse": "high", "unverified": "unknown", "better": "healthy", "fixed": "healthy"}
_JUDGED = {"finding", "attack_path"}


def compared_cards(view: View) -> Node:
    """Return what changed up to a snapshot that the address names, None where it names none."""
    if not view.asked("before"):
        return None
    try:
        found = changes(view.home, view.asked("before"), view.asked("after"), directory=view.caller.directory).items
    except UsageError as error:
        return div(".card.state")[str(error)]
    if not found:
        return card("What changed", p["Nothing changed."])
    judged = [each for each in found if each.kind in _JUDGED]
    others = [each for each in found if each.kind not in _JUDGED]
    return [_judged(view, judged) if judged else None, _resources(view, others) if others else None]


def _judged(view: View, found: Sequence[SnapshotChange]) -> Element:
    wanted = view.asked("change")
    shown = [each for each in found if wanted in ("", each.change)]
    kinds = [(f"All {len(found):,}", view.here(change=None), not wanted)]
    counts = Counter(each.change for each in found)
    kinds += [(f"{sentence(word)} {n:,}", view.here(change=word), word == wanted) for word, n in counts.items()]
    body = _table(_verdict(view, each) for each in shown[:_MOST]) if shown else p["None of this kind."]
    return card("What changed", tabs("What became of them", kinds), body, _more(shown))


def _resources(view: View, found: Sequence[SnapshotChange]) -> Element:
    wanted = view.asked("what")
    shown = [each for each in found if wanted in ("", each.kind)]
    kinds = [(f"All {len(found):,}", view.here(what=None), not wanted)]
    counts = Counter(each.kind for each in found)
    kinds += [(f"{sentence(word)} {n:,}", view.here(what=word), word == wanted) for word, n in counts.items()]
    body = _table(_resource(view, each) for each in shown[:_MOST]) if shown else p["None of this kind."]
    return card("On resources", tabs("What changed on them", kinds), body, _more(shown))


def _table(rows: Node) -> Element:
    return div(".table-box")[table[tbody[rows]]]


def _more(shown: Sequence[SnapshotChange]) -> Node:
    if len(shown) <= _MOST:
        return None
    return p(".quiet")[f"The first {_MOST:,} of {len(shown):,}; all are in the output of bartizan snapshots diff."]


def _verdict(view: View, each: SnapshotChange) -> Element:
    is_over = each.change in {"fixed", "removed"}
    to = f"/recommendations/{each.rule_id}" if each.rule_id else f"/attack-paths/{each.id}"
    return tr(data_row="")[
        td[chip(sentence(each.change), _COLOURS.get(each.change, ""))],
        td(".risk")[risk(each.after or each.before or "")],
        td(".wide")[name(each.title) if is_over else a(".link", href=view.to(to))[name(each.title)]],
        td[name(each.resource_name)],
    ]


def _resource(view: View, each: SnapshotChange) -> Element:
    is_gone = each.kind == "resource" and each.change == "removed"
    to = view.to(f"/inventory/{resource_key(each.resource_id)}", [("tab", "history")])
    shown = name(middle(each.resource_name, _NAME))
    said = None if each.kind == "resource" else [name(each.title), moved(each.kind, each.before, each.after)]
    return tr(data_row="")[
        td[chip(sentence(each.change), "unknown" if each.change == "unverified" else "")],
        td[sentence(each.kind)],
        td(".short")[shown if is_gone else a(".link", href=to)[shown]],
        td(".wide")[said],
    ]
