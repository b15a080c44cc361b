"""What an export is sent of a snapshot, part by part: the changes since the snapshot that its receiver has."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bartizan.model import BartizanError
from bartizan.notify.export.aws import AwsClients
from bartizan.notify.export.part import ExportPart
from bartizan.notify.export.send import MOST_EVENTS, send_part
from bartizan.report.formats.aws_product import is_of_aws, region
from bartizan.report.formats.change import FindingChange, change_event, change_in_asff
from bartizan.service.exporting.automating import AutomationFeed
from bartizan.service.exporting.changes import Changes, DecidedSnapshot, opened_then
from bartizan.service.exporting.numbered import numbers_of, progress_of
from bartizan.service.exporting.sarif import SarifFeed
from bartizan.service.exporting.ticketing import TicketFeed
from bartizan.state import State
from bartizan.state.notify.decided import DecisionPoint, exemptions_at, point_before
from bartizan.state.notify.nouns import AUTOMATION, TICKETS, Delivery, NotificationRule, SentSnapshot
from bartizan.store import snapshot_store

_MOST_NOTES = 3


class SnapshotGoneError(BartizanError):
    """A snapshot that was to be sent is not there any more."""


class SnapshotFeed(Protocol):
    """A snapshot on its way to one receiver. ``note`` says what that did not take for good."""

    snapshot_id: str

    @property
    def progress(self) -> str:
        """How far this got, for the next try."""
        ...

    @property
    def note(self) -> str:
        """What there is to say once it arrived."""
        ...

    def send(self, delivery: Delivery) -> bool:
        """Send the next part and say whether there is more; ``progress`` is how far that got.

        Raises:
            BartizanError: it was not taken, or nobody knows.
        """
        ...


@contextmanager
def opened_feed(  # noqa: PLR0917 - a delivery is as many things
    home: Path, directory: str, rule: NotificationRule, delivery: Delivery, sent: SentSnapshot, portal: str
) -> Iterator[SnapshotFeed]:
    """Give what a receiver is to be sent of a snapshot, from where its delivery got.

    Raises:
        SnapshotGoneError: it is not there any more.
        BartizanError: it cannot be read.
    """
    state = State(home)
    after = _readable(home, state, directory, sent)
    if after is None:
        raise SnapshotGoneError(f"the snapshot {sent.id} is gone")
    if rule.receiver in TICKETS:
        with opened_then(home, after) as engine:
            yield TicketFeed(engine, state, rule, directory, after.id, portal)
        return
    if rule.receiver == "sarif":
        with opened_then(home, after) as engine:
            yield SarifFeed(engine, rule, after.manifest)
        return
    before = _readable(home, state, directory, SentSnapshot(rule.cursor, rule.decided))
    if rule.receiver == AUTOMATION and before is None:
        before = after  # nobody can say what is new, and to run it for everything would be worse
    with Changes(home, before, after) as changes:
        ids = (before.id if before else "", after.id)
        if rule.receiver == AUTOMATION:
            yield AutomationFeed(home, changes, rule, delivery, ids)
        else:
            yield ExportFeed(changes, rule, delivery, ids)


def _readable(home: Path, state: State, directory: str, sent: SentSnapshot) -> DecidedSnapshot | None:
    found = state.snapshot(directory, sent.id) if sent.id else None
    if found is None or not snapshot_store(home, directory).has(sent.id):
        return None
    if sent.decided:
        point = DecisionPoint.parse(sent.decided)
    else:
        with state.transaction() as session:
            point = point_before(session, directory, found.published_at)
    return DecidedSnapshot(found, exemptions_at(state, directory, point), point.at)


class ExportFeed:
    """The changes of a snapshot for one export."""

    def __init__(self, changes: Changes, rule: NotificationRule, delivery: Delivery, ids: tuple[str, str]) -> None:
        self._changes, self._rule = changes, rule
        self._before, self.snapshot_id = ids
        self._refused: dict[str, None] = {}  # in words, each once
        self._clients = AwsClients()
        self._n, self._refusals = numbers_of(delivery.progress, self._before)

    @property
    def progress(self) -> str:
        """The snapshot that this one is compared with, the number of the last change that arrived, and refusals."""
        return progress_of(self._before, self._n, self._refusals)

    @property
    def note(self) -> str:
        """How many changes there were, and what was refused."""
        refused = f"; {self._refusals:,} were refused" if self._refusals else ""
        said = "; ".join(list(self._refused)[:_MOST_NOTES])
        return f"{self._changes.count:,} changes{refused}{f': {said}' if said else ''}"

    def send(self, delivery: Delivery) -> bool:
        """Send the next part and say whether there is more."""
        most, is_hub = MOST_EVENTS[self._rule.receiver], self._rule.receiver == "security-hub"
        found = self._changes.after(self._n, most, of_one_place=is_hub)
        if not found:
            return False
        last = found[-1][0]
        part = self._part(delivery, found[0][0], [change for _, change in found])
        if part.events:
            refused = send_part(part, self._rule, self._clients)
            self._refusals += len(refused)
            self._refused |= dict.fromkeys(refused)
        self._n = last
        return last < self._changes.count

    def _part(self, delivery: Delivery, first: int, changes: list[FindingChange]) -> ExportPart:
        is_hub = self._rule.receiver == "security-hub"
        wanted = [each for each in changes if is_of_aws(each.finding)] if is_hub else changes
        events = [(change_in_asff if is_hub else change_event)(each) for each in wanted]
        finding = changes[0].finding
        name = f"{self.snapshot_id}.{delivery.id}.{first:08}"
        return ExportPart(f"{delivery.id}.{first}", name, delivery.attempts, events, finding.scope, region(finding))
