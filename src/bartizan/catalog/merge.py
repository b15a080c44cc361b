"""One list from what several catalogers found in one package."""

from bisect import bisect_left
from collections.abc import Iterable

from bartizan.catalog.package import Evidence, Package

_STRENGTH = {evidence: n for n, evidence in enumerate(Evidence)}
_PROMISES = {Evidence.LOCKED, Evidence.PINNED}


def merged(found: Iterable[Package]) -> list[Package]:
    """Return packages once per place, by the strongest evidence, without what stronger evidence contradicts.

    A lock file or a requirement says what would be installed. Where packages of its ecosystem are installed below its
    folder, it speaks of development dependencies and other platforms, too: what is installed counts. A name without a
    version is left out where the same package is there with one.
    """
    best: dict[tuple[str, str, str, str], Package] = {}
    for each in sorted(found, key=lambda p: (_STRENGTH[p.evidence], len(p.path), p.path)):
        best.setdefault((each.ecosystem, each.name, each.version, _place(each)), each)
    kept = list(best.values())
    installed: dict[str, list[str]] = {}
    for folder, ecosystem in sorted((_folder(p.path), p.ecosystem) for p in kept if p.evidence is Evidence.INSTALLED):
        installed.setdefault(ecosystem, []).append(folder)
    versioned = {(p.ecosystem, p.name) for p in kept if p.version}
    return [
        p
        for p in kept
        if (p.version or (p.ecosystem, p.name) not in versioned)
        and not (p.evidence in _PROMISES and _is_above(_folder(p.path), installed.get(p.ecosystem, [])))
    ]


def _place(package: Package) -> str:
    """Return what tells two copies apart: where they are installed; weaker evidence tells nothing of copies."""
    return package.path if package.evidence is Evidence.INSTALLED else ""


def _folder(path: str) -> str:
    """Return the folder that a path lies in with a slash at its end, empty for the top."""
    return path[: path.rfind("/") + 1]


def _is_above(folder: str, others: list[str]) -> bool:
    """Return whether one of the other folders, which are sorted, is this one or lies in it."""
    at = bisect_left(others, folder)
    return at < len(others) and others[at].startswith(folder)
