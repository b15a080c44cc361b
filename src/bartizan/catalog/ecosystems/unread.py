"""Lock files of package managers that we do not read: said, so that code that has one never looks empty."""

from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.aside import Aside
from bartizan.catalog.package import Evidence, Reason, Unreadable

_LOCKS = {
    "gradle.lockfile": ("Gradle's lock file", (".jar", ".class")),
    "paket.lock": ("Paket's lock file", (".deps.json", ".dll")),
    "conda-lock.yml": ("conda's lock file", (".dist-info/METADATA",)),
    "pixi.lock": ("Pixi's lock file", (".dist-info/METADATA",)),
    "mix.lock": ("Mix's lock file", (".beam",)),
    "package.resolved": ("Swift's lock file", ()),
}
"""What each is called, and how files end that show what was installed by it."""


def _read(contents: Contents) -> Iterator[Unreadable]:
    aside = Aside(contents.paths)
    for path in contents.files:
        called, installed = _LOCKS[path.rpartition("/")[2].lower()]
        if path not in aside and not any(each.endswith(installed) for each in contents.paths):
            yield Unreadable(contents.place(path), Reason.UNSUPPORTED, f"{called}, which is not read")


UNREAD_LOCKS = Cataloger(
    name="unread-locked",
    ecosystem="",
    evidence=Evidence.LOCKED,
    read=_read,
    names=frozenset(_LOCKS),
    is_of_own_code=True,
)
