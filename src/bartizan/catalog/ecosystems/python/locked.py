"""Python packages as lock files name them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.python.installed import normal
from bartizan.catalog.ecosystems.python.markers import Release, is_elsewhere, oldest_of
from bartizan.catalog.ecosystems.python.pyproject import Project, listed, project_of, tabled
from bartizan.catalog.ecosystems.shared.aside import Aside
from bartizan.catalog.ecosystems.shared.dependency_graph import not_for_functions, unreferenced
from bartizan.catalog.ecosystems.shared.lock_shape import list_in, object_in, object_of
from bartizan.catalog.ecosystems.shared.text import dict_of, dicts_of, list_of, str_of, toml_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

Found = Iterator[tuple[str, str]]
Key = tuple[str, str]
"""Name and version; without a version, whichever has the name."""

_OWN = {"virtual", "editable", "directory", "path", "file"}
_LONGEST = 2000


def _toml_packages(content: bytes, project: Project) -> Found:
    """Yield the packages of a lock file of Poetry, uv, PDM or PEP 751."""
    tables = toml_of(content)
    entries = dicts_of(list_in(tables, "package") or list_in(tables, "packages"))
    oldest = max(project.oldest, oldest_of(_requires(tables)))
    left_out = _left_out(entries, project, oldest)
    for each in entries:
        if not (_is_own(each) or _is_dev(each) or _is_elsewhere(each, oldest) or _key(each) in left_out):
            yield str_of(each.get("name")), str_of(each.get("version"))


def _requires(tables: dict[str, Any]) -> str:
    metadata = dict_of(tables.get("metadata"))
    stated = tables.get("requires-python") or metadata.get("requires_python") or metadata.get("python-versions")
    return str_of(stated)


def _key(entry: dict[str, Any]) -> Key:
    return normal(str_of(entry.get("name"))), str_of(entry.get("version"))


def _is_own(entry: dict[str, Any]) -> bool:
    """Whether an entry is the project itself or a part of it, which no registry has."""
    source = dict_of(entry.get("source"))
    return bool(_OWN & {*source, *entry}) or source.get("type") in _OWN


def _is_dev(entry: dict[str, Any]) -> bool:
    groups = entry.get("groups")
    return entry.get("category") == "dev" or (
        isinstance(groups, list) and "main" not in groups and "default" not in groups
    )


def _is_elsewhere(entry: dict[str, Any], oldest: Release) -> bool:
    """Whether an entry is for other platforms; Poetry tells one marker, or one for each group."""
    stated = entry.get("marker") or entry.get("markers")
    if isinstance(stated, dict):
        stated = stated.get("main")
    forks = [str_of(each, _LONGEST) for each in list_of(entry.get("resolution-markers"))]
    return is_elsewhere(str_of(stated, _LONGEST), oldest) or (
        bool(forks) and all(is_elsewhere(each, oldest) for each in forks)
    )


def _left_out(entries: list[dict[str, Any]], project: Project, oldest: Release) -> set[Key]:
    """Return what is locked for development or other platforms only, as far as the lock file tells who needs it."""
    edges: dict[Key, list[tuple[Key, bool]]] = {}
    for each in entries:
        name, version = _key(each)
        edges.setdefault((name, ""), []).append(((name, version), True))
        edges.setdefault((name, version), []).extend(_needs(each, oldest))
    others = {(name, "") for name in project.others}
    others |= {key for each in entries for key in _needs_of_developers(each)}
    own = [_key(each) for each in entries if dict_of(each.get("source")).keys() & {"virtual", "editable", "directory"}]
    roots = own or [(name, "") for name in project.names] or [key for key in unreferenced(edges) if key not in others]
    return not_for_functions(edges, roots, others)


def _needs(entry: dict[str, Any], oldest: Release) -> Iterator[tuple[Key, bool]]:
    """Yield what an entry depends on, and whether it does where functions run."""
    given = entry.get("dependencies")
    named = tabled(given) if isinstance(given, dict) else listed(given)
    yield from (((name, ""), not is_elsewhere(marker, oldest)) for name, marker in named)
    for each in (given, *dict_of(entry.get("optional-dependencies")).values()):
        for need in dicts_of(each):
            yield _key(need), not is_elsewhere(str_of(need.get("marker"), _LONGEST), oldest)


def _needs_of_developers(entry: dict[str, Any]) -> Iterator[Key]:
    for group in dict_of(entry.get("dev-dependencies")).values():
        yield from map(_key, dicts_of(group))


def _pipfile(content: bytes, project: Project) -> Found:
    for name, entry in object_in(object_of(content), "default").items():
        stated = dict_of(entry)
        if not (_OWN & set(stated) or is_elsewhere(str_of(stated.get("markers"), _LONGEST), project.oldest)):
            version = str_of(stated.get("version")).lstrip("=")
            yield name, version or _of_tag(str_of(stated.get("ref")))


def _of_tag(ref: str) -> str:
    """Return the version that a tag tells, empty for a branch or a commit."""
    found = re.fullmatch(r"v?(\d{1,9}(?:\.\w{1,20})+)", ref, re.ASCII)
    return found[1] if found else ""


_LOCKS: dict[str, Callable[[bytes, Project], Found]] = {
    "poetry.lock": _toml_packages,
    "uv.lock": _toml_packages,
    "pdm.lock": _toml_packages,
    "pylock.toml": _toml_packages,
    "pipfile.lock": _pipfile,
}


def _also(contents: Contents) -> set[str]:
    """Return the projects beside the lock files."""
    return {_beside(path) for path in contents.files} & contents.path_set


def _beside(path: str) -> str:
    return path[: path.rfind("/") + 1] + "pyproject.toml"


def _read(contents: Contents) -> Iterator[Package | Unreadable]:
    aside = Aside(contents.paths)
    for path, content in contents.files.items():
        lock = _lock(path.rpartition("/")[2].lower())
        if lock is None or path in aside:
            continue
        try:
            found = list(lock(content, _project(contents, path)))
        except ValueError as error:
            yield Unreadable(contents.place(path), Reason.MALFORMED, f"a lock file that cannot be read: {error}")
            continue
        for name, version in found:
            if name:
                yield Package("PyPI", normal(name), version, contents.place(path), Evidence.LOCKED)
            else:
                yield Unreadable(contents.place(path), Reason.MALFORMED, "a lock file with a package without a name")


def _lock(name: str) -> Callable[[bytes, Project], Found] | None:
    return _toml_packages if name.startswith("pylock.") and name.endswith(".toml") else _LOCKS.get(name)


def _project(contents: Contents, path: str) -> Project:
    """Return what the project beside a lock file says, nothing where none is there or it cannot be read."""
    try:
        return project_of(toml_of(contents.files.get(_beside(path), b"")))
    except ValueError:
        return Project()


PYTHON_LOCKED = Cataloger(
    name="python-locked",
    ecosystem="PyPI",
    evidence=Evidence.LOCKED,
    read=_read,
    names=frozenset(_LOCKS),
    suffixes=(".toml",),
    accepts=lambda path: _lock(path.rpartition("/")[2].lower()) is not None,
    also=_also,
    is_of_own_code=True,
)
