"""Environment: which accounts and subscriptions are watched, with which plan, and how to connect more."""

from htpy import Element, Node, a, button, div, form, h3, label, p
from htpy import input as input_

from bartizan.decide.workload import WORKLOADS
from bartizan.model import now
from bartizan.portal.cards.capabilities import capability_matrix, health
from bartizan.portal.cards.permission_test import test_and_scan
from bartizan.portal.cards.plans import plan_switches
from bartizan.portal.cards.scanning import progress_of
from bartizan.portal.cards.standing import unread_since
from bartizan.portal.cards.turning_off import sheet
from bartizan.portal.components import cells
from bartizan.portal.components.marks import chip, name
from bartizan.portal.components.parts import card, commands, facts, folded
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.decisions import hidden
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, middle, sentence
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.connecting import PlannedScope, planned
from bartizan.service.work.event_state import event_state
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import OVER, runs


def show(view: View) -> Content:
    """Return the page."""
    found = planned(view.home, directory=view.caller.directory)
    connect = a(".button.primary", href="#connect")["Connect an account"]
    if not found:
        return Content(
            "Environment",
            [
                div(".card.state")[p["Nothing is connected yet. Connect the first account or subscription below."]],
                _connect(view),
            ],
        )
    body = [_running(view), *(_card(view, each) for each in found)]
    return Content(
        "Environment",
        [sheet(view, found), capability_matrix(view, found), body, _connect(view)],
        beside=counted(len({each.connector.id for each in found}), "connector"),
        actions=connect,
    )


def _running(view: View) -> Node:
    """Return how far the scan is that runs, if one does; the page follows it."""
    run = next((each for each in runs(view.state, view.caller.directory, 10)[0] if each.status not in OVER), None)
    return div(data_poll="2")[progress_of(view, run)] if run else None


def _card(view: View, each: PlannedScope) -> Element:
    connector, plan = each.connector, each.plan
    scope = plan.scope or connector.single_scope
    pairs: list[tuple[str, Node]] = [
        ("Cloud", {"aws": "AWS", "azure": "Azure"}[connector.provider]),
        ("Kind", sentence(connector.kind)),
        ("Reads", name(connector.target)),
        (
            "Interval",
            f"every {connector.interval_hours} h" if connector.interval_hours else "on events, and once a day",
        ),
        ("Events", _events(view, connector)),
        ("Health", health(view, each)),
        ("Workloads", _workloads(view, scope) if view.snapshot and scope else "–"),
        ("Left out", ", ".join(f"{each.by}:{each.value}" for each in plan.exclusions) or "nothing"),
    ]
    badge = _badge(view, each)
    own = div(".span-6")[facts(pairs), test_and_scan(view, connector.name)]
    body = div(".grid")[own, div(".span-6")[plan_switches(view, each), _exclude(view, each)]]
    return card(connector.name + (f" · {middle(plan.scope, 30)}" if plan.scope else ""), body, beside=badge)


def _events(view: View, connector: Connector) -> Node:
    """Return whether events come in, and what is wrong where they do not."""
    found = event_state(view.home, connector, now())
    if found is None:
        return "not followed"
    if found.state == "ok":
        return found.detail
    return [chip(sentence(found.state), "medium"), f" {found.detail}" + (f"; {found.fix}" if found.fix else "")]


def _badge(view: View, each: PlannedScope) -> Element:
    """Return whether a scope is protected: switched on, and read not long ago, or that is not known."""
    plan = each.plan
    if plan.cspm and plan.serverless_protection:
        if unread := unread_since(view, plan.scope or each.connector.single_scope):
            return chip(f"Not protected: {unread}", "unknown")
        return chip(
            "Protected" if plan.permission_analysis else "Partly", "healthy" if plan.permission_analysis else "medium"
        )
    return chip(
        "Not protected: the CSPM plan is off" if not plan.cspm else "Not protected: Serverless protection is off",
        "unknown",
    )


def _workloads(view: View, scope: str) -> Node:
    asked = ListFilter(values={"scope": [scope], "type": list(WORKLOADS)})
    n = listing.total(view.published, "inventory", asked)
    return cells.number(n, view.to("/inventory", [("scope", scope)]), f"workloads of {scope}")


def _exclude(view: View, each: PlannedScope) -> Node:
    if not view.may(Role.ADMIN):
        return None
    fields = div(".split.hand")[
        input_(
            type="text",
            name="exclude",
            aria_label="Exclusion",
            placeholder="tag:KEY=VALUE, name:PATTERN or region:NAME",
            required=True,
        ),
        button(".button", type="submit", name="what", value="preview")["How many?"],
        button(".button", type="submit", name="what", value="save")["Leave out"],
    ]
    said = view.asked("excludes")
    told = (
        notice("info", f"{view.asked('exclusion')} would leave out {counted(int(said), 'workload')}.")
        if said.isdecimal()
        else None
    )
    own = view.asked("connector") == each.connector.name
    return [
        form(method="post", action=f"/{view.workspace}/exclude")[
            hidden(view, connector=each.connector.name, scope=each.plan.scope), fields
        ],
        told if own else None,
    ]


def _connect(view: View) -> Element:
    if not view.may(Role.ADMIN):
        return card("Connect", disabled_for("admin", "Connect an account"))
    aws = form(method="post", action=f"/{view.workspace}/connect")[
        hidden(view, provider="aws"),
        div(".fields")[
            _field("aws-name", "name", "Name", "production"),
            _field("aws-target", "target", "Account ID", "111122223333"),
            _field("aws-role", "role", "Role to assume", "BartizanRead"),
        ],
        button(".button.primary", type="submit")["Connect the AWS account"],
    ]
    azure = form(method="post", action=f"/{view.workspace}/connect")[
        hidden(view, provider="azure"),
        div(".fields")[
            _field("azure-name", "name", "Name", "subscription-prod"),
            _field("azure-target", "target", "Subscription ID", "00000000-0000-0000-0000-000000000000"),
        ],
        button(".button.primary", type="submit")["Connect the Azure subscription"],
    ]
    shown = (
        "bartizan connect --help\nbartizan connect NAME --check      # asks each permission once\n"
        "bartizan scan --connector NAME"
    )
    return div(id="connect")[
        card(
            "Connect",
            div(".grid")[div(".span-6")[h3["AWS"], aws], div(".span-6")[h3["Azure"], azure]],
            folded("Organizations, management groups and tenants, and templates for the role", commands(shown)),
            beside="no long-lived secret is stored",
        )
    ]


def _field(id_: str, key: str, words: str, example: str) -> Element:
    return div[
        label(for_=id_)[words],
        input_(type="text", id=id_, name=key, placeholder=example, required=True, maxlength="200"),
    ]
