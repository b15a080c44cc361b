"""What is saved: one's own views of all pages, and queries, one's own and the directory's, each with its address."""

from urllib.parse import parse_qsl

from htpy import Element, Node, a, button, div, form, span

from bartizan.contract.explore import KnownQuery
from bartizan.portal.building.saving import query_path
from bartizan.portal.components.marks import name
from bartizan.portal.components.rows import simple_table
from bartizan.portal.decisions import hidden
from bartizan.portal.features import FEATURES
from bartizan.portal.links import address
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle, spaced
from bartizan.service.answers.questions import known_queries
from bartizan.state.kept.views import SavedView, views_of

_NO_VIEW = "You keep no view yet. Filter a list, then keep it by a name below its heading."
_NO_QUERY = "No query is saved here yet. Ask something in the explorer, then save it."
_LONGEST = 90


def saved(view: View) -> Node:
    """Return both lists."""
    views = views_of(view.state, view.caller.directory, view.caller.person_id)
    found = known_queries(view.home, view.caller.directory, view.caller.person_id)
    queries = [each for each in found if not each.is_template]
    own = [_view(view, page, each) for page, each in views if page in FEATURES]
    asked = [_query(view, each) for each in queries]
    return div(".below-each-other")[
        simple_table("Your views", ("Name", "Page", "Shows", "Address", ""), own, "nobody else sees them", _NO_VIEW),
        simple_table(
            "Saved queries",
            ("Name", "For", "Asks", "Address", ""),
            asked,
            counted(len(asked), "query", "queries"),
            _NO_QUERY,
        ),
    ]


def _view(view: View, page: str, each: SavedView) -> list[Node]:
    feature, pairs = FEATURES[page], parse_qsl(each.query)
    path = address(f"/{view.workspace}{feature.path}", pairs)
    shows = ", ".join(f"{spaced(key)} {value}" for key, value in pairs)
    return [
        a(".link.strong", href=path)[name(each.name)],
        feature.label,
        span(".two.whole")[name(middle(shows, _LONGEST) or "all of it")],
        _address(path),
        form(method="post", action=f"/{view.workspace}/views/forget")[
            hidden(view, page=page, name=each.name),
            button(".button.small", type="submit", aria_label=f"Forget {each.name}")["Forget"],
        ],
    ]


def _query(view: View, each: KnownQuery) -> list[Node]:
    path = f"/{view.workspace}{query_path(each.key)}"
    return [
        a(".link.strong", href=path)[name(each.name)],
        "you alone" if each.is_private else "everyone here",
        span(".two")[name(each.author)],
        span(".two.whole.mono")[name(middle(each.text, _LONGEST))],
        _address(path),
    ]


def _address(path: str) -> Element:
    return span(".two.whole.mono.quiet", title=path)[name(middle(path, _LONGEST))]
