"""The pages beside the reference product's features, made from the registry: each is in both workspaces."""

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from htpy import Element, table, tbody, td, th, thead, tr

from bartizan.portal.failure import boxed
from bartizan.portal.features import FEATURES, Feature

router = APIRouter(include_in_schema=False)
HEADINGS = ("Feature", "Posture", "Operations", "Page")


def features() -> Iterable[tuple[str, Feature]]:
    """Return the reference product's features, each with the page that gives it."""
    return ((each.reference, each) for each in FEATURES.values() if each.reference and not each.is_object)


@router.get("/about/features")
def about() -> HTMLResponse:
    """Return the table of features."""
    return HTMLResponse(str(boxed("Features", _table(), class_=".broad")))


def _table() -> Element:
    rows = (tr[td[name], td["yes"], td["yes"], td[each.label]] for name, each in features())
    return table[thead[tr[(th(scope="col")[word] for word in HEADINGS)]], tbody[rows]]
