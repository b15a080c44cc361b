"""Node packages as the lock files of npm, Yarn and pnpm name them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.text import dict_of, json_of, str_of, text_of

Found = Iterator[tuple[str, str]]

_DEPTH = 100
_YARN_ENTRY = re.compile(r'^"?((?:@[^/@"]+/)?[^@"\s]+)@(?P<range>[^\n]*):\n(?P<body>(?:  [^\n]*\n?)*)', re.MULTILINE)
_YARN_VERSION = re.compile(r'^  version:? "?([^"\s]+)"?', re.MULTILINE)
_YARN_RESOLUTION = re.compile(r'^  resolution: "((?:@[^/@"]+/)?[^@"\s]+)@(?:npm:)?[^"]*"', re.MULTILINE)
_ALIAS = re.compile(r'^npm:((?:@[^/@"]+/)?[^@"\s,]+)@')
_PNPM = re.compile(r"  '?/?((?:@[^/@('\s]+/)?[^/@('\s]+)[@/](\d[^(_':\s]*+)[^:]*:")


def _npm(content: bytes) -> Found:
    lock = json_of(content)
    packages = dict_of(lock.get("packages"))
    if packages:
        for place, entry in packages.items():
            told = dict_of(entry)
            if "node_modules/" in place and not told.get("dev") and not told.get("link"):
                yield str_of(told.get("name")) or place.rpartition("node_modules/")[2], str_of(told.get("version"))
    else:
        yield from _npm_first(dict_of(lock.get("dependencies")), 0)


def _npm_first(dependencies: dict[str, Any], depth: int) -> Found:
    for name, entry in dependencies.items():
        told = dict_of(entry)
        if told.get("dev"):
            continue
        version = str_of(told.get("version"))
        alias = _ALIAS.match(version)
        yield (alias[1], version.rpartition("@")[2]) if alias else (name, version)
        if depth < _DEPTH:
            yield from _npm_first(dict_of(told.get("dependencies")), depth + 1)


def _yarn(content: bytes) -> Found:
    for found in _YARN_ENTRY.finditer(text_of(content).replace("\r", "")):
        version = _YARN_VERSION.search(found["body"])
        resolution = _YARN_RESOLUTION.search(found["body"])
        alias = _ALIAS.match(found["range"])
        is_own = "workspace:" in found["range"] or "link:" in found["range"] or "file:" in found["range"]
        if version and not is_own:
            yield resolution[1] if resolution else alias[1] if alias else found[1], version[1]


def _pnpm(content: bytes) -> Found:
    """Yield the packages of pnpm's list, read line by line: a YAML parser could be made to run for ever.

    From its ninth version on the list does not say which packages are for development only.
    """
    section = ""
    name = version = ""
    for line in text_of(content).splitlines():
        if line[:1].strip():
            section = line.partition(":")[0]
        elif section == "packages" and (found := _PNPM.match(line)):
            yield name, version
            name, version = found[1], found[2]
        elif line.strip() == "dev: true":
            name = version = ""
    yield name, version


_LOCKS: dict[str, Callable[[bytes], Found]] = {
    "package-lock.json": _npm,
    "npm-shrinkwrap.json": _npm,
    "yarn.lock": _yarn,
    "pnpm-lock.yaml": _pnpm,
}


def _read(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        for name, version in _LOCKS[path.rpartition("/")[2].lower()](content):
            if name and version[:1].isdigit():
                yield Package("npm", name, version, contents.place(path), Evidence.LOCKED)


NODE_LOCKED = Cataloger(
    name="node-locked",
    ecosystem="npm",
    evidence=Evidence.LOCKED,
    read=_read,
    names=frozenset(_LOCKS),
    accepts=lambda path: "node_modules/" not in path,
    is_alone=True,
    max_bytes=32 * 1024 * 1024,
)
