"""What time alone brings: findings past their due date, alerts that stay open, scans that fail, advisories that age."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bartizan.advise.sources.status import stale, statuses
from bartizan.base.home import DIRECTORY
from bartizan.decide.order import ranked
from bartizan.model import now
from bartizan.pipeline.alerts import TABLE, open_notices
from bartizan.service.connecting import listed
from bartizan.service.published import Published, open_published
from bartizan.service.work.watching import last_scans, scans_of, schedule
from bartizan.state import State
from bartizan.state.events.health import event_health
from bartizan.state.notify.nouns import Notice, NotificationRule
from bartizan.state.notify.outbox import put
from bartizan.state.notify.rules import notification_rules
from bartizan.state.work.runs import ScanRun

_MOST = 1000
_OVERDUE = """
select 'overdue' as kind, f.id as subject, rule.title, f.risk_level as level, f.resource_id, f.resource_name,
    f.resource_type, f.scope, a.due, a.owner
from assignment as a join {ranked} as f using (rule_id, resource_type, resource_id) join rule on rule.id = f.rule_id
where a.due < $1 and f.status = 'fail' order by f.rank, a.due, f.resource_id limit {most}
"""


@dataclass(frozen=True)
class Reminder:
    """Writes into the outbox of one directory what time brought; each only once."""

    home: Path
    directory: str = DIRECTORY
    clock: Callable[[], datetime.datetime] = now

    def round(self) -> int:
        """Look once, and return how many notices are new."""
        state, at = State(self.home), self.clock()
        rules = notification_rules(state, self.directory)
        if not rules:
            return 0
        wanted = {kind for rule in rules for kind in rule.kinds}
        found = [*self._advisories(at), *self._failing(state, at), *self._lost_events(state)]
        escalating = [rule for rule in rules if rule.after_hours]
        is_read = state.snapshot(self.directory) is not None and (escalating or "overdue" in wanted)
        old: dict[str, list[Notice]] = {}
        if is_read:
            with open_published(self.home, directory=self.directory) as published:
                found += overdue(published, at) if "overdue" in wanted else []
                old = {rule.id: _still_open(published, rule, at) for rule in escalating}
        return self._stored(state, rules, found, old)

    def _stored(
        self, state: State, rules: Sequence[NotificationRule], found: Sequence[Notice], old: dict[str, list[Notice]]
    ) -> int:
        at = self.clock()
        with state.transaction() as session:
            return sum(
                put(
                    session,
                    self.directory,
                    rule,
                    [each for each in (old[rule.id] if rule.after_hours else found) if rule.wants(each)],
                    at,
                )
                for rule in rules
                if not rule.after_hours or rule.id in old
            )

    def _advisories(self, at: datetime.datetime) -> Iterator[Notice]:
        said = stale(self.home, at)
        if said:
            known = [each.as_of for each in statuses(self.home).values() if each.as_of]
            read = f"{min(known, default=datetime.datetime.min):%Y-%m-%d}"
            yield Notice("advisories", "stale", read, "Advisories are old or missing", detail=said, since=at)

    def _failing(self, state: State, at: datetime.datetime) -> Iterator[Notice]:
        """Return each connector whose last scan failed, with when it was last evaluated."""
        known = last_scans(state, self.directory, at)
        for due in schedule(listed(self.home, directory=self.directory), known, at):
            if due.failures:
                own = scans_of(due.connector, known, at)
                yield _failed(due.connector.name, own[: due.failures], own[due.failures :])

    def _lost_events(self, state: State) -> Iterator[Notice]:
        """Return each connector whose last whole scan found changes that no event reported."""
        for each in listed(self.home, directory=self.directory):
            health = event_health(state, each.id)
            if health.missed:
                title = f"Events of {each.name} are lost: {health.missed:,} changes were found by a scan alone"
                detail, at = f"such as of {health.missed_example}", health.missed_at
                yield Notice("incomplete", f"events {each.name}", f"{at}", title, detail=detail, since=at)


def _failed(name: str, failed: Sequence[ScanRun], before: Sequence[ScanRun]) -> Notice:
    good = next((run for run in before if run.snapshot_id), None)
    last = f"{good.ended_at or good.asked_at:%Y-%m-%d %H:%M} UTC" if good else "never"
    since = failed[-1].asked_at
    said = failed[0].detail.splitlines()[-1] if failed[0].detail else ""
    title = f"Scan of {name} fails; not evaluated since {last}"
    return Notice("incomplete", f"connector {name}", f"{since}", title, detail=said, since=since)


def overdue(published: Published, at: datetime.datetime) -> list[Notice]:
    """Return the findings past their due date, the worst first, at most 1,000."""
    rows = published.engine.rows(_OVERDUE.format(ranked=ranked(published.engine), most=_MOST), [at])
    return [
        Notice(
            row["kind"], row["subject"], f"{row['due']}", row["title"], row["level"], row["resource_id"],
            row["resource_name"] or "", row["resource_type"], row["scope"],
            f"due {row['due']:%Y-%m-%d}" + (f", owner {row['owner']}" if row["owner"] else ""), row["due"],
            published.manifest.id,
        )
        for row in rows
    ]  # fmt: skip


def _still_open(published: Published, rule: NotificationRule, at: datetime.datetime) -> list[Notice]:
    if not published.engine.has(TABLE):  # a snapshot of an older release
        return []
    before = at - datetime.timedelta(hours=rule.after_hours)
    return open_notices(published.engine, before, published.manifest.id)
