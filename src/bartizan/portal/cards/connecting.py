"""How an account, an organization or a subscription is connected, and what comes next: its role, a test, a scan."""

from collections.abc import Mapping, Sequence

from htpy import Element, Node, button, div, form, h3, label, li, ol, option, select
from htpy import input as input_

from bartizan.portal.cards.capabilities import role_policy
from bartizan.portal.components.parts import card, commands, folded
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.service.connecting import PlannedScope
from bartizan.state.access.nouns import Role

CONNECTED = "connected"
"""The name in the address that holds the connector which was just added."""
_COMMANDS = """bartizan connect --help
bartizan connect NAME --check      # asks each permission once
bartizan scan --connector NAME"""
_AWS = {"account": "An account", "organization": "An organization, by its management account"}
_AZURE = {
    "subscription": "A subscription",
    "management_group": "A management group",
    "tenant": "A tenant, all its subscriptions",
}


def connect_card(view: View) -> Element:
    """Return the forms that connect more; for those who may not, who may."""
    if not view.may(Role.ADMIN):
        return card("Connect", disabled_for("admin", "Connect an account"))
    aws = [
        _field("aws-name", "name", "Name", "production"),
        _kinds("aws-kind", "What", _AWS),
        _field("aws-target", "target", "Account ID", "111122223333"),
        _field("aws-role", "role", "Role to assume", "BartizanRead"),
    ]
    azure = [
        _field("azure-name", "name", "Name", "subscription-prod"),
        _kinds("azure-kind", "What", _AZURE),
        _field("azure-target", "target", "Its ID", "00000000-0000-0000-0000-000000000000"),
    ]
    own = [
        div(".span-6")[h3["AWS"], _form(view, "aws", aws, "Connect the AWS account")],
        div(".span-6")[h3["Azure"], _form(view, "azure", azure, "Connect the Azure subscription")],
    ]
    return div(id="connect")[
        card(
            "Connect",
            div(".grid")[own],
            folded("On the command line, with more settings", commands(_COMMANDS)),
            beside="no long-lived secret is stored",
        )
    ]


def next_steps(view: View, each: PlannedScope) -> Node:
    """Return what is left to do for a connector that was just added; its buttons and switches stand below."""
    if not view.may(Role.ADMIN):
        return None
    steps = (
        ["Make the role that it takes, from the template:", role_policy(view, each)],
        "Test its permissions: what is denied comes with the statement that closes it.",
        "Choose what is on in Plans.",
        "Scan it now: how far it is stands above.",
    )
    return [
        notice("info", f"{each.connector.name} is connected. What is left:"),
        ol(".steps-left")[(li[step] for step in steps)],
    ]


def _form(view: View, provider: str, fields: Sequence[Element], words: str) -> Element:
    return form(method="post", action=f"/{view.workspace}/connect")[
        hidden(view, provider=provider),
        div(".fields")[fields],
        button(".button.primary", type="submit")[words],
    ]


def _field(id_: str, key: str, words: str, example: str) -> Element:
    return div[
        label(for_=id_)[words],
        input_(type="text", id=id_, name=key, placeholder=example, required=True, maxlength="200"),
    ]


def _kinds(id_: str, words: str, kinds: Mapping[str, str]) -> Element:
    options = (option(value=kind)[said] for kind, said in kinds.items())
    return div[label(for_=id_)[words], select(id=id_, name="kind")[options]]
