"""Yarn's lock files, both formats.

Source: https://classic.yarnpkg.com/lang/en/docs/yarn-lock/ and https://yarnpkg.com/protocols
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from bartizan.catalog.ecosystems.node.platform import is_named_elsewhere, is_ruled_out
from bartizan.catalog.ecosystems.shared.dependency_graph import not_for_functions
from bartizan.catalog.ecosystems.shared.indented import Tree, pairs, trees, value
from bartizan.catalog.ecosystems.shared.text import dict_of, str_of, text_of

_DESCRIPTOR = re.compile(r"((?:@[^/@]+/)?[^@]+)@(.*)", re.DOTALL)
_ALIAS = re.compile(r"npm:((?:@[^/@]+/)?[^@/]+)@")
_PATCHED = re.compile(r"patch:((?:@[^/@]+/)?[^@]+)@([^#]*)")
_OWN = ("workspace:", "portal:", "link:", "file:", "exec:")
_NEEDED = ("dependencies", "optionalDependencies", "peerDependencies")

Manifests = Mapping[str, dict[str, Any]]
"""The customer's own ``package.json``, by their folders as seen from the lock file's, which is empty."""
Answers = Mapping[tuple[str, str], str]
"""The keys of entries by the names and ranges that they answer."""


def yarn(content: bytes, manifests: Manifests) -> Iterator[tuple[str, str]]:
    """Yield the names and versions of what is installed where functions run.

    Raises:
        ValueError: it is no lock file of Yarn.
    """
    tree = trees(text_of(content).replace("\r", ""))[-1]
    entries = {key: each for key, each in tree.items() if isinstance(each, dict) and _descriptors(key)}
    if tree and not entries and "__metadata" not in tree:
        raise ValueError("there are no entries in it")
    left_out = _for_development(entries, manifests)
    for key, entry in entries.items():
        name, wanted = _descriptors(key)[0]
        if key in left_out or _is_own(wanted, entry):
            continue
        resolution = _DESCRIPTOR.match(value(entry, "resolution"))
        alias = _ALIAS.match(wanted)
        name = resolution[1] if resolution else alias[1] if alias else name
        # The first format says nothing of platforms.
        if not (is_ruled_out(value(entry, "conditions")) or (not resolution and is_named_elsewhere(name))):
            yield name, value(entry, "version")


def _descriptors(key: str) -> list[tuple[str, str]]:
    """Return the names and ranges that one entry answers: ``"a@^1.0.0, a@~1.0.0"``."""
    parts = (_DESCRIPTOR.fullmatch(part.strip(" \"'")) for part in key.split(", "))
    return [(found[1], found[2]) for found in parts if found]


def _is_own(wanted: str, entry: Tree) -> bool:
    resolution = value(entry, "resolution").rpartition("@")[2]
    is_local = wanted.startswith(_OWN) or resolution.startswith(_OWN) or value(entry, "resolved").startswith("file:")
    return is_local or value(entry, "linkType") == "soft"


def _for_development(entries: Mapping[str, Tree], manifests: Manifests) -> set[str]:
    """Return the keys of what only ``devDependencies`` lead to, as far as the projects are there that say so."""
    root = manifests.get("", {})
    if not root or (root.get("workspaces") and len(manifests) == 1):
        return set()
    answers = {descriptor: key for key in entries for descriptor in _descriptors(key)}
    edges: dict[str, list[tuple[str, bool]]] = {}
    for (name, wanted), key in answers.items():
        edges.setdefault(name, []).append((key, True))
        if patched := _PATCHED.match(wanted):
            edges.setdefault(_answer(answers, patched[1], unquote(patched[2])), []).append((key, True))
    needed: list[str] = []
    for key, entry in entries.items():
        targets = [_answer(answers, *each) for each in pairs(entry, "dependencies", "optionalDependencies")]
        place = value(entry, "resolution").partition("@workspace:")[2]
        if not place:
            edges.setdefault(key, []).extend((target, True) for target in targets)
        elif place.removeprefix(".") not in manifests:
            needed += targets
    needed += _named(answers, manifests, _NEEDED)
    return not_for_functions(edges, needed, _named(answers, manifests, ("devDependencies",)))


def _named(answers: Answers, manifests: Manifests, kinds: Iterable[str]) -> list[str]:
    stated = (pair for each in manifests.values() for kind in kinds for pair in dict_of(each.get(kind)).items())
    return [_answer(answers, name, str_of(wanted)) for name, wanted in stated]


def _answer(answers: Answers, name: str, wanted: str) -> str:
    """Return the entry that answers a range, or the name: that stands for all entries of it."""
    return answers.get((name, wanted)) or answers.get((name, f"npm:{wanted}")) or name
