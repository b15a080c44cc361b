"""How to fix: the words, and the commands with a resource's names filled in."""

import re
from collections.abc import Mapping

from htpy import Element, Node, button, code, div, mark, p, pre, span

from bartizan.portal.components.icons import icon
from bartizan.portal.components.parts import tabs
from bartizan.portal.view import View

_FORMS = {
    "cli": "CLI",
    "terraform": "Terraform",
    "cloudformation": "CloudFormation",
    "bicep": "Bicep",
    "portal": "Console",
}
_OPEN = re.compile(r"<[A-Z][A-Z_-]+>|\{[a-z_]+\}|\b[A-Z]{3,}(?:_[A-Z]+)*_HERE\b")


def fix(view: View, remediation: Mapping[str, str | list[str]]) -> Element:
    """Return a remediation: its text, what it cuts off, and the form of it that the address names."""
    forms = {key: joined(remediation[key]) for key in _FORMS if joined(remediation.get(key, ""))}
    chosen = view.asked("form") if view.asked("form") in forms else next(iter(forms), "")
    caution = joined(remediation.get("caution", ""))
    items = [(_FORMS[key], view.here(form=key), key == chosen) for key in forms]
    return div[
        p[joined(remediation.get("text", ""))],
        p(".text-medium")["Caution: ", caution] if caution else None,
        tabs("Ways to fix", items) if len(items) > 1 else None,
        _commands(forms[chosen]) if chosen else None,
    ]


def joined(text: str | list[str]) -> str:
    """Return commands or a text as one text."""
    return "\n".join(text).strip() if isinstance(text, list) else str(text or "").strip()


def _commands(text: str) -> Element:
    """Return commands; what is left to fill in is marked."""
    parts: list[Node] = []
    at = 0
    left = 0
    for found in _OPEN.finditer(text):
        parts += [text[at : found.start()], mark[found.group()]]
        at, left = found.end(), left + 1
    said = f"{left} value{'s' if left > 1 else ''} left to fill in" if left else "Works as pasted"
    return div[
        p(".quiet.before-code")[said],
        div(".code")[
            pre(tabindex="0", role="region", aria_label="Commands")[code[[*parts, text[at:]]]],
            button(".button.small.copy", type="button", data_copy="", hidden=True, title="Copy")[
                icon("copy"), span(".hidden-text")["Copy"]
            ],
        ],
    ]
