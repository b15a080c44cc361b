"""Ruby gems, installed and locked."""

import re
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.text import text_of

_SPECIFICATION = re.compile(
    r"(?:^|/)specifications/(?:default/)?(?P<name>[\w.-]+?)-(?P<version>\d[\w.]*)(?:-(?P<platform>[\w.-]+))?\.gemspec$",
    re.ASCII,
)
_LOCKED = re.compile(r"    (?P<name>[\w.-]+) \((?P<version>\d[\w.]*)(?:-[\w.-]+)?\)\s*$", re.ASCII)


def _read_installed(contents: Contents) -> Iterator[Package]:
    for path in contents.paths:
        if path.endswith(".gemspec") and (found := _SPECIFICATION.search(path)):
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
    accepts=lambda path: "/gems/" not in path,
    is_alone=True,
)
