"""Notifications: who is notified of what, and what was delivered."""

from collections.abc import Mapping

from htpy import (
    Element,
    Node,
    button,
    div,
    fieldset,
    form,
    label,
    legend,
    option,
    p,
    select,
    table,
    tbody,
    td,
    th,
    thead,
    tr,
)
from htpy import input as input_

from bartizan.contract.notifications import DeliveryItem, NotificationRuleItem
from bartizan.portal.components.marks import chip, name
from bartizan.portal.components.parts import card, folded
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.decisions import hidden
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted
from bartizan.service.exporting.rules import export_items
from bartizan.service.notifying.listing import delivery_items, rule_items
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import KINDS, LEVELS

_WORDS = {
    "finding": "new critical or high finding",
    "attack_path": "new attack path",
    "exploited": "vulnerability that is exploited",
    "overdue": "finding past its due date",
    "incomplete": "scope not evaluated",
    "advisories": "old advisories",
    "query": "new match of a saved query",
}
_RECEIVERS = {
    "webhook": "Webhook",
    "slack": "Slack",
    "teams": "Microsoft Teams",
    "email": "E-mail",
}
_EXPORTS = {
    "file": "Folder",
    "https": "HTTPS",
    "s3": "S3",
    "sqs": "SQS",
    "security-hub": "Security Hub",
    "sarif": "SARIF file",
    "github": "GitHub issues",
    "jira": "Jira issues",
    "automation": "Automation",
}
_COLOURS = {"sent": "healthy", "pending": "medium", "failed": "critical"}
_MOST = 50


def show(view: View) -> Content:
    """Return the page."""
    rules = rule_items(view.home, directory=view.caller.directory)
    found = delivery_items(view.home, _MOST, directory=view.caller.directory)
    sent = _deliveries(list(found.items), found.total)
    body = [_tested(view), _rules(view, rules), _exports(view), _add(view), sent]
    trail = [("Settings", view.to("/settings"))]
    return Content("Notifications", body, beside=counted(len(rules), "rule"), trail=trail)


def _tested(view: View) -> Node:
    if not (tested := view.asked("tested")):
        return None
    if said := view.asked("said"):
        return notice("high", f"The receiver of {tested} did not take the test message: {said}")
    return notice("info", f"The receiver of {tested} took the test message.")


def _rules(view: View, rules: list[NotificationRuleItem]) -> Element:
    if not rules:
        return card("Rules", div(".state")["Nobody is notified of anything yet. Add the first rule below."])
    words = ("Name", "Receiver", "On", "Only", "When", "Waiting", "")
    rows = (
        tr(data_row="")[
            td[name(each.name)],
            td[_RECEIVERS[each.receiver], " ", name(each.address)],
            td[", ".join(_WORDS[kind] for kind in each.kinds)],
            td[_only(each)],
            td[_when(each)],
            td[f"since {each.waiting_since:%d %b %H:%M}" if each.waiting_since else "–"],
            td[_actions(view, each.name)],
        ]
        for each in rules
    )
    return _table("Rules", words, rows, "times are UTC")


def _exports(view: View) -> Node:
    exports = export_items(view.home, tuple(_EXPORTS), directory=view.caller.directory)
    if not exports:
        return None
    words = ("Name", "Receiver", "Has the snapshot", "Waiting")
    rows = (
        tr(data_row="")[
            td[name(each.name)],
            td[_EXPORTS[each.receiver], " ", name(each.address)],
            td[name(each.snapshot_id or "–")],
            td[f"since {each.waiting_since:%d %b %H:%M}" if each.waiting_since else "–"],
        ]
        for each in exports
    )
    return _table("Exports, tickets and automation", words, rows, "times are UTC")


def _only(rule: NotificationRuleItem) -> Node:
    parts = (
        f"{rule.level} and worse" if rule.level and rule.level != "critical" else rule.level,
        rule.scope,
        f"query {rule.query}" if rule.query and not rule.is_query_gone else "",
    )
    said = ", ".join(part for part in parts if part)
    if not rule.is_query_gone:
        return said or "all"
    gone = f"Its query {rule.query} was removed: no new match is found until one is saved under this name."
    return [said, chip("query gone", "medium"), div(".quiet")[gone]]


def _when(rule: NotificationRuleItem) -> str:
    parts = (
        f"still open after {rule.after_hours} h" if rule.after_hours else "",
        f"gathered for {rule.digest_minutes} min" if rule.digest_minutes else "",
        f"not {rule.quiet}" if rule.quiet else "",
    )
    return ", ".join(part for part in parts if part) or "at once"


def _actions(view: View, rule: str) -> Node:
    if not view.may(Role.ADMIN):
        return disabled_for("admin", "Change")
    return form(method="post", action=f"/{view.workspace}/notifications/change")[
        hidden(view, name=rule),
        div(".split")[
            button(".button.small", type="submit", name="what", value="test", aria_label=f"Test {rule}")["Test"],
            button(".button.small", type="submit", name="what", value="remove", aria_label=f"Remove {rule}")["Remove"],
        ],
    ]


def _deliveries(found: list[DeliveryItem], total: int) -> Element:
    if not found:
        return card("Deliveries", div(".state")["Nothing was delivered yet."])
    words = ("Created", "Rule", "Status", "Notices", "Tries", "Next try", "Detail")
    rows = (
        tr(data_row="")[
            td[f"{each.created_at:%d %b %Y %H:%M}"],
            td[name(each.rule)],
            td[chip(each.status, _COLOURS[each.status])],
            td(".number")[f"{each.items:,}"],
            td(".number")[f"{each.attempts:,}"],
            td[f"{each.next_at:%d %b %H:%M}" if each.next_at else "–"],
            td[name(each.detail)],
        ]
        for each in found
    )
    return _table("Deliveries", words, rows, f"latest {len(found):,} of {total:,}; times are UTC")


def _table(title: str, words: tuple[str, ...], rows: Node, beside: str) -> Element:
    head = thead[tr[(th(scope="col")[word] for word in words)]]
    return card(title, div(".table-box")[table[head, tbody[rows]]], beside=beside)


def _add(view: View) -> Node:
    if not view.may(Role.ADMIN):
        return card("Add a rule", disabled_for("admin", "Add a rule"))
    fields = div(".fields.top")[
        _field("name", "Name", "cloud-security", is_required=True),
        _choice("receiver", "Receiver", _RECEIVERS),
        _field("address", "Address", "env:SLACK_URL", "a URL, an e-mail address, or env:NAME where the URL is a secret",
               is_required=True),
        _field("secret", "Signing secret", "env:HOOK_SECRET", "of a webhook, by the variable that holds it"),
        _choice("level", "Risk level", {"": "any"} | {each: f"{each} and worse" for each in LEVELS}),
        _field("scope", "Scope", "111122223333", "only this account or subscription"),
        _field("query", "Saved query", "name-of-query", "only what it matches"),
        _field("quiet", "Quiet hours", "22:00-06:00 Europe/Berlin", "what comes then is sent after them"),
        _number("digest_minutes", "Gather (minutes)", 1440, "one message for all that comes in this time"),
        _number("after_hours", "Escalate (hours)", 8760, "only what is still open after this time"),
    ]  # fmt: skip
    kinds = fieldset(".checks")[
        legend["Notify of"],
        (
            label(".check")[
                input_(".tick-box", type="checkbox", name="kinds", value=kind, checked=kind != "query"), _WORDS[kind]
            ]
            for kind in KINDS
        ),
    ]
    return card(
        "Add a rule",
        form(method="post", action=f"/{view.workspace}/notifications/add")[
            hidden(view), fields, kinds, button(".button.primary", type="submit")["Add the rule"]
        ],
        folded("Private networks and mail servers", "Both are set on the server: bartizan notifications add --help"),
    )


def _field(key: str, words: str, example: str, hint: str = "", *, is_required: bool = False) -> Element:
    own: dict[str, str | bool] = {"type": "text", "placeholder": example, "required": is_required, "maxlength": "2000"}
    return _hinted(key, words, own, hint)


def _number(key: str, words: str, most: int, hint: str) -> Element:
    return _hinted(key, words, {"type": "number", "value": "0", "min": "0", "max": str(most)}, hint)


def _hinted(key: str, words: str, own: Mapping[str, str | bool], hint: str) -> Element:
    """Return a field with what it means below it."""
    id_ = f"rule-{key}"
    told = p(".hint", id=f"{id_}-hint")[hint] if hint else None
    described = {"aria-describedby": f"{id_}-hint"} if hint else {}
    return div[label(for_=id_)[words], input_({**own, **described}, id=id_, name=key), told]


def _choice(key: str, words: str, choices: Mapping[str, str]) -> Element:
    options = (option(value=value)[shown] for value, shown in choices.items())
    return div[label(for_=f"rule-{key}")[words], select(id=f"rule-{key}", name=key)[options]]
