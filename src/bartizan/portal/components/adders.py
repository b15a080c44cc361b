"""What can be added to a query: relations, insights and columns to choose from, and a form for all else."""

from collections.abc import Iterator, Mapping

from htpy import Element, Node, a, button, div, form, h3, li, option, p, select, span, summary, ul
from htpy import details as details_
from htpy import input as input_

from bartizan.explore.editing.edit import Place, added, found_at, lines
from bartizan.explore.insight import insights
from bartizan.explore.rows import RISK
from bartizan.explore.tree import Expression, Inner, Insight, Query, Related
from bartizan.explore.vocabulary import KINDS, PARTS
from bartizan.model import visible
from bartizan.portal.building.choosing import column_values, find_form
from bartizan.portal.building.editing import comparison_fields
from bartizan.portal.building.places import to_query
from bartizan.portal.building.shaping import hidden
from bartizan.portal.view import View
from bartizan.portal.words import spaced, type_word
from bartizan.service.answers import building

_TYPES = ("aws_lambda_function", "azure_function_app", "azure_web_app", "aws_iam_role", "aws_s3_bucket")
_USUAL = ("exposure", "authentication", "risk_level", "runtime", "state", "code_status", "is_admin", "region", "scope")


def adders(view: View, query: Query, place: Place) -> Element:
    """Return what can be added below a line; each choice leads to the query with one line more."""
    type_ = found_at(query, place)
    column = view.asked("column")
    return div(".adders")[
        h3["Add below ", type_word(type_.rpartition(".")[2])],
        column_values(view, query, place, column) if column else _choices(view, query, place, type_),
        _written(view, query, place, type_),
        find_form(view, query),
        p(".quiet")["Find instead: ", [_other(view, n, each) for n, each in enumerate(_TYPES)]],
    ]


def _choices(view: View, query: Query, place: Place, type_: str) -> list[Node]:
    ways = building.ways(view.published, type_)
    related = [
        _choice(view, query, place, Related(related=way.relation, to=Inner(find=way.type)), is_open=True)[
            f"{spaced(way.relation)} {type_word(way.type)}", span(".count")[f"{way.rows:,}"]
        ]
        for way in ways
    ]
    means = [
        _choice(view, query, place, Insight(insight=name))[spaced(name)]
        for name, each in insights().items()
        if type_ in each.types
    ]
    said = building.described_columns(view.published, type_)
    columns = [
        a(".choice-link", href=view.here(column=name), data_swap="", title=said.get(name))[visible(name)]
        for name in _columns(view, type_)
    ]
    groups = (("Condition", columns), ("Related", related), ("Insight", means))
    return [*(_group(words, links) for words, links in groups if links), _others(view, said)]


def _others(view: View, said: Mapping[str, str]) -> Node:
    """Return all columns, each of which leads to its values."""
    links = (
        li[a(".choice-link", href=view.here(column=each), data_swap="", title=said[each] or None)[visible(each)]]
        for each in sorted(said)
        if each != "id"
    )
    return details_[summary[f"All {len(said)} columns"], ul(".plain.all-columns")[links]]


def _columns(view: View, type_: str) -> Iterator[str]:
    """Give the columns that are asked for most."""
    has = building.described_columns(view.published, type_)
    yield from (name for name in _USUAL if name in has or (name == RISK and type_ not in KINDS and "." not in type_))
    yield from building.tag_columns(view.published, type_)


def _group(words: str, links: list[Element]) -> Element:
    return div(".choices")[span(".quiet")[words], ul(".plain")[(li[link] for link in links)]]


def _choice(view: View, query: Query, place: Place, part: Expression, *, is_open: bool = False) -> Element:
    more = added(query, place, part)
    inside = (*place, len(_conditions(more, place)) - 1) if is_open else place
    return a(".choice-link", href=to_query(view, more, inside), data_swap="")


def _conditions(query: Query, place: Place) -> list[Place]:
    return [at for at, _ in lines(query) if len(at) == len(place) + 1 and at[: len(place)] == place]


def _written(view: View, query: Query, place: Place, type_: str) -> list[Node]:
    """Return the forms for what is no choice: any column with any comparison, and parts with what holds of them."""
    parts = select(name="relation", aria_label="Relation")[(option(value=name)[spaced(name)] for name in PARTS)]
    inner = input_(type="text", name="inner", aria_label="Of which", placeholder="severity = critical")
    related = _form(view, query, place, [parts, inner], "+ Related") if "." not in type_ else None
    return [_form(view, query, place, comparison_fields(view, type_), "+ Condition"), related]


def _form(view: View, query: Query, place: Place, fields: Node, said: str) -> Element:
    return form(method="get", action=f"/{view.workspace}/explorer/add", data_swap="")[
        hidden(view, query, place), div(".split")[fields, button(".button", type="submit")[said]]
    ]


def _other(view: View, n: int, type_: str) -> Node:
    return [
        ", " if n else "",
        a(".link", href=view.here(q=f"find {type_}", line=None, column=None), data_swap="")[type_word(type_)],
    ]
