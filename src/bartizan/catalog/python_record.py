"""Which files installed Python projects brought, by their records."""

from collections.abc import Collection

from bartizan.catalog.archive.archive import Archive
from bartizan.catalog.archive.folder import FolderMembers
from bartizan.catalog.archive.limits import MEBIBYTE
from bartizan.catalog.archive.tar import Tar
from bartizan.catalog.ecosystems.python.installed import RECORD, recorded, root_of


async def brought(archive: Archive | FolderMembers | Tar, roots: Collection[str]) -> set[str]:
    """Return the files of an archive that the projects installed in some of its folders brought."""
    records = [e for e in archive.entries if roots and e.path.endswith(RECORD) and root_of(e.path) in roots]
    found: set[str] = set()
    async for entry, content in archive.contents([each for each in records if each.size <= MEBIBYTE]):
        if isinstance(content, bytes):
            found.update(recorded(root_of(entry.path), content))
    return found
