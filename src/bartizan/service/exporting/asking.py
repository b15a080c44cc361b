"""The issues of the recommendations behind an exposure, and how people ask for one that no rule makes."""

from collections.abc import Sequence

from bartizan.base.suggestion import suggestion
from bartizan.contract.exposure import ExposureTicket
from bartizan.contract.paths import AttackPath
from bartizan.model import UsageError
from bartizan.notify.tickets.github import github_issue
from bartizan.notify.tickets.jira import jira_issue
from bartizan.service.published import Published
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.state import State
from bartizan.state.notify.nouns import TICKETS, NotificationRule, Ticket
from bartizan.state.notify.rules import notification_rules
from bartizan.state.notify.tickets import ask_for_ticket, ticket_moves, ticket_times, tickets

_FAILS = "select count(*) as n from finding where rule_id = ? and status = 'fail'"


class TicketThereError(UsageError):
    """There is an issue already, or one was asked for."""


def trackers(state: State, directory: str) -> list[NotificationRule]:
    """Return the trackers of a directory, by name."""
    return [rule for rule in notification_rules(state, directory) if rule.receiver in TICKETS]


def rules_behind(path: AttackPath) -> list[str]:
    """Return the rules whose fix ends a path, then those whose fix cuts one of its steps."""
    return list(dict.fromkeys([*path.breaks, *(rule for step in path.steps for rule in step.rule_ids)]))


def tickets_of(published: Published, state: State, rules: Sequence[str]) -> list[ExposureTicket]:
    """Return the issues of rules in all trackers of a snapshot's directory, in the order of the rules."""
    directory = published.manifest.directory
    known = [(tracker, tickets(state, tracker.id)) for tracker in trackers(state, directory)]
    times = ticket_times(ticket_moves(state, directory, rules)) if known else {}
    titles = rule_titles(published, rules)
    return [
        ExposureTicket.model_validate(
            _said(tracker, found[rule])
            | {"rule_id": rule, "title": titles.get(rule, rule), "at": times.get((tracker.id, rule))}
        )
        for rule in rules
        for tracker, found in known
        if rule in found
    ]


def open_ticket(published: Published, state: State, rule_id: str, tracker: str, by: str) -> None:
    """Have the issue of a rule made in a tracker, whatever the level from which that makes issues by itself.

    Raises:
        TicketThereError: there is one, or one was asked for.
        UsageError: there is no such tracker, or nothing of the rule fails.
    """
    directory = published.manifest.directory
    known = {each.name: each for each in trackers(state, directory)}
    if tracker not in known:
        raise UsageError(f"no tracker {tracker!r}{suggestion(tracker, list(known))}; see `bartizan tickets list`")
    if not published.engine.rows(_FAILS, [rule_id])[0]["n"]:
        raise UsageError(f"no resource fails {rule_id!r}: there is nothing to make an issue of")
    latest = state.snapshot(directory) or published.manifest
    if not ask_for_ticket(state, directory, known[tracker], rule_id, latest.id, by):
        raise TicketThereError(f"{tracker} has an issue of {rule_id} already, or is about to make it")


def issue_url(tracker: NotificationRule, key: str) -> str:
    """Return where people see an issue; empty while there is none."""
    of = github_issue if tracker.receiver == "github" else jira_issue
    return of(tracker, key) if key else ""


def _said(tracker: NotificationRule, ticket: Ticket) -> dict[str, object]:
    """Return what is said of an issue: where it is, and how it stands."""
    receiver, url = tracker.receiver, issue_url(tracker, ticket.key)
    state = ("open" if ticket.is_open else "closed") if ticket.key else "waiting"
    return {"tracker": tracker.name, "receiver": receiver, "state": state, "key": ticket.key, "url": url}
