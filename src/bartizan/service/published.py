"""Open a published snapshot with today's decisions laid over it: where every view begins."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar, cast

from bartizan.base.home import DIRECTORY
from bartizan.decide.overlay import lay_over
from bartizan.model import UsageError, now
from bartizan.state import Manifest
from bartizan.state.reader import Reading, read_state
from bartizan.store import SnapshotEngine, snapshot_store
from bartizan.store.places import SnapshotFiles

P = ParamSpec("P")
T = TypeVar("T")
LASTING = "lasting "
"""How names in ``memo`` begin whose values no decision changes: they are kept when decisions are laid over anew."""


@dataclass(frozen=True)
class Published:
    """A snapshot that is open for reading; close it, or use it as a context manager.

    ``revision`` tells what is read apart from what was, or will be, decided otherwise; ``memo`` keeps what was computed
    of it, for all that read the same. It ``is_behind`` while the latest snapshot is prepared for its readers.
    """

    home: Path
    manifest: Manifest
    engine: SnapshotEngine
    revision: str = ""
    memo: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    is_behind: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()


def open_published(home: Path, snapshot: str = "", *, directory: str = DIRECTORY) -> Published:
    """Return a published snapshot, the latest one by default.

    Raises:
        UsageError: there is no such snapshot; the message says what to run.
        BartizanError: the state or the snapshot cannot be read.
    """
    if not home.is_dir():
        raise UsageError(f"nothing has been scanned into {home} yet; run `bartizan scan --aws` or `bartizan demo`")
    state = read_state(home, directory, snapshot)
    if state.manifest is None:
        if snapshot and read_state(home, directory).manifest:
            raise UsageError(f"no snapshot {snapshot!r} in {home}; see `bartizan snapshots list`")
        what = f"no snapshot {snapshot!r} in {home}" if snapshot else f"nothing has been scanned into {home} yet"
        raise UsageError(f"{what}; run `bartizan scan --aws`, `bartizan scan --azure` or `bartizan demo`")
    return opened(home, state.manifest, state)


def opened(home: Path, manifest: Manifest, state: Reading, files: SnapshotFiles | None = None) -> Published:
    """Return a snapshot whose manifest and decisions were read, and its files where they are given."""
    engine = (files or snapshot_store(home, manifest.directory).files(manifest.id)).open()
    lay_over(engine, state.exemptions, state.governance, now())
    return Published(home, manifest, engine)


def once(find: Callable[Concatenate[Published, P], T]) -> Callable[Concatenate[Published, P], T]:
    """Have a function find what no decision changes of a snapshot once for each of its arguments."""
    return _kept(find, LASTING)


def once_decided(find: Callable[Concatenate[Published, P], T]) -> Callable[Concatenate[Published, P], T]:
    """Have a function find what decisions may change of a snapshot once for each of its arguments, until one does."""
    return _kept(find, "")


def _kept(find: Callable[Concatenate[Published, P], T], prefix: str) -> Callable[Concatenate[Published, P], T]:
    name = f"{prefix}{find.__module__}.{find.__qualname__}"

    @wraps(find)
    def found(published: Published, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = f"{name} {args} {kwargs}"
        if key not in published.memo:
            published.memo[key] = find(published, *args, **kwargs)
        return cast("T", published.memo[key])

    return found
