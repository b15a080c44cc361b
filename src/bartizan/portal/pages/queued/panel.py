"""What is needed to act on an exposure: its worst path, its workload, forms, issues and what happened to it."""

import datetime

from htpy import Element, Node, a, div, li, option, select, span, ul
from htpy import input as input_

from bartizan.portal.cards.tickets import exposure_tickets
from bartizan.portal.cards.timeline import exposure_timeline
from bartizan.portal.components import cells
from bartizan.portal.components.marks import chip, name, unknown
from bartizan.portal.components.parts import card, facts
from bartizan.portal.components.states import disabled_for
from bartizan.portal.links import resource_path
from bartizan.portal.map.assigning import assign_form, triage_form
from bartizan.portal.pages.attack_path import strip
from bartizan.portal.view import View
from bartizan.portal.words import counted, sentence, spaced
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.service.triage import PROGRESS, Exposure
from bartizan.state.access.nouns import Role


def panel(view: View, each: Exposure) -> Element:
    """Return all that is needed to act on an exposure."""
    body: list[Node] = [story(view, each), exposure_tickets(view, each), exposure_timeline(view, each)]
    return card(each.node.name or each.node.id, body, link=("Open", exposure_address(view, each)))


def exposure_address(view: View, each: Exposure) -> str:
    """Return the address of an exposure's page; the name is decoration."""
    return view.to(resource_path(each.node.id, each.node.name).replace("/inventory/", "/queue/", 1))


def story(view: View, each: Exposure) -> list[Node]:
    """Return how somebody would get in, what is known of the workload, and the forms that move the exposure on."""
    row = listing.rows(view.published, "inventory", ListFilter(values={"id": [each.node.id]}), limit=1).items
    titles = rule_titles(view.published, each.worst.breaks)
    called = name(each.node.name or each.node.id)
    fixes = (
        li[a(".link", href=view.to(f"/recommendations/{rule}"))[titles.get(rule, rule)]] for rule in each.worst.breaks
    )
    workload = a(".link", href=view.to_resource(each.node.id, each.node.name))[called]
    pairs: list[tuple[str, Node]] = [
        ("Workload", workload if row or not each.resolved_at else [called, " ", span(".quiet")["not there any more"]]),
        *_paths(view, each),
        ("Certainty", spaced(each.worst.certainty)),
        ("Fix", ul(".plain.spaced")[fixes] if each.worst.breaks else "see its steps"),
    ]
    if each.unverified_since:
        pairs.insert(2, ("Last seen", _unverified(view, each, each.unverified_since)))
    if each.is_exploited:
        holes = view.to_resource(each.node.id, each.node.name, [("tab", "vulnerabilities")])
        pairs.append(("Exploited", a(".link", href=holes)["has vulnerabilities that are known to be exploited"]))
    if row:
        pairs.append(("Login", cells.login(row[0]["authentication"])))
        pairs.append(("Findings", cells.findings(row[0])))
    return [strip(view, each.worst), facts(pairs), *_act(view, each)]


def _paths(view: View, each: Exposure) -> list[tuple[str, Node]]:
    """Return how many paths there are and the worst, or what was there until it was resolved."""
    if each.resolved_at:
        on = f"resolved on {each.resolved_at:%d %b %Y %H:%M}"
        was = f"the last of {counted(each.paths, 'path')} is gone" if each.paths > 1 else "its path is gone"
        return [("State", [chip(on, "healthy"), div[sentence(was)]]), ("Worst path was", name(each.worst.title))]
    entry = view.to("/attack-paths", [("entry", each.node.id)])
    worst = a(".link", href=view.to(f"/attack-paths/{each.worst.id}"))[name(each.worst.title)]
    return [("Paths", cells.number(each.paths, entry, "attack paths that begin here")), ("Worst path", worst)]


def _unverified(view: View, each: Exposure, since: datetime.datetime) -> list[Node]:
    """Return since when the worst path was not seen for certain, and why."""
    gaps = a(".link", href=view.to("/coverage", [("scope", each.node.scope)] if each.node.scope else []))
    why = [div[name(text)] for text in each.worst.conditions] if each.worst.certainty == "unknown" else []
    said = why or [div["The last scan could not read all that it stands on."]]
    return [unknown(f"unverified since {since:%d %b %Y %H:%M}"), *said, div[gaps["What was not read"]]]


def _act(view: View, each: Exposure) -> list[Node]:
    comment = input_(type="text", id="comment", name="text", required=True, maxlength="4000")
    return [_triage(view, each), triage_form(view, each.node.id, "comment", comment)]


def _triage(view: View, each: Exposure) -> Element:
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "Triage")
    progress = select(id="progress", name="text")[
        (option(value=word, selected=word == each.triage.progress)[sentence(word)] for word in PROGRESS)
    ]
    set_progress = triage_form(view, each.node.id, "progress", progress, triage=each.triage)
    return div(".fields")[set_progress, assign_form(view, each.node.id, each.triage)]
