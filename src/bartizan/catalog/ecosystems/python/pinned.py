"""Python packages that requirements name with exactly one version."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.python.installed import normal
from bartizan.catalog.ecosystems.python.pyproject import pins_of
from bartizan.catalog.ecosystems.python.requirements import Requirements, requirements_of
from bartizan.catalog.ecosystems.shared.aside import Aside
from bartizan.catalog.ecosystems.shared.text import text_of, toml_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable
from bartizan.catalog.promises import projects

_NAMES = ("requirements.txt", "requirements-prod.txt", "requirements/base.txt", "requirements/prod.txt")
_PROJECTS = ("pyproject.toml", "pipfile")
_BESIDE = ("requirements.txt", "poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
"""What installers go by before they look at the project."""
_FOR_DEVELOPMENT = re.compile(r"(?:dev|test|lint|docs)[-_.]?requirements")


def _also(contents: Contents) -> Collection[str]:
    """Return the files that those read so far name, and that are there."""
    found = (_requirements(contents, path) for path in contents.files)
    named = {path for each in found for path in (*each.files, *each.constraints)}
    return named & contents.path_set


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    aside = Aside(contents.paths)
    found = {path: _requirements(contents, path) for path in contents.files}
    first = [path for path in found if _is_first(contents, path) and path not in aside]
    installed = _named(found, first, lambda each: each.files)
    constraints = {path for each in installed if each in found for path in found[each].constraints}
    limits = {
        normal(name): version
        for path in _named(found, constraints, lambda each: each.files)
        if path in found
        for name, version in found[path].pins
    }
    for path in installed:
        if path in found:
            yield from _packages(contents.place(path), found[path], limits)
    # What is installed beside the requirements counts, and not what they say.
    if not {path[: path.rfind("/") + 1] for path in first} <= _with_installed(contents):
        yield from _unread(contents, installed, found)


def _packages(place: str, found: Requirements, limits: dict[str, str]) -> Iterator[Package]:
    """Yield what a file pins, and what it names loosely where constraints pin it."""
    limited = ((name, limits[normal(name)]) for name in found.loose if normal(name) in limits)
    for name, version in (*found.pins, *limited):
        yield Package("PyPI", normal(name), version, place, Evidence.PINNED)


def _unread(contents: Contents, installed: Iterable[str], found: dict[str, Requirements]) -> Iterator[Unreadable]:
    for path in installed:
        place = contents.place(path)
        if path not in found:
            yield Unreadable(place, Reason.GONE, "requirements that others name, and that are not there or not read")
        elif found[path].is_elsewhere:
            yield Unreadable(place, Reason.UNSUPPORTED, "requirements at an address")
        elif b"\0" in contents.files[path] and "\0" in text_of(contents.files[path]):
            yield Unreadable(place, Reason.MALFORMED, "requirements in an encoding that pip does not read")


def _with_installed(contents: Contents) -> set[str]:
    """Return the folders of projects whose packages are installed where pip puts them."""
    records = (path for path in contents.paths if path.endswith(".dist-info/METADATA"))
    return {folder for path in records for folder in projects("PyPI", path)}


def _is_first(contents: Contents, path: str) -> bool:
    """Return whether installers go by a file of its own accord, and not because another names it."""
    if _is_project(path):
        folder = path[: path.rfind("/") + 1]
        return not any(folder + name in contents.path_set for name in _BESIDE)
    return path.lower().endswith(_NAMES) and _accepts(path)


def _is_project(path: str) -> bool:
    return path.rpartition("/")[2].lower() in _PROJECTS


def _requirements(contents: Contents, path: str) -> Requirements:
    if _is_project(path):
        with suppress(ValueError):
            return Requirements(pins=list(pins_of(toml_of(contents.files[path]))))
        return Requirements()
    return requirements_of(text_of(contents.files[path]), path.rpartition("/")[0])


def _named(
    requirements: dict[str, Requirements], first: Iterable[str], files: Callable[[Requirements], Iterable[str]]
) -> list[str]:
    """Return the files, each with those that it names, and so on."""
    found = dict.fromkeys(first)
    waiting = list(found)
    while waiting:
        path = waiting.pop()
        new = [each for each in files(requirements[path]) if each not in found] if path in requirements else []
        found.update(dict.fromkeys(new))
        waiting += new
    return list(found)


def _accepts(path: str) -> bool:
    return not _FOR_DEVELOPMENT.search(path)


PYTHON_PINNED = Cataloger(
    name="python-pinned",
    ecosystem="PyPI",
    evidence=Evidence.PINNED,
    read=_read,
    names=frozenset(_PROJECTS),
    suffixes=_NAMES,
    accepts=_accepts,
    also=_also,
    is_of_own_code=True,
)
