"""Issues for recommendations: opened once, kept true, closed when nothing is left to fix, and opened again."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from bartizan.contract import Recommendation
from bartizan.decide.order import ranked
from bartizan.model import now, printable
from bartizan.notify.tickets.github import GitHub
from bartizan.notify.tickets.jira import Jira
from bartizan.notify.tickets.tracker import TicketGoneError, TicketRefusedError, TicketText, Tracker
from bartizan.report.views.recommendations import recommendations
from bartizan.state import State
from bartizan.state.notify.nouns import LEVELS, Delivery, NotificationRule, Ticket
from bartizan.state.notify.tickets import keep_ticket, tickets
from bartizan.store import Engine

_SHOWN = 50
_MOST_NOTES = 3


@dataclass(frozen=True)
class _Work:
    """What an issue is to say; ``is_open`` whether there is something to fix, ``key`` that of a known issue."""

    rule_id: str
    text: TicketText
    is_open: bool
    known: Ticket | None

    @property
    def digest(self) -> str:
        """The same while an issue need not be touched."""
        return hashlib.sha256(repr((self.text, self.is_open)).encode()).hexdigest()


class TicketFeed:
    """The issues of one tracker, brought up to a snapshot one by one; each is noted as it is written.

    What could not be read is not fixed: an issue is closed when no resource fails and none is unknown. A rule that the
    snapshot was not judged by leaves its issue as it is.
    """

    def __init__(  # noqa: PLR0917 - whose, where to, and what
        self, engine: Engine, state: State, rule: NotificationRule, directory: str, snapshot_id: str, portal: str
    ) -> None:
        self.snapshot_id, self.progress = snapshot_id, ""
        self._engine, self._state, self._rule = engine, state, rule
        self._directory, self._portal = directory, portal
        self._refused: list[str] = []
        self._written = 0
        self._waiting = self._work()

    @property
    def note(self) -> str:
        """How many issues were written, and what was refused."""
        said = "; ".join(dict.fromkeys(self._refused[:_MOST_NOTES]))
        return f"{self._written:,} issues written" + (f"; {len(self._refused):,} refused: {said}" if said else "")

    @cached_property
    def _tracker(self) -> Tracker:
        return GitHub(self._rule) if self._rule.receiver == "github" else Jira(self._rule)

    @cached_property
    def _found(self) -> dict[str, str]:
        """The issues that are there, whatever is on record: one may have been made by a worker that was killed."""
        return self._tracker.known()

    def send(self, delivery: Delivery) -> bool:  # noqa: ARG002 - as all feeds
        """Write the next issue and say whether there are more."""
        if not self._waiting:
            return False
        work = self._waiting[0]
        try:
            key = self._written_key(work)
            ticket = Ticket(work.rule_id, key, work.is_open, work.digest)
            keep_ticket(self._state, self._directory, self._rule.id, ticket, now())
            self._written += 1
        except TicketRefusedError as error:
            self._refused.append(str(error))
        self._waiting = self._waiting[1:]
        return bool(self._waiting)

    def _written_key(self, work: _Work) -> str:
        """Write an issue, the one on record, or one that is there, or a new one, and return its key."""
        if work.known and work.known.key:
            moves = work.is_open if work.is_open != work.known.is_open else None
            try:
                self._tracker.write(work.known.key, work.text, moves)
                return work.known.key
            except TicketGoneError:
                if not work.is_open:
                    return work.known.key
        key = self._found.get(work.text.marker)
        if key:
            self._tracker.write(key, work.text, work.is_open)
            return key
        return self._tracker.create(work.text)

    def _work(self) -> Sequence[_Work]:
        """Return the issues that do not say what is true, in an order that stays."""
        known = tickets(self._state, self._rule.id)
        listed = {each.rule_id: each for each in recommendations(self._engine).items}
        definitions = self._engine.rows("select id, definition from rule order by id")
        found = []
        for row in definitions:
            ticket, item = known.get(row["id"]), listed.get(row["id"])
            is_bad = item is not None and item.unhealthy > 0 and (ticket is not None or self._is_wanted(item))
            if is_bad or (ticket and ticket.key):
                work = self._one(orjson.loads(row["definition"]), item, ticket)
                found += [work] if not ticket or ticket.digest != work.digest else []
        return found

    def _is_wanted(self, item: Recommendation) -> bool:
        level = item.severity if item.risk_level == "not_evaluated" else item.risk_level
        wanted = LEVELS[: LEVELS.index(self._rule.level) + 1] if self._rule.level else LEVELS
        return level in wanted

    def _one(self, rule: Mapping[str, Any], item: Recommendation | None, ticket: Ticket | None) -> _Work:
        failing, unknown = (item.unhealthy, item.unknown) if item else (0, 0)
        is_open = failing > 0 or (unknown > 0 and ticket is not None and ticket.is_open)
        title = f"{rule['title']} ({failing:,})" if failing else rule["title"]
        state = [f"{failing:,} resources fail" + (f", {unknown:,} could not be read" if unknown else "") + "."]
        if not is_open:
            state = ["Nothing is left to fix: no resource fails that is not exempt."]
        paragraphs = [
            printable(rule["rationale"], 2000),
            printable(rule["remediation"]["text"], 2000),
            *state,
            f"Rule {rule['id']}. Bartizan rewrites this text; comments stay.",
        ]
        parts = (self._directory, self._rule.name, self._rule.address, rule["id"])
        marker = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
        link = f"{self._portal}/posture/recommendations/{rule['id']}" if self._portal else ""
        text = TicketText(printable(title, 250), paragraphs, self._names(rule["id"]) if failing else [], marker, link)
        return _Work(rule["id"], text, is_open, ticket)

    def _names(self, rule_id: str) -> list[str]:
        rows = self._engine.rows(
            "select coalesce(resource_name, resource_id) as name, scope, region, count(*) over () as n "
            f"from {ranked(self._engine)} where rule_id = ? and status = 'fail' "
            f"order by rank, resource_id limit {_SHOWN}",
            [rule_id],
        )
        names = [printable(" ".join(filter(None, (row["scope"], row["region"], row["name"]))), 300) for row in rows]
        more = rows[0]["n"] - len(rows) if rows else 0
        return names + ([f"and {more:,} more"] if more else [])
