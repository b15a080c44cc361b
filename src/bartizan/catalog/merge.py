"""One list from what several catalogers found in one package."""

from collections.abc import Iterable

from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.promises import PROMISES, Installed

_STRENGTH = {evidence: n for n, evidence in enumerate(Evidence)}


def merged(found: Iterable[Package]) -> list[Package]:
    """Return packages once per place, by the strongest evidence, without what stronger evidence contradicts.

    A lock file or a requirement says what would be installed. Where that was done, what is installed counts: the file
    speaks of development dependencies and other platforms, too. A name without a version is left out where the same
    package is there with one.
    """
    given = sorted(found, key=lambda p: (_STRENGTH[p.evidence], len(p.path), p.path))
    kept_promise = _kept_promises(given)
    best: dict[tuple[str, str, str, str], Package] = {}
    for each in given:
        if not (each.evidence in PROMISES and (each.path, each.ecosystem) in kept_promise):
            best.setdefault((each.ecosystem, each.name, each.version, _place(each)), each)
    versioned: dict[tuple[str, str], set[str]] = {}
    for each in best.values():
        versioned.setdefault((each.ecosystem, each.name), set()).update({each.version} - {""})
    return [p for p in best.values() if not _is_told_better(p, versioned[p.ecosystem, p.name])]


def _is_told_better(package: Package, versions: set[str]) -> bool:
    """Return whether the same package is there with a version, or with more of it than its code tells."""
    if not package.version:
        return bool(versions)
    is_inferred = package.evidence is Evidence.INFERRED
    return is_inferred and any(each.startswith(f"{package.version}.post") for each in versions)


def _kept_promises(found: list[Package]) -> set[tuple[str, str]]:
    """Return the files, with the ecosystem of which they speak, whose packages are installed."""
    promised: dict[tuple[str, str], set[str]] = {}
    for each in found:
        if each.evidence in PROMISES:
            promised.setdefault((each.path, each.ecosystem), set()).add(each.name)
    installed = Installed(found)
    return {file for file, names in promised.items() if installed.fulfil(*file, names)}


def _place(package: Package) -> str:
    """Return what tells two copies apart: where they are installed; weaker evidence tells nothing of copies."""
    return package.path if package.evidence is Evidence.INSTALLED else ""
