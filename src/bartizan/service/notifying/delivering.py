"""Deliver what is in the outbox: one worker at a time, each message until it arrives or a week has passed.

No message is lost to a crash, so one may arrive twice: when a worker is killed after the receiver took it and before
that was recorded. The second one has the same ID and says that it was sent again.
"""

import datetime
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bartizan.base.home import DIRECTORY
from bartizan.base.notification_settings import NotificationSettings
from bartizan.base.settings import load_settings
from bartizan.base.tracing import span
from bartizan.model import BartizanError, now, printable
from bartizan.notify.message import Message
from bartizan.notify.post import PostError
from bartizan.notify.send import send
from bartizan.service.exporting.feed import SnapshotGoneError, opened_feed
from bartizan.service.notifying.quiet import is_quiet
from bartizan.state import State
from bartizan.state.notify.nouns import AUTOMATION, EXPORTS, Delivery, NotificationRule, SentSnapshot
from bartizan.state.notify.outbox import MOST_ITEMS, begin, end, gather, items, pending, waiting
from bartizan.state.notify.progress import advance, finish, has_decisions, is_overtaken, put_decisions
from bartizan.state.notify.rules import notification_rules
from bartizan.state.work.leases import Lease, release_lease, renew_lease, take_lease

GIVES_UP = datetime.timedelta(days=7)
"""After this a message counts as failed; it stays on record with what it said."""
LEAST_TRIES = 20
"""Before that: neither a worker that slept for a week nor a clock that jumped ahead is the receiver's fault."""
LONGEST_PAUSE = datetime.timedelta(hours=1)
_LEASE = datetime.timedelta(minutes=2)
_AHEAD = datetime.timedelta(minutes=5)
_EXPORT_SECONDS = 60.0
"""After so long an export gives way to other messages."""


@dataclass
class Deliverer:
    """Delivers what is due of one directory. Several may run on one state: a lease leaves the work to one of them.

    ``pause`` is how long after a first failure a message is tried again; each further one doubles it, up to an hour.
    """

    home: Path
    directory: str = DIRECTORY
    clock: Callable[[], datetime.datetime] = now
    pause: datetime.timedelta = datetime.timedelta(seconds=30)
    holder: str = field(default_factory=lambda: secrets.token_hex(8))

    @cached_property
    def _state(self) -> State:
        return State(self.home)

    def round(self) -> int:
        """Deliver what is due now and return how many messages were tried; what another worker does is left to it."""
        state, at = self._state, self.clock()
        is_idle = not (pending(state, self.directory) or waiting(state, self.directory))
        if is_idle and not has_decisions(state, self.directory, at):
            return 0
        # By the clock of the state, which all workers share; what is due is a matter of this one's.
        begun = state.time()
        lease = take_lease(state, f"notify {self.directory}", self.holder, begun + _LEASE, begun)
        if lease is None:
            return 0
        try:
            return self._deliver(state, lease)
        finally:
            release_lease(state, lease)

    def _deliver(self, state: State, lease: Lease) -> int:
        rules = {rule.id: rule for rule in notification_rules(state, self.directory)}
        put_decisions(state, self.directory, self.clock())
        self._gather(state, rules)
        settings, tried = load_settings(self.home).notifications, 0
        for delivery in pending(state, self.directory):
            if self._is_later(delivery) or self._is_quiet(rules.get(delivery.rule_id)):
                continue
            if not renew_lease(state, lease, state.time() + _LEASE):
                break
            self._try(state, delivery, rules.get(delivery.rule_id), settings, lease)
            tried += 1
        return tried

    def _is_later(self, delivery: Delivery) -> bool:
        # A clock that was set back must not put a message off for longer than it ever waits.
        return self.clock() < delivery.next_at <= self.clock() + LONGEST_PAUSE

    def _gather(self, state: State, rules: Mapping[str, NotificationRule]) -> None:
        """Put what waits into messages, where the time for that has come."""
        for rule_id, since in waiting(state, self.directory).items():
            rule = rules.get(rule_id)
            pause = datetime.timedelta(minutes=rule.digest_minutes if rule else 0)
            if not self._is_gathering(since, pause) and not self._is_quiet(rule):
                is_late = since + GIVES_UP <= self.clock()
                one = rule is not None and rule.receiver in (*EXPORTS, AUTOMATION) and not is_late
                gather(state, self.directory, rule_id, self.clock(), 1 if one else MOST_ITEMS)

    def _is_gathering(self, since: datetime.datetime, pause: datetime.timedelta) -> bool:
        # What came long after now was written by a clock that has been set back since.
        return self.clock() - pause < since <= self.clock() + _AHEAD

    def _is_quiet(self, rule: NotificationRule | None) -> bool:
        return rule is not None and is_quiet(rule.quiet, self.clock())

    def _try(
        self,
        state: State,
        delivery: Delivery,
        rule: NotificationRule | None,
        settings: NotificationSettings,
        lease: Lease,
    ) -> None:
        """Send a message and note how that went."""
        if rule is None:
            end(state, delivery.id, "failed", self.clock(), "the rule was removed")
            return
        begun = begin(state, delivery.id, self.clock() + self._pause(delivery.attempts))
        if begun is None:
            return
        try:
            what = "export" if rule.is_export else "notify"
            with span(what, receiver=rule.receiver, delivery=begun.id, attempt=begun.attempts):
                self._send(state, begun, rule, settings, lease)
        except SnapshotGoneError as error:  # the next one is compared with what the receiver has
            end(state, begun.id, "failed", self.clock(), str(error))
        except Exception as error:  # one receiver's oddity is no matter of the others
            self._failed(state, begun, error)

    def _send(
        self, state: State, begun: Delivery, rule: NotificationRule, settings: NotificationSettings, lease: Lease
    ) -> None:
        if rule.is_export:
            self._export(state, begun, rule, lease, settings.url)
        else:
            send(self._message(state, begun, rule, settings.url), rule, settings)
            end(state, begun.id, "sent", self.clock())

    def _export(self, state: State, begun: Delivery, rule: NotificationRule, lease: Lease, portal: str) -> None:
        """Send a snapshot's changes part by part; each that arrived is noted before the next is tried."""
        body = items(state, begun.id)[-1].body
        if is_overtaken(rule, body):
            end(state, begun.id, "sent", self.clock(), "0 changes; the receiver has another snapshot by now")
            return
        sent = SentSnapshot(body["subject"], body["detail"])
        ends, current = time.monotonic() + _EXPORT_SECONDS, begun
        with opened_feed(self.home, self.directory, rule, begun, sent, portal) as feed:
            while feed.send(current):
                advance(state, begun.id, feed.progress)
                if not renew_lease(state, lease, state.time() + _LEASE):
                    return  # another worker goes on
                if time.monotonic() > ends:
                    end(state, begun.id, "pending", self.clock(), next_at=self.clock())
                    return
                tried = begin(state, begun.id, self.clock() + self.pause)
                if tried is None:
                    return
                current = tried
            finish(state, begun, sent, self.clock(), feed.note)

    def _failed(self, state: State, delivery: Delivery, error: Exception) -> None:
        said = printable(error if isinstance(error, BartizanError) else type(error).__name__)
        wait = error.wait if isinstance(error, PostError) else None
        at = self.clock()
        if at - delivery.created_at >= GIVES_UP and delivery.attempts >= LEAST_TRIES:
            end(state, delivery.id, "failed", at, said)
        else:
            next_at = at + min(datetime.timedelta(seconds=wait), LONGEST_PAUSE) if wait is not None else None
            end(state, delivery.id, "pending", at, said, next_at)

    def _pause(self, failures: int) -> datetime.timedelta:
        return min(self.pause * (1 << min(failures, 20)), LONGEST_PAUSE)

    def _message(self, state: State, delivery: Delivery, rule: NotificationRule, portal: str) -> Message:
        found = items(state, delivery.id)
        return Message(
            delivery.id, delivery.attempts, rule.name, self.directory, found, delivery.created_at, portal=portal
        )
