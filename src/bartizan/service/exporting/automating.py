"""Run what an operator allowed, for each new finding of some rules: once, and once more only after a kill, marked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from bartizan.base.automation_settings import AutomationSettings
from bartizan.base.home import DIRECTORY, Home
from bartizan.base.referred_secret import referred_secret
from bartizan.base.settings import load_settings
from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError, now, printable
from bartizan.notify.automation.command import run_command
from bartizan.notify.destination import destination
from bartizan.notify.post import post
from bartizan.notify.webhook import webhook_headers
from bartizan.report.formats.change import FindingChange
from bartizan.service.exempting import author
from bartizan.service.exporting.changes import Changes
from bartizan.service.exporting.numbered import numbers_of, progress_of
from bartizan.state import State
from bartizan.state.notify.nouns import AUTOMATION, SNAPSHOT, Delivery, NotificationRule
from bartizan.state.notify.rules import add_notification_rule

_MOST_NOTES = 20


def allowed(home: Path) -> Mapping[str, AutomationSettings]:
    """Return what may be run, by name: what the settings of the home say now.

    Raises:
        UsageError: others than their owner may write the settings, or they cannot be read.
    """
    file = Home(home).settings
    found = load_settings(home).automation
    if found and file.stat().st_mode & 0o022:
        raise UsageError(f"others may write {file}, which says what is run; chmod go-w it")
    return found


def enable(home: Path, name: str, by: str = "", *, directory: str = DIRECTORY) -> None:
    """Begin to run an automation for what is new from now on.

    Raises:
        UsageError: the settings do not allow one of this name, nothing was scanned yet, or it is enabled already.
    """
    known = allowed(home)
    if name not in known:
        near = suggestion(name, list(known))
        raise UsageError(f"settings.yaml has no automation {name!r}{near}; write there first what may be run")
    state = State(home)
    last = state.snapshot(directory)
    if last is None:
        raise UsageError("scan first: an automation is for what is new since the last scan")
    at = now().replace(microsecond=0)
    rule = NotificationRule(name, AUTOMATION, name, author(by), at, kinds=(SNAPSHOT,), cursor=last.id)
    add_notification_rule(state, directory, rule)


class AutomationFeed:
    """The new failing findings of a snapshot for one automation, one by one."""

    def __init__(
        self, home: Path, changes: Changes, rule: NotificationRule, delivery: Delivery, ids: tuple[str, str]
    ) -> None:
        known = allowed(home)
        if rule.address not in known:
            raise UsageError(f"settings.yaml does not allow {rule.address!r} any more")
        self._before, self.snapshot_id = ids
        self._rule, self._settings, self._changes = rule, known[rule.address], changes
        self._n, _ = numbers_of(delivery.progress, self._before)
        self._said: list[str] = []

    @property
    def progress(self) -> str:
        """The snapshot that this one is compared with, and the number of the last change that was handled."""
        return progress_of(self._before, self._n)

    @property
    def note(self) -> str:
        """How each run went."""
        more = len(self._said) - _MOST_NOTES
        return "\n".join([*self._said[:_MOST_NOTES], *([f"and {more:,} more"] if more > 0 else [])]) or "nothing to run"

    def send(self, delivery: Delivery) -> bool:
        """Run it for the next finding that is meant and say whether there are more changes."""
        while found := self._changes.after(self._n, 1):
            n, change = found[0]
            if self._is_meant(change):
                self._run(delivery, n, change)
                self._n = n
                return n < self._changes.count
            self._n = n
        return False

    def _is_meant(self, change: FindingChange) -> bool:
        # What was unknown and fails now is as new as what was not there.
        return (
            change.finding.status == "fail"
            and (change.change == "new" or change.was != "fail")
            and self._settings.is_for(change.finding.rule_id)
        )

    def _run(self, delivery: Delivery, n: int, change: FindingChange) -> None:
        content = orjson.dumps(self._input(delivery, n, change), default=str)
        settings, finding = self._settings, change.finding
        if settings.url:
            to = destination(settings.url, allows_private=settings.allows_private)
            secret = referred_secret(settings.secret) if settings.secret else ""
            post(to, content, webhook_headers(f"{delivery.id}.{n}", delivery.attempts, content, secret, now()))
            how = "sent"
        else:
            how = run_command(settings.command, content, settings.seconds, settings.variables)
        self._said.append(f"{finding.rule_id} {printable(finding.resource_name or finding.resource_id, 120)}: {how}")

    def _input(self, delivery: Delivery, n: int, change: FindingChange) -> dict[str, Any]:
        return {
            "type": "bartizan.automation",
            "id": f"{delivery.id}.{n}",
            "attempt": delivery.attempts,
            "is_retry": delivery.attempts > 1,
            "automation": self._rule.address,
            "snapshot_id": change.snapshot_id,
            "finding": change.finding.model_dump(mode="json"),
        }
