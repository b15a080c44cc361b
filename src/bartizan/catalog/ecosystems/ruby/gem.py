"""Ruby gems, installed and locked."""

import re
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.ruby import gemfile
from bartizan.catalog.ecosystems.shared.aside import Aside
from bartizan.catalog.ecosystems.shared.dependency_graph import not_for_functions
from bartizan.catalog.ecosystems.shared.text import text_of
from bartizan.catalog.package import Evidence, Package, Reason, Unreadable

_SPECIFICATION = re.compile(r"(?P<name>[\w.-]+)-(?P<version>\d[\w.]*)", re.ASCII)
"""Of a file in a folder of specifications, without its suffix and platform: names, too, have parts that are digits."""
_PLATFORM = re.compile(
    r"-(?:x86_64|x86|x64|i[3-6]86|aarch64|arm64|armv?\d?|universal|java|jruby|mswin\d*|mingw\d*|ppc64le|powerpc|s390x|riscv64)"
    r"(?:-[\w.-]*)?$",
    re.ASCII,
)
_IN_GEM = re.compile(r"(?:^|/)gems/[^/]*-\d[^/]*/")
_OF_GIT = re.compile(r"bundler/gems/[^/]+-[0-9a-f]{12}/(?P<name>[\w.-]+)\.gemspec$", re.ASCII)
_LOCKED = re.compile(r"    (?P<name>[\w.-]+) \((?P<version>\d[\w.]*)(?:-[\w.-]+)?\)\s*$", re.ASCII)
_NEEDED = re.compile(r"(?P<indent>      |  )(?P<name>[\w.-]+)(?:!| \(.*)?\s*$", re.ASCII)
_SECTIONS = {"GEM", "GIT", "PATH", "PLATFORMS", "DEPENDENCIES"}
_LONGEST = 300


def _read_installed(contents: Contents) -> Iterator[Package]:
    for path in contents.paths:
        if path.endswith(".gemspec"):
            folder, _, name = path.removesuffix(".gemspec").rpartition("/")
            found = _OF_GIT.search(path)
            if found:
                yield Package("RubyGems", found["name"], "", contents.place(path), Evidence.INSTALLED)
            elif folder.removesuffix("/default").rpartition("/")[2] == "specifications" and not _IN_GEM.search(folder):
                yield from _named(name, contents.place(path))


def _named(name: str, place: str) -> Iterator[Package]:
    if len(name) <= _LONGEST:
        found = _SPECIFICATION.fullmatch(_PLATFORM.sub("", name)) or _SPECIFICATION.fullmatch(name)
        if found:
            yield Package("RubyGems", found["name"], found["version"], place, Evidence.INSTALLED)


def _also(contents: Contents) -> set[str]:
    """Return the Gemfiles beside the lock files."""
    return {each for path in contents.files for each in _beside(path)} & contents.path_set


def _beside(path: str) -> tuple[str, str]:
    folder, slash, _ = path.rpartition("/")
    return f"{folder}{slash}Gemfile", f"{folder}{slash}gems.rb"


def _read_locked(contents: Contents) -> Iterator[Package | Unreadable]:
    aside = Aside(contents.paths)
    for path, content in contents.files.items():
        if path.lower().endswith((".lock", ".locked")) and path not in aside:
            lines = text_of(content).splitlines()
            if not any(line.rstrip() in _SECTIONS for line in lines):
                yield Unreadable(contents.place(path), Reason.MALFORMED, "a lock file without a section of Bundler's")
            named = (contents.files[each] for each in _beside(path) if each in contents.files)
            others = gemfile.not_for_functions(text_of(next(named, b"")))
            for name, version in _locked(lines, others):
                yield Package("RubyGems", name, version, contents.place(path), Evidence.LOCKED)


def _locked(lines: list[str], others: set[str]) -> list[tuple[str, str]]:
    """Return the gems of a lock file; those only named for development or other platforms are left out with theirs."""
    found: list[tuple[str, str]] = []
    edges: dict[str, list[tuple[str, bool]]] = {}
    roots: list[str] = []
    section = name = ""
    for line in lines:
        section = line.strip() if line[:1].isupper() else section
        locked = _LOCKED.match(line)
        # What comes from a path is the project's own, and only what it depends on is here.
        if locked:
            name = locked["name"]
            found += [(name, locked["version"])] if section in {"GEM", "GIT"} else []
            roots += [name] if section == "PATH" else []
        elif needed := _NEEDED.match(line):
            if section == "DEPENDENCIES":
                roots.append(needed["name"])
            elif len(needed["indent"]) > len("  "):
                edges.setdefault(name, []).append((needed["name"], True))
    left_out = not_for_functions(edges, [each for each in roots if each not in others], others)
    return [each for each in found if each[0] not in left_out]


RUBY_INSTALLED = Cataloger(
    name="ruby-installed",
    ecosystem="RubyGems",
    evidence=Evidence.INSTALLED,
    read=_read_installed,
    looks_at_names=True,
)

RUBY_LOCKED = Cataloger(
    name="ruby-locked",
    ecosystem="RubyGems",
    evidence=Evidence.LOCKED,
    read=_read_locked,
    names=frozenset({"gemfile.lock", "gems.locked"}),
    also=_also,
    is_of_own_code=True,
)
