"""Python packages as lock files and requirements name them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.python import normal
from bartizan.catalog.text import dict_of, dicts_of, json_of, str_of, text_of, toml_of

_PIN = re.compile(r"([A-Za-z0-9][\w.-]*)[ \t]*(?:\[[^\]]*\][ \t]*)?===?[ \t]*([\w.!+-]+)[ \t]*(?:;(.*))?$", re.ASCII)
_OTHER_PLATFORM = re.compile(
    r"(?:sys_platform|platform_system|os_name)\s*==\s*['\"](?!linux|Linux|posix)|implementation_name\s*!=\s*['\"]cpython"
)

Found = Iterator[tuple[str, str]]


def _requirements(content: bytes) -> Found:
    joined = text_of(content).replace("\\\n", " ")
    for line in joined.splitlines():
        bare = re.split(r"\s--hash|\s#|^#", line, maxsplit=1)[0].strip()
        found = _PIN.match(bare)
        if found and not found[2].endswith(".*") and not _OTHER_PLATFORM.search(found[3] or ""):
            yield found[1], found[2]


def _toml_packages(*keys: str) -> Callable[[bytes], Found]:
    def read(content: bytes) -> Found:
        tables = toml_of(content)
        for key in keys:
            for each in dicts_of(tables.get(key)):
                if not _is_own(each) and not _is_dev(each):
                    yield str_of(each.get("name")), str_of(each.get("version"))

    return read


def _is_own(entry: dict[str, Any]) -> bool:
    """Whether an entry is the project itself or a part of it, which no registry has."""
    return bool({"virtual", "editable", "directory"} & {*dict_of(entry.get("source")), *entry})


def _is_dev(entry: dict[str, Any]) -> bool:
    groups = entry.get("groups")
    return entry.get("category") == "dev" or (
        isinstance(groups, list) and "main" not in groups and "default" not in groups
    )


def _pipfile(content: bytes) -> Found:
    for name, entry in dict_of(json_of(content).get("default")).items():
        yield name, str_of(dict_of(entry).get("version")).removeprefix("==")


_LOCKS: dict[str, Callable[[bytes], Found]] = {
    "poetry.lock": _toml_packages("package"),
    "uv.lock": _toml_packages("package"),
    "pdm.lock": _toml_packages("package"),
    "pylock.toml": _toml_packages("packages"),
    "pipfile.lock": _pipfile,
}


def _read_locks(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        for name, version in _LOCKS[path.rpartition("/")[2].lower()](content):
            if name and version:
                yield Package("PyPI", normal(name), version, contents.place(path), Evidence.LOCKED)


def _read_pins(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        for name, version in _requirements(content):
            yield Package("PyPI", normal(name), version, contents.place(path), Evidence.PINNED)


def _is_vendored(path: str) -> bool:
    return ".dist-info/" in path or "/tests/" in path or "/_vendor/" in path or "/docs/" in path


PYTHON_LOCKED = Cataloger(
    name="python-locked",
    ecosystem="PyPI",
    evidence=Evidence.LOCKED,
    read=_read_locks,
    names=frozenset(_LOCKS),
    accepts=lambda path: not _is_vendored(path),
    is_alone=True,
    is_of_own_code=True,
)

PYTHON_PINNED = Cataloger(
    name="python-pinned",
    ecosystem="PyPI",
    evidence=Evidence.PINNED,
    read=_read_pins,
    suffixes=("requirements.txt", "requirements-prod.txt", "requirements/base.txt", "requirements/prod.txt"),
    accepts=lambda path: not _is_vendored(path) and not re.search(r"(?:dev|test|lint|docs)[-_.]?requirements", path),
    is_alone=True,
    is_of_own_code=True,
)
