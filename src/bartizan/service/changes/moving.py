"""Copy the snapshots of a home's own folder to the object store that the environment names."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bartizan.base.home import DIRECTORY, Home
from bartizan.base.snapshots_url import SNAPSHOTS_URL
from bartizan.model import BartizanError, UsageError
from bartizan.state import State
from bartizan.state.snapshots import snapshot_places
from bartizan.store.digests import DIGESTS, damage, write_digests
from bartizan.store.places import FolderSnapshots, object_store


@dataclass(frozen=True)
class UploadedSnapshot:
    """A snapshot that was to be copied; ``refusal`` says why it was not, empty where it was."""

    id: str
    refusal: str = ""


def upload_snapshots(home: Path, *, directory: str = DIRECTORY) -> Iterator[UploadedSnapshot]:
    """Copy what the store lacks, oldest first, and say of each snapshot what became of it; nothing is removed.

    When it was stopped, the next call goes on from there.

    Raises:
        UsageError: the environment names no store, or one that cannot be used.
        BartizanError: the store failed.
    """
    store = object_store(home, directory)
    if store is None:
        raise UsageError(f"name the object store in {SNAPSHOTS_URL} first (docs/state.md)")
    for place in snapshot_places(State(home), directory):
        if place.damage or store.has(place.id):
            continue
        try:
            folder = _whole(home, directory, place.id)
        except BartizanError as error:
            yield UploadedSnapshot(place.id, str(error))
        else:
            store.copy(place.id, folder)
            yield UploadedSnapshot(place.id)


def _whole(home: Path, directory: str, id_: str) -> Path:
    """Return the folder of a snapshot, with the digests that an older release did not write.

    Raises:
        BartizanError: it is gone or damaged.
    """
    if not FolderSnapshots(home, directory).has(id_):
        raise BartizanError(f"its folder is not in {Home(home).snapshots(directory)}")
    folder = FolderSnapshots(home, directory).files(id_).path
    if what := damage(folder):
        raise BartizanError(what)
    if not (folder / DIGESTS).is_file():
        write_digests(folder, sorted(folder.glob("*.parquet")))
    return folder
