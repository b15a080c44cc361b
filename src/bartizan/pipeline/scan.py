"""The whole flow of a scan. With what it calls, the only module that knows the order of the stages."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bartizan.assess import Rule, load_rules, overridden, with_parameters
from bartizan.base.bundled import bundled
from bartizan.base.gc_tuning import give_back
from bartizan.base.home import DIRECTORY
from bartizan.base.settings import Settings
from bartizan.base.tracing import span
from bartizan.catalog.reading import READER
from bartizan.collect.aws import forget_models
from bartizan.collect.run import collected
from bartizan.collect.shared.listings import Listings
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.narrow import NarrowRead
from bartizan.collect.shared.target import LAST_ACCESSED, AwsTarget, AzureTarget
from bartizan.model import ChangedResource, Usage, early, new_snapshot_id
from bartizan.normalize import sources
from bartizan.pipeline.code import reading_code
from bartizan.pipeline.own_rules import usable_own_rules
from bartizan.pipeline.publish import Publisher
from bartizan.pipeline.watched import leave_out
from bartizan.state import Manifest, State
from bartizan.state.address import has_state
from bartizan.state.kept.parameters import rule_parameters
from bartizan.state.lock import scan_lock
from bartizan.state.work.scan_lease import scan_lease
from bartizan.store import Draft, Engine, ObservationSpool
from bartizan.store.carry import carry_over
from bartizan.store.code_spool import CodeSpool
from bartizan.store.recall import recalled, refused, tallied

_WORTH_WAITING = 5.0
"""Seconds: a scan that ends this soon after the exposure facts are in publishes once, not twice."""


@dataclass(frozen=True)
class ScanRequest:
    """What one scan reads and with which rules.

    ``since_last`` asks again only what changed or has grown too old; of the latter at most ``refresh`` (None: all).
    ``packages`` says whether the code of workloads is read, too. ``id`` will be the snapshot's. ``wait`` has it begin
    when no other scan of the home runs any more. With ``changed``, of what was read last only these are read again.
    """

    aws: tuple[AwsTarget, ...] = ()
    azure: tuple[AzureTarget, ...] = ()
    rule_folders: tuple[Path, ...] = (bundled("rules"),)
    directory: str = DIRECTORY
    since_last: bool = False
    refresh: int | None = None
    changed: frozenset[ChangedResource] = frozenset()
    settings: Settings = field(default_factory=Settings)
    packages: bool = True
    id: str = field(default_factory=new_snapshot_id)
    wait: bool = False

    @property
    def components(self) -> dict[str, bool]:
        """Which parts of the plan are on, by name."""
        return {
            "packages": self.packages,
            "ineligible": self.settings.packages.ineligible,
            LAST_ACCESSED: any(target.last_accessed for target in self.aws),
        }


async def scan(request: ScanRequest, home: Path, usage: Usage) -> Manifest:
    """Discover, normalize, assess and publish; return the manifest of the published snapshot.

    A long scan publishes twice: as soon as the facts that decide exposure are in, then everything. Nothing of either
    is visible before its manifest is written, and nothing stays behind when the scan fails or is stopped.

    Raises:
        UsageError: the request, the rules or the credentials cannot be used, or another scan is running.
        BartizanError: the run failed.
    """
    columns = {name: source.columns for name, source in sources().items()}
    folders = (*request.rule_folders, *request.settings.rule_folders)
    known = load_rules(folders, columns)
    with (
        scan_lock(home, wait=request.wait),
        scan_lease(State(home), home, request.directory, wait=request.wait) as lease,
    ):
        # Not before the lock, which says what is wrong with a home that cannot be written to.
        rules = _rules(request, home, known, columns)
        hours = request.settings.facts.max_age_hours
        publisher = Publisher(home, request.directory, rules, request.components, hours, id_=request.id, lease=lease)
        with span("scan", snapshot=publisher.id, directory=request.directory):
            return await _Scan(request, home, usage, publisher).run()


def _rules(
    request: ScanRequest, home: Path, shipped: Mapping[str, Rule], columns: Mapping[str, Mapping[str, str]]
) -> list[Rule]:
    """Return the rules of files and the directory's own, as the settings and the directory have them."""
    state = State(home)
    known = usable_own_rules(state, request.directory, columns) | dict(shipped)
    own = {id_: each.values for id_, each in rule_parameters(state, request.directory).items()}
    return list(overridden(known, with_parameters(request.settings, known, own)).values())


def published(request: ScanRequest, home: Path) -> Manifest | None:
    """Return the last snapshot that a scan published before it was stopped or failed, None where it did not."""
    if not has_state(home):
        return None
    last = State(home).snapshot(request.directory)
    return last if last and last.id in (request.id, early(request.id)) else None


class _Scan:
    """One scan of a home whose lock is held."""

    def __init__(self, request: ScanRequest, home: Path, usage: Usage, publisher: Publisher) -> None:
        self._request = request
        self._home = home
        self._usage = usage
        self._publisher = publisher
        self._is_publishing = False

    async def run(self) -> Manifest:
        """Collect and publish."""
        soon = asyncio.Event()
        with self._publisher.draft(self._publisher.id) as draft:
            with ObservationSpool(draft.spool) as spool, CodeSpool(draft.path) as code:
                early = asyncio.create_task(self._publish_early(soon, spool, code))
                try:
                    with span("collect"):
                        await self._collect(soon, spool, code)
                except BaseException:
                    self._publisher.stop()
                    raise
                finally:
                    if not self._is_publishing:
                        early.cancel()
                    # What went wrong with the early snapshot will be said of the whole one, if it is still wrong.
                    await asyncio.gather(early, return_exceptions=True)
            forget_models()
            give_back()
            return self._publish(self._publisher.id, draft)

    async def _collect(self, soon: asyncio.Event, spool: ObservationSpool, code: CodeSpool) -> None:
        """Read the clouds and, unless that is off, the code that they run."""
        targets, memory, previous = (self._request.aws, self._request.azure), self._memory(), self._publisher.previous
        skips = self._publisher.watched.skips_code
        if not self._request.packages:
            await collected(*targets, spool.write, self._usage, memory=memory, soon=soon)
            return
        async with reading_code(code, previous, spool.write, self._usage) as take:
            await collected(*targets, spool.write, self._usage, memory=memory, soon=soon, code=take, skips_code=skips)

    def _memory(self) -> Memory:
        if not self._request.since_last:
            return Memory()
        previous = self._publisher.previous
        listings = Listings(tallied(previous))
        # Where nothing was read before, there is nothing to leave as it was.
        narrow = NarrowRead(self._request.changed) if self._request.changed and previous else None
        known = recalled(previous, READER, {each.id for each in narrow.changed if each.id} if narrow else ())
        budget = self._request.refresh
        return Memory(*known, budget=budget, listings=listings, refused=refused(previous), narrow=narrow)

    async def _publish_early(self, soon: asyncio.Event, spool: ObservationSpool, code: CodeSpool) -> None:
        await soon.wait()
        await asyncio.sleep(_WORTH_WAITING)
        self._is_publishing = True
        draft = self._publisher.draft(early(self._publisher.id))
        spool.copy(draft.spool)
        code.copy(draft.path)
        await asyncio.to_thread(self._publish_from, draft)

    def _publish_from(self, draft: Draft) -> None:
        # All of the draft's life is in one thread: who waits for it may be cancelled before it is published.
        with draft:
            self._publish(early(self._publisher.id), draft, is_early=True)

    def _publish(self, snapshot_id: str, draft: Draft, *, is_early: bool = False) -> Manifest:
        def load(engine: Engine) -> None:
            engine.load_observations(draft.spool)
            started = self._publisher.started.isoformat()
            carry_over(engine, self._publisher.previous, started)
            leave_out(engine, self._publisher.watched, started)

        return self._publisher.publish(snapshot_id, draft, self._usage, load, is_early=is_early)
