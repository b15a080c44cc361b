"""Make a rule of a query: what it does not say yet, what the rule says of the snapshot, and its file, for review."""

from collections.abc import Mapping
from typing import get_args

from htpy import (
    Element,
    Node,
    VoidElement,
    a,
    button,
    div,
    form,
    label,
    option,
    p,
    select,
    span,
    table,
    tbody,
    td,
    textarea,
    tr,
)
from htpy import input as input_
from pydantic import ValidationError

from bartizan.assess.rule import Category
from bartizan.explore.parse import parse
from bartizan.explore.words import QueryError
from bartizan.model import Severity
from bartizan.portal.building.making_rules import WordsOfRule, digest
from bartizan.portal.components.charts import stacked
from bartizan.portal.components.icons import icon
from bartizan.portal.components.marks import healthy, name, risk, unknown
from bartizan.portal.components.parts import card, commands
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.decisions import hidden
from bartizan.portal.links import address
from bartizan.portal.view import Content, View
from bartizan.portal.words import capital, counted, middle, sentence, type_word
from bartizan.service.rules.own import RuleReview, own_rule_id, review, wrong_words
from bartizan.state.access.nouns import Role

_HINTS = {
    "name": "The rule's ID is own. and this name. A rule of the same name is replaced.",
    "title": "What is wrong, as a short statement: Lambda function URL accepts unauthenticated requests.",
    "rationale": "What an attacker gains, or what breaks.",
    "remediation": "What to change, as an instruction.",
}


def show(view: View) -> Content:
    """Return the page."""
    asked = _asked(view)
    trail = [("Security explorer", view.to("/explorer", [("q", asked.q)]))]
    if not asked.q:
        ask = p[a(".button.primary", href=trail[0][1])["Ask something"]]
        empty = card("No query", p["Ask something first; what it finds is what the rule fails."], ask)
        return Content("Make it a rule", empty, trail=trail)
    reviewed = review(view.published, asked.q, asked.name, asked.words)
    if reviewed.refused:
        refused = f"{capital(reviewed.refused)}. Ask for less, or write the rule by hand: bartizan rules new"
        return Content("Make it a rule", div(".stack")[notice("high", refused), _query(view, asked)], trail=trail)
    wrong = wrong_words(asked.name, asked.words) if "name" in view.request.query_params else {}
    changed = notice("high", "The rule is not what you saw any more. Look at it again, then save it.")
    body = div(".stack")[
        changed if view.asked("changed") else None,
        div(".with-panel")[
            div[card("The rule", _form(view, asked, reviewed, wrong)), _file(view, asked, reviewed)],
            div[_verdicts(view, asked, reviewed), _query(view, asked)],
        ],
    ]
    return Content("Make it a rule", body, trail=trail)


def _asked(view: View) -> WordsOfRule:
    """Return what the address says, in place of what cannot be of a rule the default."""
    given = {key: view.asked(key) for key in WordsOfRule.model_fields if key in view.request.query_params}
    try:
        asked = WordsOfRule.model_validate(given)
    except ValidationError:
        asked = WordsOfRule(q=view.asked("q")[:20_000])
    is_category = asked.category in get_args(Category)
    update = {"name": asked.name.strip(), "category": asked.category if is_category else "access_control"}
    return asked.model_copy(update=update)


def _form(view: View, asked: WordsOfRule, reviewed: RuleReview, wrong: Mapping[str, str]) -> Element:
    is_ready = bool(asked.name) and not wrong
    save: Node = None
    if is_ready:
        is_admin = view.may(Role.ADMIN)
        save = (
            button(".button.primary", type="submit", name="what", value="save")["Save for the next scan"]
            if is_admin
            else disabled_for("admin", "Save")
        )
    return form(method="post", action=f"/{view.workspace}/rules/own")[
        hidden(view, q=asked.q, seen=digest(reviewed.text)),
        div(".fields.top")[
            _line("name", "Name", asked.name, wrong, placeholder="exposed_without_login"),
            _choice("severity", "Severity", asked.severity, [str(each) for each in Severity]),
            _choice("category", "Category", asked.category, list(get_args(Category))),
        ],
        _line("title", "Title", asked.title, wrong),
        _lines("rationale", "Why", asked.rationale, wrong),
        _lines("remediation", "Fix", asked.remediation, wrong),
        div(".split.centred")[
            button(f".button{'' if is_ready else '.primary'}", type="submit", name="what", value="review")["Review"],
            save,
        ],
        p(".hint")["Nothing is kept before you have seen the rule as it will run. It counts from the next scan on."],
    ]


def _line(id_: str, words: str, value: str, wrong: Mapping[str, str], *, placeholder: str = "") -> Element:
    own = _own(id_, wrong)
    most = "60" if id_ == "name" else "160"
    return div(".field")[
        label(for_=id_)[words],
        input_(type="text", value=value, maxlength=most, placeholder=placeholder or None, autocomplete="off", **own),
        _hint(id_, wrong),
    ]


def _lines(id_: str, words: str, value: str, wrong: Mapping[str, str]) -> Element:
    own = _own(id_, wrong)
    return div(".field")[label(for_=id_)[words], textarea(rows="3", maxlength="2000", **own)[value], _hint(id_, wrong)]


def _own(id_: str, wrong: Mapping[str, str]) -> dict[str, str | None]:
    return {
        "id": id_, "name": id_, "aria_describedby": f"{id_}-hint", "aria_invalid": "true" if id_ in wrong else None,
    }  # fmt: skip


def _hint(id_: str, wrong: Mapping[str, str]) -> Element:
    said = span(".text-critical", role="alert")[f"{wrong[id_]}. "] if id_ in wrong else None
    return p(".hint", id=f"{id_}-hint")[said, _HINTS[id_]]


def _choice(id_: str, words: str, value: str, values: list[str]) -> Element | VoidElement:
    options = (option(value=each, selected=each == value)[sentence(each)] for each in values)
    return div(".field")[label(for_=id_)[words], select(id=id_, name=id_)[options]]


def _verdicts(view: View, asked: WordsOfRule, reviewed: RuleReview) -> Node:
    """Return how many rows of the snapshot have each verdict, and the first that fail."""
    failing, lost, passed = (reviewed.counts.get(word, 0) for word in ("fail", "unknown", "pass"))
    words = f"{failing:,} failing, {lost:,} unknown, {passed:,} healthy"
    rows = (
        tr(data_row="")[td[a(".link", href=view.to_resource(row["id"], row["name"]))[name(middle(row["name"], 44))]]]
        for row in reviewed.failing
    )
    more = failing - len(reviewed.failing)
    return card(
        "What it says now",
        stacked([("critical", failing), ("unknown", lost), ("healthy", passed)], words),
        div(".tally")[
            risk(asked.severity, f"{failing:,} failing"),
            unknown(f"{lost:,} unknown"),
            healthy(f"{passed:,} healthy") if passed else span(".quiet")["0 healthy"],
        ],
        table[tbody[rows]]
        if reviewed.failing
        else p(".quiet")["Nothing fails now; the rule warns once something does."],
        p(".quiet.rest")[f"and {more:,} more"] if more > 0 else None,
        beside=f"of {counted(failing + lost + passed, 'resource')}",
    )


def _query(view: View, asked: WordsOfRule) -> Element:
    try:
        type_ = type_word(parse(asked.q).query.find)
    except QueryError:
        type_ = "Query"
    link = ("Change", view.to("/explorer", [("q", asked.q)]))
    return card("Made of", commands(asked.q), beside=f"{type_}, what matches fails", link=link)


def _file(view: View, asked: WordsOfRule, reviewed: RuleReview) -> Element:
    query = [(key, str(value)) for key, value in asked.model_dump().items()]
    href = address(f"/{view.workspace}/explorer/rule.yaml", [*query, ("at", view.asked("at"))])
    place = f"{own_rule_id(asked.name or 'rule').replace('.', '/')}.yaml"
    return card(
        "Its file",
        p[
            "To keep it with your own rules instead, put it at ",
            span(".mono")[place],
            " below a folder that ",
            span(".mono")["--rules"],
            " or ",
            span(".mono")["rules.directories"],
            " in settings.yaml names. Its examples are rows of this snapshot, or made up where none has the verdict.",
        ],
        commands(reviewed.text),
        beside=a(".button.small", href=href, download=place.rsplit("/", 1)[-1])[icon("download"), "YAML"],
    )
