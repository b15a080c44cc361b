"""The whole flow of a scan. The only module that knows the order of the stages."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bartizan.assess import Rule, assess, load_rules, overridden
from bartizan.assess.history import carry_dates
from bartizan.assess.missing import Gaps
from bartizan.assess.risk import weigh
from bartizan.bundled import bundled
from bartizan.collect.every import collected
from bartizan.collect.listings import Listings
from bartizan.collect.memory import Memory
from bartizan.collect.target import AwsTarget, AzureTarget
from bartizan.model import Usage, now
from bartizan.normalize import normalize, sources
from bartizan.permit import permit
from bartizan.release import give_back
from bartizan.report.overlay import decide
from bartizan.report.score import every_score
from bartizan.report.summary import summary
from bartizan.scan_code import CODE_OUTPUT, reading_code, weigh_packages
from bartizan.settings import Settings
from bartizan.state import Manifest, State
from bartizan.state.lock import scan_lock
from bartizan.state.score import Score, keep_scores
from bartizan.store import Draft, Engine, ObservationSpool
from bartizan.store.carry import carry_over
from bartizan.store.code_spool import CodeSpool
from bartizan.store.recall import recalled, tallied
from bartizan.store.rules import save_rules

DIRECTORY = "default"
_WORTH_WAITING = 5.0
"""Seconds: a scan that ends this soon after the exposure facts are in publishes once, not twice."""
_THREADS = 1
"""Of the engine: each holds buffers of its own, and the tables of 1,000 functions take one of them a second."""


@dataclass(frozen=True)
class ScanRequest:
    """What one scan reads and with which rules.

    ``since_last`` asks again only what changed or has grown too old; of the latter at most ``refresh`` (None: all).
    """

    aws: tuple[AwsTarget, ...] = ()
    azure: tuple[AzureTarget, ...] = ()
    rule_folders: tuple[Path, ...] = (bundled("rules"),)
    directory: str = DIRECTORY
    since_last: bool = False
    refresh: int | None = None
    packages: bool = True
    """Whether the code of workloads is read, too."""
    settings: Settings = field(default_factory=Settings)


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
    rules = list(overridden(load_rules(folders, columns), request.settings).values())
    with scan_lock(home):
        return await _Scan(request, home, usage, rules).run()


class _Scan:
    """One scan of a home whose lock is held."""

    def __init__(self, request: ScanRequest, home: Path, usage: Usage, rules: Sequence[Rule]) -> None:
        self._request = request
        self._home = home
        self._usage = usage
        self._rules = rules
        self._state = State(home)
        self._started = now().replace(microsecond=0)
        self._is_publishing = False
        self._id = f"{self._started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        previous = self._state.snapshot(request.directory)
        self._previous = home / "snapshots" / request.directory / previous.id if previous else None

    async def run(self) -> Manifest:
        """Collect and publish."""
        memory = Memory()
        if self._request.since_last:
            listings = Listings(tallied(self._previous))
            memory = Memory(*recalled(self._previous), budget=self._request.refresh, listings=listings)
        soon = asyncio.Event()
        with Draft(self._home, self._request.directory, self._id) as draft:
            with ObservationSpool(draft.spool) as spool, CodeSpool(draft.path) as code:
                early = asyncio.create_task(self._publish_early(soon, spool, code))
                try:
                    await self._collect(memory, soon, spool, code)
                finally:
                    if not self._is_publishing:
                        early.cancel()
                    # What went wrong with the early snapshot will be said of the whole one, if it is still wrong.
                    await asyncio.gather(early, return_exceptions=True)
            give_back()
            return self._publish(self._id, draft)

    async def _collect(self, memory: Memory, soon: asyncio.Event, spool: ObservationSpool, code: CodeSpool) -> None:
        targets = self._request.aws, self._request.azure
        if not self._request.packages:
            await collected(*targets, spool.write, self._usage, memory=memory, soon=soon)
            return
        async with reading_code(code, self._previous, spool.write, self._usage) as take:
            await collected(*targets, spool.write, self._usage, memory=memory, soon=soon, code=take)

    async def _publish_early(self, soon: asyncio.Event, spool: ObservationSpool, code: CodeSpool) -> None:
        await soon.wait()
        await asyncio.sleep(_WORTH_WAITING)
        self._is_publishing = True
        snapshot_id = f"{self._id}-early"
        with Draft(self._home, self._request.directory, snapshot_id, is_first=False) as draft:
            spool.copy(draft.spool)
            code.copy(draft.path)
            await asyncio.to_thread(self._publish, snapshot_id, draft, is_early=True)

    def _publish(self, snapshot_id: str, draft: Draft, *, is_early: bool = False) -> Manifest:
        tables, scores = self._tables(draft)
        result = {"snapshot_id": snapshot_id, "started_at": f"{self._started.isoformat()}Z", **tables}
        result |= {"finished_at": f"{now().isoformat(timespec='seconds')}Z", "bytes_read": self._usage.bytes_read}
        result |= {"calls": dict(self._usage.calls), "status": "partial" if is_early else tables["status"]}
        manifest = Manifest(snapshot_id, self._request.directory, self._started, now(), result["status"], result)
        self._state.publish(manifest)
        if not is_early:
            keep_scores(self._state, self._request.directory, self._started.date(), snapshot_id, scores)
        return manifest

    def _tables(self, draft: Draft) -> tuple[dict[str, Any], list[Score]]:
        """Turn the draft's observations into tables and findings, seal the snapshot; return its summary and scores."""
        with Engine(threads=_THREADS) as engine:
            engine.load_observations(draft.spool)
            carry_over(engine, self._previous)
            settings = self._request.settings.packages
            weigh_packages(engine, draft.path, self._previous, self._home, settings, is_on=self._request.packages)
            columns = normalize(engine)
            permit(engine)
            lineage = {name: source.lineage for name, source in sources().items()}
            assess(engine, self._rules, columns, Gaps(engine, lineage))
            weigh(engine, {rule.id: rule.severity for rule in self._rules})
            _create_resource(engine)
            for table in ("finding", "resource", "vulnerability"):
                carry_dates(engine, table, self._previous, self._started.isoformat())
            save_rules(engine, [rule.model_dump(mode="json") for rule in self._rules])
            derived = ("finding", "risk_factor", "rule_result", "rule", "resource", "grant", "permission")
            draft.seal(engine, ["observation", *derived, *CODE_OUTPUT, *columns])
            decide(engine, self._state, self._request.directory, self._started)
            return summary(engine), every_score(engine)


def _create_resource(engine: Engine) -> None:
    tables = [name for name, source in sources().items() if source.is_resource]
    engine.create("resource", " union all ".join(f"select id, '{name}' as type from {name}" for name in tables))
