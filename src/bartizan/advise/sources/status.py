"""What is known of each source of advisories: when it was read, how old it is, what was left out, what went wrong."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import orjson

from bartizan.advise.sources.kind import Kind
from bartizan.base.home import Home
from bartizan.model import BartizanError

STALE_AFTER = {
    Kind.ADVISORIES: datetime.timedelta(days=7),
    Kind.KEV: datetime.timedelta(days=7),
    Kind.EPSS: datetime.timedelta(days=7),
    Kind.LIFECYCLE: datetime.timedelta(days=90),
}
_FILE = "status.json"
_FORMAT = 1
_REASONS = 20


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source. ``as_of`` is the time of what it tells (of a server: when it last said that nothing is newer)."""

    name: str
    kind: Kind
    origin: str
    address: str
    fetched_at: datetime.datetime | None = None
    as_of: datetime.datetime | None = None
    records: int = 0
    packages: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    ecosystem: str = ""
    error: str = ""
    """Why the last attempt brought nothing; what is there is older."""

    @property
    def is_there(self) -> bool:
        """Whether anything of it is on record."""
        return self.fetched_at is not None

    def is_stale(self, at: datetime.datetime) -> bool:
        """Whether it is too old to rely on at a time, UTC."""
        return self.is_there and (self.as_of is None or at - self.as_of > STALE_AFTER[self.kind])


def statuses(home: Path) -> dict[str, SourceStatus]:
    """Return what is known of each source, by its name; nothing where nothing was ever synced.

    Raises:
        BartizanError: the file is damaged.
    """
    file = Home(home).advisories / _FILE
    try:
        content = orjson.loads(file.read_bytes())
        if content["format"] != _FORMAT:
            return {}
        return {each["name"]: _status(each) for each in content["sources"]}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BartizanError(f"{file} is damaged ({error}); remove it and run `bartizan advisories sync`") from error


def save(home: Path, known: Mapping[str, SourceStatus]) -> None:
    """Write what is known of each source, all at once."""
    file = Home(home).advisories / _FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    sources = [asdict(known[name]) for name in sorted(known)]
    draft.write_bytes(orjson.dumps({"format": _FORMAT, "sources": sources}, option=orjson.OPT_INDENT_2))
    draft.replace(file)


def stale(home: Path, at: datetime.datetime) -> str:
    """Return one line on what is too old to rely on at a time, UTC, or was never read; empty where all is well."""
    known = [each for each in statuses(home).values() if each.is_there]
    if not any(each.kind is Kind.ADVISORIES for each in known):
        return "no advisories are here: vulnerabilities are unknown; run `bartizan advisories sync`"
    old = [each for each in known if each.is_stale(at)]
    if not old:
        return ""
    named = ", ".join(f"{each.name} ({_age(each, at)})" for each in old[:5]) + (", …" if len(old) > 5 else "")
    return f"advisories are old: {named}; run `bartizan advisories sync`"


def most(skipped: Mapping[str, int]) -> dict[str, int]:
    """Return the commonest reasons; hostile data has a reason for each record."""
    ordered = sorted(skipped.items(), key=lambda each: (-each[1], each[0]))
    rest = sum(count for _, count in ordered[_REASONS:])
    return dict(ordered[:_REASONS]) | ({"other": rest} if rest else {})


def fingerprint(files: tuple[Path, ...]) -> str:
    """Return a hash of the content of files."""
    whole = hashlib.sha256()
    for file in files:
        with file.open("rb") as content:
            whole.update(hashlib.file_digest(content, "sha256").digest())
    return whole.hexdigest()


def _age(status: SourceStatus, at: datetime.datetime) -> str:
    return f"{(at - status.as_of).days} days" if status.as_of else "of unknown age"


def _status(content: Mapping[str, Any]) -> SourceStatus:
    named = {each.name for each in fields(SourceStatus)}
    times = {
        key: datetime.datetime.fromisoformat(content[key]) if content.get(key) else None
        for key in ("fetched_at", "as_of")
    }
    rest = {key: value for key, value in content.items() if key in named}
    return SourceStatus(**{**rest, **times, "kind": Kind(content["kind"])})
