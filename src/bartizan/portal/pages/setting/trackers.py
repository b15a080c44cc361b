"""Trackers: where issues of recommendations are made, and the form that adds and changes them."""

from collections.abc import Mapping
from pathlib import Path

from htpy import Node, br, code, div, p, span

from bartizan.model import BartizanError, UsageError, printable
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import card, external
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import disabled_for, notice
from bartizan.portal.pages.setting.fields import (
    EDIT,
    KEPT,
    TRIED,
    choice_field,
    editor,
    row_actions,
    text_field,
    values_of,
    why_refused,
)
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.exporting.rules import TicketRequest
from bartizan.service.exporting.trackers import KeptTracker, allowed_places, allowed_tracker, issues_at, kept_trackers
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import LEVELS, NotificationRule

TAB, TESTED, LEVEL = "trackers", "tested", "Opens issues for"
_NAMES = {"github": "GitHub", "jira": "Jira"}
_NEW = {"name": "", "place": "", "level": "high"}
_NONE = "No tracker is set up. One has an issue for each recommendation, which is closed when nothing is left to fix."
_LEVELS = {each: f"{each} risk and worse" for each in LEVELS} | {"critical": "critical risk"}


def trackers(view: View) -> Node:
    """Return the trackers with how far each is, and the form."""
    found = kept_trackers(view.home, directory=view.caller.directory)
    edited = next((each.rule for each in found if each.rule.name == view.asked(EDIT)), None)
    saved = notice("healthy", "Saved. Its issues are brought up to date with the latest scan.")
    words = ("Name", "Where", LEVEL, "Issues", "State", "By", "")
    rows = [_row(view, each) for each in found]
    table = simple_table("Trackers", words, rows, "an issue for each recommendation", _NONE)
    return div(".below-each-other")[saved if view.asked(KEPT) else None, _tested(view), table, _editor(view, edited)]


def request_of(values: Mapping[str, str], by: str) -> TicketRequest:
    """Return what a form asks for; it names no token."""
    tracker, _, address = values["place"].strip().partition(":")
    return TicketRequest(values["name"].strip(), tracker, address, "", values["level"], by=by)


def said_of(rule: NotificationRule) -> list[tuple[str, str]]:
    """Return what of a tracker can be changed, in words."""
    return [(LEVEL, rule.level)]


def tried(home: Path, tracker: str, directory: str) -> Mapping[str, str]:
    """Ask a tracker for its issues, and return for the page's address what came of it."""
    try:
        return {"issues": str(issues_at(home, tracker, directory=directory))}
    except BartizanError as error:
        return {"said": printable(error, 200)}


def _tested(view: View) -> Node:
    if not (tested := view.asked(TESTED)):
        return None
    if issues := view.asked("issues"):
        said = counted(int(issues), "issue") if issues.isdecimal() else "issues"
        return notice("healthy", name(tested), f" answers: {said} of Bartizan there.")
    return notice("high", name(tested), f" does not answer as it should: {view.asked('said')}")


def _row(view: View, each: KeptTracker) -> list[Node]:
    rule = each.rule
    verbs = {"test": "Test", "remove": "Remove"}
    place = rule.address.removeprefix("https://")
    return [
        span(".strong")[name(rule.name)],
        span(".two")[external(place, each.href), br, span(".quiet.below")[_NAMES[rule.receiver]]],
        _LEVELS.get(rule.level, "any risk"),
        f"{each.open:,} open, {each.closed:,} closed",
        _state(view, each),
        span(".two")[name(rule.author), br, span(".quiet.below")[f"{rule.created_at:%d %b %Y}"]],
        row_actions(view, TAB, rule.name, verbs, id=rule.name, was=rule.level) if view.may(Role.ADMIN) else None,
    ]


def _state(view: View, each: KeptTracker) -> Node:
    if not each.has_token and view.may(Role.ADMIN):
        return span(".text-critical")["The server has no token at ", code(".mono")[each.rule.secret]]
    if each.is_waiting or not each.rule.cursor:
        return "waits for the next round"
    return "up to date" if view.snapshot and each.rule.cursor == view.snapshot.manifest.id else "being written"


def _editor(view: View, edited: NotificationRule | None) -> Node:
    if not view.may(Role.ADMIN):
        return disabled_for("admin", "Add, change and remove trackers")
    if edited:
        values = values_of(view, {"level": edited.level})
        wrong = "choose one of the levels" if view.asked(TRIED) else ""
        hint = p(".hint")[
            "Another place is another tracker: add that one, and remove this one. Issues stay as they are."
        ]
        body = [div(".fields.top")[_level(values["level"])], hint]
        return editor(view, TAB, f"Change {edited.name}", "Save", body, wrong, id=edited.name, was=edited.level)
    try:
        places = [each.place for each in allowed_places(view.home)]
    except UsageError as error:
        return card("Add a tracker", notice("high", f"The settings of the server cannot be read: {error}"))
    if not places:
        return card("Add a tracker", _nowhere())
    values = values_of(view, _NEW)
    own = view.caller
    wrong = why_refused(view, lambda: allowed_tracker(view.home, request_of(values, own.name), directory=own.directory))
    fields = div(".fields.top")[
        text_field("name", "Name", values["name"], "as it stands beside issues", required=True, maxlength="63"),
        text_field("place", "Where", values["place"], f"one of {', '.join(places)}",
                   known=[each for each in places if "*" not in each], required=True),
        _level(values["level"]),
    ]  # fmt: skip
    return editor(view, TAB, "Add a tracker", "Add the tracker", fields, wrong)


def _nowhere() -> Node:
    return div(".state")[
        p["The operator of the server says once where issues may be made, and with which token."],
        p(".quiet")[
            "That is the section ", code(".mono")["trackers"], " of ", code(".mono")["settings.yaml"],
            "; on the server ", code(".mono")["bartizan tickets add"], " does without.",
        ],
    ]  # fmt: skip


def _level(value: str) -> Node:
    return choice_field("level", LEVEL, value, _LEVELS, "people have others made on the page of an exposure")
