"""Python packages whose records were removed to save space: recognized by their folders' names and version attributes.

Only projects that everybody knows are named: a folder of the customer's own never becomes a package.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.text import table, text_of
from bartizan.catalog.package import Evidence, Package

_PROJECTS = table(Path(__file__).with_name("python_modules.csv"))
"""The projects that modules belong to, by the module's name in lower case."""

_VERSION = re.compile(
    r"^(?:__version__|VERSION|version)[ \t]*(?::[^=\n]{1,40})?=[ \t]*(?:version[ \t]*=[ \t]*)?"
    r"['\"]v?(\d[\w.+!-]{0,40})['\"]",
    re.MULTILINE,
)
_HEAD = 32 * 1024
_RECORD = re.compile(r"(?:^|/)[^/]+\.(?:dist|egg)-info(?:/.*)?$", re.DOTALL)
_PLACES = ("__init__", "_version", "version", "__version__", "__about__", "_about", "about")


def project_of(module: str) -> str:
    """Return the project that a well-known module belongs to, empty for any other."""
    return _PROJECTS.get(module.lower(), "")


def _module(path: str) -> tuple[str, str]:
    """Return the folder that a module lies in and the module's name: that of its folder where it is one."""
    parts = path.removesuffix(".py").split("/")
    above = 2 if len(parts) > 1 and parts[-1] in _PLACES else 1
    return "/".join(parts[:-above]), parts[-above]


def _accepts(path: str) -> bool:
    return "/_vendor/" not in path and "/vendored/" not in path and bool(project_of(_module(path)[1]))


def _picks(contents: Contents) -> Collection[str]:
    """Return the files that may tell a version, in folders where no installer left any record."""
    recorded = _recorded(contents)
    return [
        path
        for path in contents.paths
        if path.endswith(".py") and _accepts(path) and not _is_below(_module(path)[0], recorded)
    ]


def _is_below(root: str, recorded: set[str]) -> bool:
    """Return whether a folder is one where an installer left records or is within one, as parts of namespaces are."""
    return bool(recorded) and any(each in recorded for each in ("", root, *_above(root)))


def _above(root: str) -> Iterator[str]:
    while "/" in root:
        root = root.rpartition("/")[0]
        yield root


def _recorded(contents: Contents) -> set[str]:
    return {_RECORD.sub("", path) for path in contents.paths if "-info" in path and _RECORD.search(path)}


def _read(contents: Contents) -> Iterator[Package]:
    recorded = _recorded(contents)
    versions: dict[tuple[str, str], tuple[str, str]] = {}
    for path in sorted(contents.files):
        root, module = _module(path)
        # Beside recorded projects a folder without a record is the customer's; a part of a package is no project.
        if _is_below(root, recorded) or f"{root}/__init__.py" in contents.path_set:
            continue
        version = _VERSION.search(text_of(contents.files[path][:_HEAD]))
        key = root, project_of(module)
        if version or key not in versions:
            versions[key] = (version[1] if version else "", path)
    for (_, project), (stated, path) in versions.items():
        yield Package("PyPI", project, stated, contents.place(path), Evidence.INFERRED)


PYTHON_INFERRED = Cataloger(
    name="python-inferred",
    ecosystem="PyPI",
    evidence=Evidence.INFERRED,
    read=_read,
    picks=_picks,
    looks_at_names=True,
    max_bytes=4 * 1024 * 1024,
)
