"""One resource: is it safe, who reaches it, what it may do, and what to fix."""

import json
from collections.abc import Callable, Sequence

from htpy import Node, a, code, div, p, span, table, tbody, td, th, thead, tr

from bartizan.api.problem import not_here
from bartizan.contract import Finding
from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.evidence import evidence
from bartizan.portal.components.fix import fix
from bartizan.portal.components.marks import chip, name, risk, status, unknown
from bartizan.portal.components.parts import all_of, card, facts, folded, tabs
from bartizan.portal.components.permission import held_permissions, identity_link
from bartizan.portal.components.recheck import recheck
from bartizan.portal.components.states import disabled_for, nothing_wrong, notice
from bartizan.portal.components.tables.code_of import packages_of, vulnerabilities_of
from bartizan.portal.components.tables.owned import owners
from bartizan.portal.decisions import check_form
from bartizan.portal.pages.attack_path import strip
from bartizan.portal.panels.verdict import verdict
from bartizan.portal.timelines.resource import resource_timeline
from bartizan.portal.view import Content, View
from bartizan.portal.words import CERTAINTIES, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import attack, listing, lists
from bartizan.service.answers.row_marks import unread_identities
from bartizan.service.resource_page import facts as facts_of
from bartizan.service.resource_page import paths as paths_of
from bartizan.state.access.nouns import Role

_TABS = {
    "": "Summary",
    "recommendations": "Recommendations",
    "vulnerabilities": "Vulnerabilities",
    "packages": "Packages",
    "permissions": "Identity and permissions",
    "paths": "Paths",
    "history": "History",
    "facts": "Facts",
}
_MOST, _MOST_PATHS = 200, 50


def show(view: View) -> Content:
    """Return the page."""
    row = _found(view)
    tab = view.asked("tab") if view.asked("tab") in _TABS else ""
    shown: dict[str, Callable[[View, Row], Node]] = {
        "": _summary,
        "recommendations": _recommendations,
        "vulnerabilities": vulnerabilities_of,
        "packages": packages_of,
        "permissions": lambda view, row: held_permissions(view, row["id"]),
        "paths": _paths,
        "history": lambda view, row: resource_timeline(view, row["id"]),
        "facts": _facts,
    }
    items = [(label, view.here(tab=id_ or None, form=None), id_ == tab) for id_, label in _TABS.items()]
    body = [recheck(view, row["id"]), _head(view, row), verdict(row), tabs("About it", items), shown[tab](view, row)]
    trail = [("Inventory", view.to("/inventory"))]
    level = row["risk_level"]
    again = check_form(view, str(row["key"])) if view.may(Role.ANALYST) else disabled_for("analyst", "Check again")
    return Content(
        str(row["name"] or row["id"]), body, beside=risk(level) if level != "none" else None, trail=trail, actions=again
    )


def _found(view: View) -> Row:
    key = view.of_path("key").rpartition("~")[2]
    found = listing.rows(view.published, "inventory", ListFilter(values={"key": [key]}), limit=1).items
    if not found:
        raise not_here()
    return found[0]


def _head(view: View, row: Row) -> Node:
    pairs: list[tuple[str, Node]] = [
        ("Type", _alike(view, type_word(row["type"]), "type", row["type"])),
        ("Scope", _alike(view, name(str(row["scope"])), "scope", str(row["scope"]))),
        ("Region", _alike(view, row["region"], "region", row["region"])),
        ("Exposure", cells.exposure(row["exposure"])),
        ("Login", cells.login(row["authentication"])),
        ("Runtime", _alike(view, row["runtime"], "runtime", row["runtime"])),
        ("Identity", _identities(view, row)),
        ("Code", _to(view, "packages", cells.code_read(row), row["packages"])),
        ("Vulnerabilities", _to(view, "vulnerabilities", cells.vulnerabilities(row), row["vulnerabilities"])),
        ("Owner", owners(view, row)),
        ("Tags", _tags(view, row["tags"])),
        ("First seen", f"{row['first_seen']:%d %b %Y}" if row["first_seen"] else "–"),
        ("Read", _read(view, row)),
        ("ID", code(".mono")[name(row["id"])]),
    ]
    half = (len(pairs) + 1) // 2
    return div(".card")[
        div(".card-body.grid")[div(".span-6")[facts(pairs[:half])], div(".span-6")[facts(pairs[half:])]]
    ]


def _identities(view: View, row: Row) -> Node:
    if row["id"] in unread_identities(view.published):
        return unknown("unknown")
    return [[identity_link(view, id_), " "] for id_ in row["identity_ids"]] or "none"


def _tags(view: View, tags: str | None) -> Node:
    if tags is None:
        return unknown("unknown")
    return [_alike(view, chip(f"{k}={v}"), "tag", f"{k}={v}") for k, v in sorted(json.loads(tags).items())] or "none"


def _read(view: View, row: Row) -> Node:
    """Return when it was read, as a link to the scans."""
    if not row["observed_at"]:
        return "–"
    return a(".link", href=view.to("/scans"))[f"{row['observed_at']:%d %b %Y %H:%M} UTC"]


def _to(view: View, tab: str, said: Node, n: int | None) -> Node:
    """Return what is said of a resource as a link to the tab that has it, where there is anything."""
    return a(".link", href=view.here(tab=tab))[said] if n else said


def _summary(view: View, row: Row) -> Node:
    found = lists.findings(view.published, resource=row["id"], status="fail", part=Part(limit=5)).items
    worst = found[0] if found else None
    first = (
        [
            card(
                "Fix first",
                p(".strong")[_rule(view, worst.rule_id, worst.title)],
                p[evidence(worst.evidence, worst.missing, lambda column: _fact(view, column))],
                fix(view, worst.remediation),
                beside=risk(worst.risk_level),
            )
        ]
        if worst
        else []
    )
    rest = _finding_rows(view, found[1:])
    way = attack.attack_paths(view.published, entry=row["id"], part=Part(limit=1)).items if row["attack_paths"] else []
    strips = [
        card("Worst path", strip(view, each), beside=each.title, link=("Open", view.to(f"/attack-paths/{each.id}")))
        for each in way
    ]
    more = card("Then", rest, link=("All recommendations", view.here(tab="recommendations"))) if rest else None
    return [strips, first, more] if strips or first else _recommendations(view, row)


def _fact(view: View, column: str) -> str:
    """Return where a fact stands among all of the resource."""
    return f"{view.here(tab='facts', form=None)}#fact-{column}"


def _alike(view: View, words: Node, column: str, value: str) -> Node:
    """Return a word as a link to all resources of which it is true."""
    return a(".link", href=view.to("/inventory", [("tab", "all"), (column, value)]))[words] if value else "–"


def _rule(view: View, id_: str, title: str) -> Node:
    return a(".link", href=view.to(f"/recommendations/{id_}"))[title]


def _recommendations(view: View, row: Row) -> Node:
    found = lists.findings(view.published, resource=row["id"], part=Part(limit=_MOST))
    if not found.items:
        return div(".card")[nothing_wrong("Every check passes.", int(row["not_evaluated"] or 0))]
    link = all_of(
        found, "recommendations", view.to("/recommendations", [("group", "check"), ("resource_id", row["id"])])
    )
    rows = _finding_rows(view, found.items, has_fix=True)
    return card("Recommendations", rows, beside=f"{found.total:,}, riskiest first", link=link)


def _finding_rows(view: View, found: Sequence[Finding], *, has_fix: bool = False) -> Node:
    rows = [
        tr(data_row="")[
            td(".risk")[risk(each.risk_level) if each.status == "fail" else status(each.status)],
            td(".wide")[
                _rule(view, each.rule_id, each.title), folded("Fix", fix(view, each.remediation)) if has_fix else None
            ],
            td(".facts-said")[evidence(each.evidence, each.missing, lambda column: _fact(view, column))],
        ]
        for each in found
    ]
    return table[tbody[rows]] if rows else None


def _paths(view: View, row: Row) -> Node:
    found = paths_of(view.published, row["id"], Part(limit=_MOST_PATHS))
    if not found.items:
        return div(".card")[nothing_wrong("No attack path leads through it.", int(row["not_evaluated"] or 0))]
    more = all_of(found, "paths", view.to("/attack-paths", [("through", row["id"])]))
    said = f"The worst {len(found.items):,} of {found.total:,} paths. "
    shown = [
        card(
            each.title,
            strip(view, each),
            beside=[risk(each.risk_level), " ", CERTAINTIES.get(each.certainty, "")],
            link=("Open", view.to(f"/attack-paths/{each.id}")),
        )
        for each in found.items
    ]
    return [notice("info", said, a(".link", href=more[1])[more[0]]) if more else None, shown]


def _facts(view: View, row: Row) -> Node:
    rows = (
        tr(data_row="", id=f"fact-{fact.name}")[
            td[span(".mono")[fact.name]],
            td(".wide")[_unread(fact.missing) if fact.value is None else span(".mono")[name(_shown(fact.value))]],
            td(".quiet.facts-said")[fact.description],
        ]
        for fact in facts_of(view.published, row["id"])
    )
    head = thead[tr[(th(scope="col")[word] for word in ("Column", "Value", "What it means"))]]
    return card("Facts", div(".table-box")[table[head, tbody[rows]]], beside=type_word(row["type"]))


def _unread(missing: Sequence[str]) -> Node:
    return unknown(f"not read: {', '.join(missing[:3])}" if missing else "could not be read")


def _shown(value: object) -> str:
    text = json.dumps(value, default=str) if isinstance(value, list | dict) else str(value)
    return text[:2000] if text else "(empty)"
