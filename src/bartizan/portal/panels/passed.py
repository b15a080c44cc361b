"""The summary of a check that passed: which it is, and how its resource stands otherwise."""

from htpy import a, p

from bartizan.base.resource_key import resource_key
from bartizan.portal.components.cells import Row
from bartizan.portal.components.marks import status
from bartizan.portal.panels.resource import RESOURCES
from bartizan.portal.panels.summary import RowSummaries, Summary
from bartizan.portal.view import View
from bartizan.report.listing.ask import PASSES, ListFilter
from bartizan.service import listing
from bartizan.service.rules.rule_titles import rule_titles


def _key(row: Row) -> str:
    return f"{row['rule_id']}~{resource_key(row['id'])}"


def _summary(view: View, key: str) -> Summary | None:
    rule, _, resource = key.rpartition("~")
    titles = rule_titles(view.published, [rule])
    asked = ListFilter(values={"key": [resource], PASSES: [rule]})
    if not titles or not listing.total(view.published, "inventory", asked):
        return None
    href = view.to(f"/recommendations/{rule}", [("status", "pass")])
    about = RESOURCES.summary(view, resource)
    check = p[status("pass"), " ", a(".link", href=href)[titles[rule]]]
    return Summary(about.name, about.href, [check, about.body]) if about else None


PASSED = RowSummaries(_key, lambda row: f"{row['title']}: {row['name'] or row['id']}", _summary)
