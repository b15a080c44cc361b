"""Ruby gems, installed and locked."""

import re
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.text import text_of

_SPECIFICATION = re.compile(r"(?=[\w.-]+\Z)(?P<name>[\w.-]+?)-(?P<version>\d[\w.]*)(?:-[\w.-]+)?", re.ASCII)
"""Of a file in a folder of specifications, without its suffix: name, version, and a platform."""
_LOCKED = re.compile(r"    (?P<name>[\w.-]+) \((?P<version>\d[\w.]*)(?:-[\w.-]+)?\)\s*$", re.ASCII)


def _read_installed(contents: Contents) -> Iterator[Package]:
    for path in contents.paths:
        folder, _, name = path.removesuffix(".gemspec").rpartition("/")
        is_one = folder.removesuffix("/default").rpartition("/")[2] == "specifications" and path.endswith(".gemspec")
        if is_one and (found := _SPECIFICATION.fullmatch(name)):
            yield Package("RubyGems", found["name"], found["version"], contents.place(path), Evidence.INSTALLED)


def _read_locked(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        section = ""
        for line in text_of(content).splitlines():
            section = line if line[:1].isupper() else section
            found = _LOCKED.match(line)
            # What comes from a path is the project's own, and what comes from Git has no version of a registry.
            if found and section == "GEM":
                yield Package("RubyGems", found["name"], found["version"], contents.place(path), Evidence.LOCKED)


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
    is_alone=True,
    is_of_own_code=True,
)
