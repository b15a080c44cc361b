"""Where things lie in a home: the folder that keeps snapshots, decisions and advisories."""

from dataclasses import dataclass
from pathlib import Path

DIRECTORY = "default"
"""The directory of a home that belongs to one team."""


@dataclass(frozen=True)
class Home:
    """A home at ``path``; nothing need be there yet."""

    path: Path

    @property
    def state(self) -> Path:
        """The SQLite database of decisions and of what was published."""
        return self.path / "state.db"

    @property
    def lock(self) -> Path:
        """What a scan holds while it runs."""
        return self.path / "scan.lock"

    @property
    def upgrade_lock(self) -> Path:
        """What a process holds while it brings state to its current form."""
        return self.path / "upgrade.lock"

    @property
    def settings(self) -> Path:
        """The settings that people may write."""
        return self.path / "settings.yaml"

    @property
    def advisories(self) -> Path:
        """The advisories that were synced, a folder for each source."""
        return self.path / "advisories"

    def snapshots(self, directory: str) -> Path:
        """The snapshots of a directory."""
        return self.path / "snapshots" / directory

    def snapshot(self, directory: str, snapshot_id: str) -> Path:
        """The tables of one snapshot."""
        return self.snapshots(directory) / snapshot_id

    def fetched(self, directory: str) -> Path:
        """What is kept here of a directory's snapshots on an object store."""
        return self.path / "fetched" / directory
