"""What changed from one snapshot to another: findings and paths, and below them the resources themselves."""

from collections import Counter
from collections.abc import Callable, Sequence

from htpy import Element, Node, a, div, p, table, tbody, td, tr

from bartizan.base.resource_key import resource_key
from bartizan.contract.changes import JUDGED, SnapshotChange
from bartizan.model import UsageError
from bartizan.portal.components.marks import chip, name, risk
from bartizan.portal.components.parts import card, tabs
from bartizan.portal.timelines.resource import moved
from bartizan.portal.view import View
from bartizan.portal.words import middle, sentence
from bartizan.service.changes.comparing import changes

Key = Callable[[SnapshotChange], str]
ShownRow = Callable[[View, SnapshotChange], Element]
_MOST, _NAME = 200, 40
_COLOURS = {"new": "high", "worse": "high", "unverified": "unknown", "better": "healthy", "fixed": "healthy"}


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
    judged = [each for each in found if each.kind in JUDGED]
    others = [each for each in found if each.kind not in JUDGED]
    return [
        _tabbed(view, "What changed", "What became of them", "change", lambda each: each.change, _verdict, judged),
        _tabbed(view, "On resources", "What changed on them", "what", lambda each: each.kind, _resource, others),
    ]


def _tabbed(  # noqa: PLR0917 - what is listed, how it is called, and how a row looks
    view: View, heading: str, label: str, asked: str, key: Key, row: ShownRow, found: Sequence[SnapshotChange]
) -> Node:
    """Return a card of changes with a tab for each value of a key, which ``asked`` in the address chooses."""
    if not found:
        return None
    wanted = view.asked(asked)
    shown = [each for each in found if wanted in ("", key(each))]
    kinds = [(f"All {len(found):,}", view.here(**{asked: None}), not wanted)]
    kinds += [
        (f"{sentence(word)} {n:,}", view.here(**{asked: word}), word == wanted)
        for word, n in Counter(map(key, found)).items()
    ]
    body = _table(row(view, each) for each in shown[:_MOST]) if shown else p["None of this kind."]
    return card(heading, tabs(label, kinds), body, _more(shown))


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
