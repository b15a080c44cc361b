"""What changed since the scan before: numbers for which the overview does not wait."""

from collections.abc import Mapping

from htpy import Element, Node, a, div, li, noscript, p, span, ul

from bartizan.model import UsageError
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.parts import card
from bartizan.portal.view import View
from bartizan.service.changes.comparing import change_counts

_MEMO = "changes since the scan before"
_ALWAYS = ("new", "worse", "fixed")
_WORDS: Mapping[str, Node] = {
    "new": "New",
    "worse": "Worse",
    "fixed": "Fixed",
    "better": "Of less risk",
    "unverified": unknown("Not read again"),
    "removed": "Gone with their resource",
}


def since_scan_card(view: View) -> Element:
    """Return what changed; the numbers come by themselves, or where the address asks for them."""
    if view.asked("changes"):
        return _card(counted_changes(view))
    ask = noscript[p[a(".link", href=view.here(changes="1"))["Count what changed"]]]
    later = div(data_later=view.to("/overview/changes"))[_list(view, dict.fromkeys(_ALWAYS))]
    return _card(later, ask)


def counted_changes(view: View) -> Element:
    """Return findings and attack paths by what became of them, each number a link to what it counts."""
    memo = view.published.memo
    if _MEMO not in memo:
        try:
            memo[_MEMO] = change_counts(
                view.home, "previous", view.published.manifest.id, directory=view.caller.directory
            )
        except UsageError:
            return p(".quiet")["This is the first scan that is kept: what changes is known after the next."]
    found: Mapping[str, int] = memo[_MEMO]  # type: ignore[assignment]
    return _list(view, {kind: found[kind] for kind in _WORDS if found[kind] or kind in _ALWAYS})


def _card(*body: Node) -> Element:
    return card("Since the last scan", *body, beside="findings and attack paths", class_=".span-4.changes")


def _list(view: View, found: Mapping[str, int | None]) -> Element:
    return ul(".plain.numbers")[
        (
            li[span(".split.wide-word")[_WORDS[kind]], span(".number.push")[_number(view, kind, n)]]
            for kind, n in found.items()
        )
    ]


def _number(view: View, kind: str, n: int | None) -> Node:
    if not n:
        return None if n is None else span(".quiet")["0"]
    asked = [("before", "previous"), ("after", view.published.manifest.id), ("change", kind)]
    return a(".link", href=view.to("/scans", asked), aria_label=f"{n:,} {kind}")[f"{n:,}"]
