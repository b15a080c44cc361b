"""Python packages as installers leave them.

Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

import posixpath
import re
from collections.abc import Collection, Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.text import json_of, text_of
from bartizan.catalog.package import Evidence, Package

RECORD = ".dist-info/RECORD"
_HEADER = re.compile(r"^(Name|Version)[ \t]*:[ \t]*(\S+)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_HEAD = 8 * 1024
_METADATA = (".dist-info/metadata", "egg-info/pkg-info", ".egg-info")
_DIRECT = ".dist-info/direct_url.json"
_BEGUN = re.compile(r"\d|[vV]\d")
_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")


def normal(name: str) -> str:
    """Return a project's name as it is compared.

    Source: https://packaging.python.org/en/latest/specifications/name-normalization/
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def root_of(path: str) -> str:
    """Return the folder, with a slash at its end, in which the project is installed of whose records a file is one."""
    folder = path.rpartition("/")[0]
    return folder[: folder.rfind("/") + 1]


def recorded(root: str, content: bytes) -> Iterator[str]:
    """Yield the files that a RECORD in a folder of projects names."""
    for line in text_of(content).splitlines():
        name = line[1:].partition('"')[0] if line.startswith('"') else line.partition(",")[0]
        if name:
            yield posixpath.normpath(root + name)


def _picks(contents: Contents) -> Collection[str]:
    """Return one file of each record whose main file is missing."""
    stated = {path.rpartition("/")[0] for path in contents.paths if path.lower().endswith(".dist-info/metadata")}
    left: dict[str, str] = {}
    for path in contents.paths:
        folder, _, _ = path.rpartition("/")
        if folder.endswith(".dist-info") and folder not in stated:
            left.setdefault(folder, path)
    return left.values()


def _read(contents: Contents) -> Iterator[Package]:
    own = {path.rpartition("/")[0] for path, content in contents.files.items() if _is_of_folder(path, content)}
    for path, content in contents.files.items():
        folder = path.rpartition("/")[0]
        if folder in own or path.lower().endswith(_DIRECT) or _is_built_here(contents, path):
            continue
        stated = _headers(content) if path.lower().endswith(_METADATA) else {}
        name, version = _of_folder(path)
        name, version = stated.get("name") or name, stated.get("version") or version
        if name:
            yield Package("PyPI", normal(name), version, contents.place(path), Evidence.INSTALLED)


def _headers(content: bytes) -> dict[str, str]:
    """Return the first name and version in the head of a record, which an empty line ends."""
    head = text_of(content[:_HEAD]).replace("\r", "").partition("\n\n")[0].replace("\n ", " ")
    return {name.lower(): value for name, value in reversed(_HEADER.findall(head))}


def _is_of_folder(path: str, content: bytes) -> bool:
    """Return whether a file says that the project was installed from a folder: then it is the customer's own.

    Source: https://packaging.python.org/en/latest/specifications/direct-url/
    """
    if not path.lower().endswith(_DIRECT):
        return False
    try:
        return isinstance(json_of(content).get("dir_info"), dict)
    except ValueError:
        return False


def _is_built_here(contents: Contents, path: str) -> bool:
    """Return whether a record was left by building the customer's own project: it has no version and lies beside it."""
    folder, _, name = path.rpartition("/")
    if name.lower() != "pkg-info" or not folder.endswith(".egg-info") or _of_folder(path)[1]:
        return False
    root = root_of(path)
    above = root[: root.rstrip("/").rfind("/") + 1]
    return any(place + project in contents.path_set for place in (root, above) for project in _PROJECT)


def _of_folder(path: str) -> tuple[str, str]:
    """Return the name and version that a record's folder tells: ``a_b-1.0.dist-info``, ``c-2.0-py3.11.egg-info``."""
    for part in reversed(path.rsplit("/", 3)[-3:]):
        bare = next((part[: -len(end)] for end in (".dist-info", ".egg-info", ".egg") if part.endswith(end)), "")
        if bare:
            before, _, python = bare.rpartition("-py")
            name, _, version = (before if before and python[:1].isdigit() else bare).rpartition("-")
            return (name, version) if name and _BEGUN.match(version) else ("", "")
    return "", ""


PYTHON_INSTALLED = Cataloger(
    name="python-installed",
    ecosystem="PyPI",
    evidence=Evidence.INSTALLED,
    read=_read,
    suffixes=(*_METADATA, _DIRECT),
    picks=_picks,
)
