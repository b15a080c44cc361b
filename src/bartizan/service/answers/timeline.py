"""What happened to an exposure: what people did with it, when it went and came, and what became of its issues."""

from bartizan.contract.exposure import ExposureEvent
from bartizan.service.exporting.asking import issue_url, rules_behind
from bartizan.service.published import Published
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.service.triage import Exposure, TriageEvent, triage_events
from bartizan.state import State
from bartizan.state.notify.rules import notification_rules
from bartizan.state.notify.tickets import ticket_moves
from bartizan.state.triage import ITSELF


def timeline(published: Published, state: State, exposure: Exposure) -> list[ExposureEvent]:
    """Return all that is on record of an exposure, oldest first.

    An issue is of a recommendation, which may be behind several exposures: its events are in the timeline of each.
    """
    directory = published.manifest.directory
    people = [done(each) for each in triage_events(state, directory, exposure.node.id)]
    issues = _issues(published, state, rules_behind(exposure.worst))
    life = [ExposureEvent(at=each.at, author=ITSELF, kind=each.kind, text="") for each in exposure.moves]
    return sorted([*people, *issues, *life], key=lambda each: each.at)


def done(event: TriageEvent) -> ExposureEvent:
    """Return what somebody did with an exposure as the contract has it."""
    return ExposureEvent.model_validate(vars(event))


def _issues(published: Published, state: State, rules: list[str]) -> list[ExposureEvent]:
    directory = published.manifest.directory
    moves = ticket_moves(state, directory, rules)
    if not moves:
        return []
    trackers = {each.id: each for each in notification_rules(state, directory, removed=True)}
    titles = rule_titles(published, rules)
    return [
        ExposureEvent(
            at=each.at,
            author=each.author,
            kind=each.kind,
            text=titles.get(each.rule_id, each.rule_id),
            rule_id=each.rule_id,
            tracker=trackers[each.tracker].name,
            ticket=each.key,
            url=issue_url(trackers[each.tracker], each.key),
        )
        for each in moves
        if each.tracker in trackers
    ]
