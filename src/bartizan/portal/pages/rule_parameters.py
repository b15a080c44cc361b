"""The rules that have parameters, and the form that sets those of one."""

from htpy import Element, Node, VoidElement, a, br, button, div, form, label, option, p, select, span, textarea
from htpy import input as input_

from bartizan.contract.kept import ParameterItem, RuleParameters
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import card
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.portal.words import sentence, spaced
from bartizan.service.rules.parameters import listed_parameters, written
from bartizan.state.access.nouns import Role

FIELD = "value."
"""What the names of the fields of values begin with, in the form and in the address after a refusal."""


def parameters_of_rules(view: View) -> Node:
    """Return the rules with parameters, one of them open where the address names it."""
    found = listed_parameters(view.home, directory=view.caller.directory)
    opened = next((each for each in found if each.rule_id == view.asked("rule")), None)
    return [_form_card(view, opened) if opened else None, _table(view, found)]


def _table(view: View, found: list[RuleParameters]) -> Element:
    rows: list[list[Node]] = [
        [
            span(".two.whole")[
                a(".link.strong", href=view.here(**_opening(each)))[name(each.title)],
                br,
                span(".quiet.below")[each.rule_id],
            ],
            ["Off", br, span(".quiet.below")[each.off]] if each.off else sentence(each.severity),
            [[_line(item), br] for item in each.parameters],
            each.set_by or span(".quiet")["default"],
        ]
        for each in found
    ]
    words = ("Rule", "Severity", "Parameters", "Set by")
    return simple_table(
        "Rules with parameters", words, rows, "the next scan judges by these", "No rule has parameters."
    )


def _opening(each: RuleParameters) -> dict[str, str | None]:
    return {"rule": each.rule_id, "saved": None} | {f"{FIELD}{item.name}": None for item in each.parameters}


def _line(item: ParameterItem) -> Node:
    is_own = item.value != item.default
    return [
        span(".strong" if is_own else "")[f"{sentence(item.name)}: "],
        name(_said(item.value)),
        span(".quiet")[f" (default {_said(item.default)})"] if is_own else None,
    ]


def _said(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else spaced(str(value))


def _form_card(view: View, rule: RuleParameters) -> Element:
    title = f"Parameters of {rule.title}"
    link = ("Recommendation", view.to(f"/recommendations/{rule.rule_id}"))
    set_ = f"set by {rule.set_by} on {rule.set_at:%d %b %Y}" if rule.set_at else "all are the defaults"
    saved = notice("healthy", "Saved. The next scan judges by these values.") if view.asked("saved") else None
    if not view.may(Role.ADMIN):
        return card(title, [p[_line(item)] for item in rule.parameters], disabled_for("admin", "Change"), link=link)
    asked = view.request.query_params
    tried = {item.name: asked[id_] for item in rule.parameters if (id_ := f"{FIELD}{item.name}") in asked}
    wrong = written(view.home, rule.rule_id, tried)[1] if tried else {}
    fields = (_field(item, tried.get(item.name), wrong.get(item.name, "")) for item in rule.parameters)
    return card(
        title,
        saved,
        notice("info", f"This rule does not run. {rule.off}") if rule.off else None,
        form(method="post", action=f"/{view.workspace}/rules/parameters")[
            hidden(view, rule=rule.rule_id),
            div(".fields.top")[fields],
            div(".split")[
                button(".button.primary", type="submit", name="what", value="set")["Set"],
                button(".button", type="submit", name="what", value="reset", formnovalidate="")["Reset to the defaults"]
                if rule.set_by
                else None,
            ],
        ],
        beside=set_,
        link=link,
    )


def _field(item: ParameterItem, tried: str | None, wrong: str) -> Element:
    id_ = f"{FIELD}{item.name}"
    return div[
        label(for_=id_)[sentence(item.name)],
        _input(item, id_, _text(item.value) if tried is None else tried, is_wrong=bool(wrong)),
        p(".hint", id=f"{id_}-hint")[
            span(".text-critical", role="alert")[f"Not saved: {wrong}. "] if wrong else None,
            f"{sentence(item.allowed)}{', one in each line' if item.kind == 'texts' else ''}. ",
            f"Default: {_said(item.default)}.",
        ],
    ]


def _text(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _input(item: ParameterItem, id_: str, value: str, *, is_wrong: bool) -> Element | VoidElement:
    own = {"id": id_, "name": id_, "aria_describedby": f"{id_}-hint", "aria_invalid": "true" if is_wrong else None}
    if item.kind == "texts":
        return textarea(rows="4", **own)[value]
    if item.one_of:
        return select(**own)[(option(value=each, selected=each == value)[spaced(each)] for each in item.one_of)]
    if item.kind == "number":
        return input_(type="number", min=str(item.least), max=str(item.most), required=True, value=value, **own)
    return input_(type="text", maxlength="200", value=value, **own)
