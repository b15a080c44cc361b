"""Bring the advisories up to date: each source by itself, so that one that fails keeps what it gave before."""

import csv
import datetime
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from bartizan.advise.sources import status as on_record
from bartizan.advise.sources.address import shown
from bartizan.advise.sources.compile import Tally, compiled
from bartizan.advise.sources.download import Validator, download
from bartizan.advise.sources.feeds import exploited, likely, runtimes, score_date
from bartizan.advise.sources.kind import Kind
from bartizan.advise.sources.source import AdvisorySource, bundled_source, planned
from bartizan.advise.sources.status import SourceStatus
from bartizan.advise.sources.tables import forget, keep, mend
from bartizan.advise.sources.unpack import NotOfferedError, UnusableError, lines, whole
from bartizan.base.home import Home
from bartizan.model import BartizanError, now, printable
from bartizan.state.lock import scan_lock

LIFECYCLE_FILE = "runtime_end_of_life.csv"
_DOWNLOADS = ".downloads"
CHANGED, UNCHANGED, NOT_OFFERED, FAILED = "changed", "unchanged", "not offered", "failed"


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of a sync, by the names of the sources."""

    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    not_offered: tuple[str, ...]
    failed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Run:
    home: Path
    report: Callable[[str], None]
    pause: float


def sync(
    home: Path,
    sources: Sequence[AdvisorySource],
    report: Callable[[str], None],
    *,
    only: bool = False,
    pause: float = 1.0,
) -> Synced:
    """Read the sources that changed and replace what they gave before.

    ``report`` is called with one line on each. With ``only``, records of other sources are removed once one of these is
    read. ``pause`` is for `download`.

    Raises:
        UsageError: a scan or another sync is running in this home.
    """
    run = _Run(home, report, pause)
    with scan_lock(home):
        mend(home)
        known = on_record.statuses(home)
        results: dict[str, str] = {}
        for source in sources:
            status, results[source.name] = _one(run, source, known.get(source.name))
            if status.is_there or status.error:
                known[source.name] = status
            on_record.save(home, known)
            report(f"{source.name}: {_said(status, results[source.name])}")
        is_any = any(source.name in known and known[source.name].is_there for source in sources)
        _sweep(home, sources, known, only and is_any)
        on_record.save(home, known)
    return _synced(results, known)


def sync_bundled(home: Path) -> None:
    """Read the few advisories that ship, which the demo's packages match."""
    sync(home, planned([str(bundled_source())], ()), lambda _line: None)


def _one(run: _Run, source: AdvisorySource, known: SourceStatus | None) -> tuple[SourceStatus, str]:
    """Return what is known of a source after reading it, and in one word what came of that."""
    address = shown(source.url) if source.url else str(source.files[0] if len(source.files) == 1 else source.origin)
    fresh = SourceStatus(source.name, source.kind, source.origin, address)
    before = known if known and known.is_there else None
    is_same = before is not None and before.address == address and (Home(run.home).advisories / source.name).exists()
    try:
        after = (_downloaded if source.url else _on_disk)(run, source, before if is_same else None, fresh)
    except NotOfferedError as error:
        if source.is_optional:
            return before or fresh, NOT_OFFERED
        return replace(before or fresh, error=printable(error)), FAILED
    except (BartizanError, OSError) as error:
        return replace(before or fresh, error=printable(error)), FAILED
    return after, UNCHANGED if before and after.fetched_at == before.fetched_at else CHANGED


def _downloaded(run: _Run, source: AdvisorySource, before: SourceStatus | None, fresh: SourceStatus) -> SourceStatus:
    """Return the status of a source whose file at an address is now on record."""
    known = Validator(before.etag, before.last_modified) if before else Validator()
    into = Home(run.home).advisories / _DOWNLOADS / f"{source.name}-{Path(fresh.address).name}"
    got = download(source.url, into, known, run.report, run.pause)
    if got is None:
        if before is None:
            raise UnusableError(f"{fresh.address}: server answered 304 to an unconditional request")
        return replace(before, as_of=now(), error="")
    after = _kept(run.home, source, (got.file,), fresh)
    got.file.unlink()
    validator = got.validator
    return replace(after, as_of=now(), sha256=got.sha256, etag=validator.etag, last_modified=validator.last_modified)


def _on_disk(run: _Run, source: AdvisorySource, before: SourceStatus | None, fresh: SourceStatus) -> SourceStatus:
    """Return the status of a source whose files are now on record."""
    sha256 = on_record.fingerprint(source.files)
    if before and before.sha256 == sha256:
        return replace(before, error="")
    return replace(_kept(run.home, source, source.files, fresh), sha256=sha256)


def _kept(home: Path, source: AdvisorySource, files: Sequence[Path], fresh: SourceStatus) -> SourceStatus:
    """Replace what a source gave by what is in the files, and return its status."""
    tally = _stored(home, source, files)
    return replace(
        fresh,
        fetched_at=now(),
        as_of=tally.as_of or _written(files),
        records=tally.advisories,
        packages=tally.packages,
        skipped=on_record.most(tally.skipped),
        ecosystem=source.ecosystem,
    )


def _stored(home: Path, source: AdvisorySource, files: Sequence[Path]) -> Tally:
    """Replace what a source gave by what is in the files."""
    if source.kind is Kind.ADVISORIES:
        return compiled(home, source.name, files, source.ecosystem)
    skipped: Counter[str] = Counter()
    (file,) = files
    if source.kind is Kind.KEV:
        rows, as_of = exploited(whole(file), skipped)
    elif source.kind is Kind.EPSS:
        text = lines(file, skipped)
        first = next(text, b"")
        as_of, rows = score_date(first), list(likely(chain([first], text), skipped))
    else:
        return _kept_lifecycle(home, source, file, skipped)
    if not rows:
        raise UnusableError(f"{file.name}: nothing in it")
    keep(home, source.name, {source.kind.value: rows})
    return Tally(len(rows), len(rows), 0, skipped, as_of)


def _kept_lifecycle(home: Path, source: AdvisorySource, file: Path, skipped: Counter[str]) -> Tally:
    """Write the table of runtimes in the form of the one that ships, which `normalize` lays over that."""
    days = runtimes(whole(file), skipped)
    read_on = now() if source.url else _written((file,))
    folder = Home(home).advisories / source.name
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{LIFECYCLE_FILE}"
    with draft.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("provider", "runtime", "deprecated_on", "source", "read_on"))
        for runtime, day in sorted(days.items()):
            writer.writerow(("aws", runtime, day, "https://endoflife.date/aws-lambda", read_on.date()))
    draft.replace(folder / LIFECYCLE_FILE)
    return Tally(len(days), len(days), 0, skipped, read_on)


def lifecycle_file(home: Path) -> Path:
    """Return where the synced ends of runtimes lie, whether there are any or not."""
    return Home(home).advisories / Kind.LIFECYCLE / LIFECYCLE_FILE


def _written(files: Sequence[Path]) -> datetime.datetime:
    newest = max(file.stat().st_mtime for file in files)
    return min(datetime.datetime.fromtimestamp(newest, datetime.UTC).replace(tzinfo=None), now())


def _sweep(home: Path, sources: Sequence[AdvisorySource], known: dict[str, SourceStatus], only: bool) -> None:
    """Forget what is no longer in the folders that were read, and with ``only`` whatever came from elsewhere."""
    names = {source.name for source in sources}
    folders = {source.origin for source in sources if not source.url}
    for name, status in list(known.items()):
        if name not in names and (only or status.origin in folders):
            forget(home, name)
            del known[name]
    if not any(each.error for each in known.values()):
        shutil.rmtree(Home(home).advisories / _DOWNLOADS, ignore_errors=True)


def _said(status: SourceStatus, result: str) -> str:
    if result == FAILED:
        stays = "; what was there before stays" if status.is_there else ""
        return f"failed: {status.error}{stays}"
    left_out = sum(status.skipped.values())
    what = f"{status.records:,} records" + (f" of {status.packages:,} packages" if status.packages else "")
    return f"{result}: {what}" + (f", {left_out:,} left out" if left_out else "") if status.is_there else result


def _synced(results: Mapping[str, str], known: Mapping[str, SourceStatus]) -> Synced:
    def of(result: str) -> tuple[str, ...]:
        return tuple(name for name, each in results.items() if each == result)

    return Synced(of(CHANGED), of(UNCHANGED), of(NOT_OFFERED), {name: known[name].error for name in of(FAILED)})
