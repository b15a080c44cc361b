"""The rules that a directory made of queries, and what the next scan makes of each."""

from htpy import Node, a, br, button, div, form, span

from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.service.rules.own import CheckedOwnRule, checked_own_rules
from bartizan.state.access.nouns import Role

_NONE = "No rule was made here yet. Ask something in the explorer, then make it a rule."


def own_rules_card(view: View) -> Node:
    """Return the rules with who made each, and the way to remove it."""
    found = checked_own_rules(view.home, directory=view.caller.directory)
    made = view.asked("made")
    scans = a(".link", href=view.to("/scans"))["Scan now"]
    is_new = any(each.kept.id == made for each in found)
    said = notice("healthy", f"{made} is kept. The next scan judges by it. ", scans) if is_new else None
    words = ("Rule", "Severity", "Made of", "By", "")
    rows = [_row(view, each) for each in found]
    return div(".stack.below-card")[said, simple_table("Own rules", words, rows, "made of queries", _NONE)]


def _row(view: View, each: CheckedOwnRule) -> list[Node]:
    kept, rule = each.kept, each.rule
    return [
        span(".two.whole")[
            span(".strong")[name(rule.title if rule else kept.id)],
            br,
            span(".quiet.below")[kept.id],
            [br, span(".text-critical")[f"The next scan leaves it out: {each.wrong}"]] if each.wrong else None,
        ],
        risk(str(rule.severity)) if rule else "–",
        a(".link.mono", href=view.to("/explorer", [("q", kept.query)]))[name(kept.query)],
        [kept.author, br, span(".quiet")[f"{kept.at:%d %b %Y}"]],
        _actions(view, kept.id),
    ]


def _actions(view: View, id_: str) -> Node:
    file = a(
        ".button.small", href=f"/{view.workspace}/rules/own/{id_}.yaml", download=f"{id_.rsplit('.', 1)[-1]}.yaml",
        aria_label=f"YAML of {id_}",
    )["YAML"]  # fmt: skip
    if not view.may(Role.ADMIN):
        return div(".split")[file, disabled_for("admin", "Remove")]
    remove = form(method="post", action=f"/{view.workspace}/rules/own/remove")[
        hidden(view, id=id_), button(".button.small", type="submit", aria_label=f"Remove {id_}")["Remove"]
    ]
    return div(".split")[file, remove]
