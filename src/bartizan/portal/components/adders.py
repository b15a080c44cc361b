"""Forms that add a line to a query of the explorer: a condition, a relation or an insight."""

from collections.abc import Sequence
from typing import Any

from htpy import Element, Node, a, button, datalist, div, form, option, p, select
from htpy import input as input_

from bartizan.explore.parse import Written
from bartizan.portal.view import View
from bartizan.portal.words import spaced, type_word
from bartizan.service.exploring import vocabulary

_COMPARISONS = ("=", "!=", "<", ">", "~", "has")
_TYPES = ("aws_lambda_function", "azure_function_app", "azure_web_app", "aws_iam_role", "aws_s3_bucket")
Words = Sequence[dict[str, Any]]


def adders(view: View, query: Written, words: str) -> Element:
    """Return the forms; each leads to the query's address with one line more."""
    own = vocabulary(view.published, query.query.find)
    relations = [row for row in vocabulary(view.published) if row["kind"] in {"relation", "part"}]
    insights = [row for row in own if row["kind"] == "insight"]
    return div(".adders")[
        _condition(view, words, [row for row in own if row["kind"] != "insight"]),
        _related(view, words, relations),
        _insight(view, words, insights) if insights else None,
        p(".quiet")["Find instead: ", [_other(view, n, type_) for n, type_ in enumerate(_TYPES)]],
    ]


def _condition(view: View, words: str, columns: Words) -> Element:
    column = input_(
        type="text", name="column", list="columns", aria_label="Column", placeholder="column", required=True,
        autocomplete="off",
    )  # fmt: skip
    comparison = select(name="op", aria_label="Comparison")[(option(value=op)[op] for op in _COMPARISONS)]
    value = input_(type="text", name="value", aria_label="Value", placeholder="value", required=True)
    names = datalist(id="columns")[(option(value=row["name"]) for row in columns)]
    return _form(view, words, [column, comparison, value], "+ Condition", names)


def _related(view: View, words: str, relations: Words) -> Element:
    inner = input_(type="text", name="inner", aria_label="Of which", placeholder="aws_iam_role where is_admin")
    return _form(view, words, [_choice("relation", "Relation", relations), inner], "+ Related")


def _insight(view: View, words: str, insights: Words) -> Element:
    return _form(view, words, _choice("insight", "Insight", insights), "+ Insight")


def _choice(name: str, label: str, rows: Words) -> Element:
    options = (option(value=row["name"], title=row["description"])[spaced(row["name"])] for row in rows)
    return select(name=name, aria_label=label)[options]


def _form(view: View, words: str, fields: Node, said: str, more: Node = None) -> Element:
    return form(method="get", action=f"/{view.workspace}/explorer/add")[
        input_(type="hidden", name="q", value=words),
        div(".split")[fields, button(".button", type="submit")[said]],
        more,
    ]


def _other(view: View, n: int, type_: str) -> Node:
    return [", " if n else "", a(".link", href=view.here(q=f"find {type_}"))[type_word(type_)]]
