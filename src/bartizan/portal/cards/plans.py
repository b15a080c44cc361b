"""The switches of a plan: what is on for a scope, and in words why a switch cannot be used."""

from htpy import Element, Node, button, div, form, h3, i, li, p, span, ul

from bartizan.base.resource_key import resource_key
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.service.connecting import PlannedScope
from bartizan.state.access.nouns import Role

COMPONENTS = {
    "serverless_protection": "Serverless protection",
    "permission_analysis": "Permission analysis",
    "azure_packages": "Package reading for Azure",
}
_HELP = {
    "serverless_protection": "discovery, vulnerability assessment and attack paths of serverless workloads",
    "permission_analysis": "what identities may do and become",
    "azure_packages": "reads the code of Azure apps; opt-in",
}


def plan_switches(view: View, each: PlannedScope) -> Element:
    """Return the plans of a scope, the components of CSPM below it."""
    own = resource_key(f"{each.connector.id} {each.plan.scope}")
    role, first = f"role-{own}", f"first-{own}"
    locks = [] if view.may(Role.ADMIN) else [role]
    below = locks if each.plan.cspm else [*locks, first]
    rows = [
        li(".plan")[
            span(".switch.is-always")[i, "Foundational"],
            span(".quiet")["inventory and configuration rules; always on"],
        ],
        li(".plan")[_switch(view, each, "cspm", "CSPM", locks)],
        li(".indented")[
            None if each.plan.cspm else p(".hint", id=first)["Switch CSPM on first: these count while it is on."],
            ul(".plain")[(_component(view, each, key, below) for key in _components(each))],
        ],
    ]
    return div[h3["Plans"], disabled_for("admin", "Change plans", role) if locks else None, ul(".plain")[rows]]


def _components(each: PlannedScope) -> list[str]:
    return [key for key in COMPONENTS if key != "azure_packages" or each.connector.provider == "azure"]


def _component(view: View, each: PlannedScope, key: str, locks: list[str]) -> Element:
    return li(".plan")[_switch(view, each, key, COMPONENTS[key], locks), span(".quiet")[_HELP[key]]]


def _switch(view: View, each: PlannedScope, key: str, words: str, locks: list[str]) -> Node:
    """Return the switch of a component; ``locks`` are the IDs of the texts that say why it cannot be used."""
    is_on = getattr(each.plan, key)
    return form(method="post", action=f"/{view.workspace}/plan")[
        hidden(
            view, connector=each.connector.name, scope=each.plan.scope, component=key, value="off" if is_on else "on"
        ),
        button(
            ".switch",
            type="submit",
            role="switch",
            aria_checked="true" if is_on else "false",
            disabled=bool(locks),
            aria_describedby=" ".join(locks) or None,
        )[i, words],
    ]
