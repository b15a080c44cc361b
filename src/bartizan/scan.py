"""The whole flow of a scan. The only module that knows the order of the stages."""

import asyncio
import secrets
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bartizan.assess import Rule, assess, load_rules
from bartizan.assess.history import carry_dates
from bartizan.assess.missing import Gaps
from bartizan.bundled import bundled
from bartizan.collect.target import AwsTarget, AzureTarget, Sink
from bartizan.model import LIST, BartizanError, Observation, Outcome, Usage, now, printable
from bartizan.normalize import normalize, schemas, sources
from bartizan.report.summary import summary
from bartizan.state import Manifest, State
from bartizan.state.lock import scan_lock
from bartizan.store import Draft, Engine, ObservationSpool
from bartizan.store.carry import carry_over
from bartizan.store.rules import save_rules

DIRECTORY = "default"


@dataclass(frozen=True)
class ScanRequest:
    """What one scan reads and with which rules."""

    aws: tuple[AwsTarget, ...] = ()
    azure: tuple[AzureTarget, ...] = ()
    rule_folders: tuple[Path, ...] = (bundled("rules"),)
    directory: str = DIRECTORY


async def scan(request: ScanRequest, home: Path, usage: Usage) -> Manifest:
    """Discover, normalize, assess and publish; return the manifest of the published snapshot.

    Nothing is visible before the manifest is written, and nothing stays behind when the scan fails or is cancelled.

    Raises:
        UsageError: the request, the rules or the credentials cannot be used, or another scan is running.
        BartizanError: the run failed.
    """
    rules = list(load_rules(request.rule_folders, schemas()).values())
    with scan_lock(home):
        state = State(home)
        started = now().replace(microsecond=0)
        snapshot_id = f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        previous = state.snapshot(request.directory)
        with Draft(home, request.directory, snapshot_id) as draft:
            with ObservationSpool(draft.spool) as spool:
                await _collected(request, spool.write, usage)
            result = _published_tables(
                draft, rules, draft.sealed.with_name(previous.id) if previous else None, started.isoformat()
            )
        result = {"snapshot_id": snapshot_id, "started_at": f"{started.isoformat()}Z", **result}
        result |= {"finished_at": f"{now().isoformat()}Z", "calls": dict(usage.calls), "bytes_read": usage.bytes_read}
        manifest = Manifest(snapshot_id, request.directory, started, now(), result["status"], result)
        state.publish(manifest)
        return manifest


async def _collected(request: ScanRequest, sink: Sink, usage: Usage) -> None:
    """Read every target. One that cannot be entered lands as a failed listing, unless there is no other.

    Raises:
        BartizanError: no target could be read; the error of the first.
    """
    # Imported on use: a scan of one cloud does not pay for the other's SDK.
    reads: list[tuple[str, Awaitable[None]]] = []
    if request.aws:
        from bartizan.collect import aws

        reads += [("aws_account", aws.collect(target, sink, usage)) for target in request.aws]
    if request.azure:
        from bartizan.collect import azure

        reads += [("azure_subscription", azure.collect(target, sink, usage)) for target in request.azure]
    async with asyncio.TaskGroup() as group:
        tasks = [(kind, group.create_task(_error_of(read))) for kind, read in reads]
    errors = [(kind, error) for kind, task in tasks if (error := task.result())]
    if errors and len(errors) == len(reads):
        raise errors[0][1]
    for kind, error in errors:
        sink(Observation(kind, "", LIST, Outcome.FAILED, scope=kind.split("_")[0], detail=printable(error)))


async def _error_of(read: Awaitable[None]) -> BartizanError | None:
    """Await one target's collection and return what kept it from being read, None where nothing did."""
    try:
        await read
    except BartizanError as error:
        return error
    except BaseExceptionGroup as group:
        known, other = group.split(BartizanError)
        if known is None or other is not None:
            raise
        return _leaf(known)
    return None


def _leaf(group: BaseExceptionGroup[BartizanError]) -> BartizanError:
    first = group.exceptions[0]
    return _leaf(first) if isinstance(first, BaseExceptionGroup) else first


def _published_tables(draft: Draft, rules: Sequence[Rule], previous: Path | None, started: str) -> dict[str, Any]:
    """Turn the draft's observations into tables and findings, seal the snapshot and return its summary."""
    with Engine() as engine:
        engine.load_observations(draft.spool)
        carry_over(engine, previous)
        columns = normalize(engine)
        lineage = {name: source.lineage for name, source in sources().items()}
        assess(engine, rules, columns, Gaps(engine, lineage))
        _create_resource(engine)
        for table in ("finding", "resource"):
            carry_dates(engine, table, previous, started)
        save_rules(engine, [rule.model_dump(mode="json") for rule in rules])
        result = summary(engine)
        draft.seal(engine, ["observation", "finding", "rule_result", "rule", "resource", *columns])
        return result


def _create_resource(engine: Engine) -> None:
    tables = [name for name, source in sources().items() if source.is_resource]
    engine.create("resource", " union all ".join(f"select id, '{name}' as type from {name}" for name in tables))
