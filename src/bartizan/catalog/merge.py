"""One list from what several catalogers found in one package."""

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
    installed = {(p.ecosystem, top) for p in kept if p.evidence is Evidence.INSTALLED for top in _above(p.path)}
    versioned = {(p.ecosystem, p.name) for p in kept if p.version}
    return [
        p
        for p in kept
        if (p.version or (p.ecosystem, p.name) not in versioned)
        and not (p.evidence in _PROMISES and (p.ecosystem, _folder(p.path)) in installed)
    ]


def _place(package: Package) -> str:
    """Return what tells two copies apart: where they are installed; weaker evidence tells nothing of copies."""
    return package.path if package.evidence is Evidence.INSTALLED else ""


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _above(path: str) -> Iterable[str]:
    """Return all folders that a path lies in, the top among them."""
    folder = _folder(path)
    while folder:
        yield folder
        folder = _folder(folder)
    yield ""
