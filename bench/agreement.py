"""Whether we match as Trivy's lists would be: ``python bench/agreement.py [family or name]`` prints both, and why not.

Trivy's database cannot be had offline. So the same OSV records (``BARTIZAN_OSV``) are applied to the packages that
Trivy lists in the corpus of ``bench/packages.py``, by the plain loop of ``bench/matching.py``, and compared with what
``advise.match`` says of ours. Vulnerabilities are named as Trivy names them: by their CVEs, else by the record. The
loop orders versions as we do; that order is held against ``packaging`` for PyPI and SemVer's rules for npm, Go and
crates.io, pair by pair. For the other ecosystems it is ours alone.
"""

import asyncio
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from bartizan.advise.match import AFFECTED, match
from bartizan.advise.sources.compile import compiled
from bartizan.advise.sources.tables import attach_advisories
from bartizan.advise.version import compare
from bartizan.catalog.archive.bytes_source import BytesSource
from bartizan.catalog.run import read_package
from bartizan.store.engine import Engine
from corpus.sample import Key, Sample, spelled
from corpus.samples import samples
from matching import FOLDER, fill, index, is_affected, sources
from peers.tools import peers, programs

_SEMVER = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?")
_HEADS = ("both list", "theirs", "ours", "both", "only theirs", "only ours")
_ALIASES = "one vulnerability by its aliases"
_SPELLED = "version spelled otherwise"
_UNKNOWN = "ours says unknown: a version in it cannot be put in order"
_UNEXPLAINED = "NOT EXPLAINED"

Records = Mapping[tuple[str, str], list[tuple[str, Any]]]
Pair = tuple[Key, Key]
"""One package as we list it, and as Trivy does."""


@dataclass
class Verdict:
    """What both say of the packages that both list, by column, and the differences as (what, why)."""

    counted: Counter[str] = field(default_factory=Counter)
    told: list[tuple[str, str]] = field(default_factory=list)

    def columns(self) -> str:
        """Return the counts as the columns of a line."""
        return "".join(f"{self.counted[head]:>12,}" for head in _HEADS)


def paired(ours: Iterable[Key], theirs: Iterable[Key]) -> list[Pair]:
    """Return the packages that both list: the same name, and versions that are equal or rank so."""
    by_name: defaultdict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in sorted(theirs):
        by_name[key[0], spelled(*key[:2])].append(key)
    found = []
    for key in sorted(ours):
        same = by_name[key[0], spelled(*key[:2])]
        exact = [each for each in same if each[2] == key[2]]
        found += [(key, each) for each in (exact or [e for e in same if compare(key[0], key[2], e[2]) == 0])[:1]]
    return found


def listed(sample: Sample, trivy: Path) -> list[Pair]:
    """Return the packages of a sample that we list and Trivy does, in one of its two ways."""
    reading = asyncio.run(read_package(BytesSource(sample.file.read_bytes()), secrets=None))
    ours = {(each.ecosystem, each.name, each.version) for each in reading.packages if each.version}
    theirs = {key for _, each in peers(sample, {"trivy": trivy}) for key in each.found if key[2]}
    return paired(ours, theirs)


def matched(packages: list[Key]) -> tuple[dict[Key, list[dict[str, Any]]], dict[str, list[str]]]:
    """Return what we find in packages, and the CVEs that each advisory stands for."""
    found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as home, Engine() as engine:
        compiled(Path(home), "osv", sources())
        attach_advisories(engine, Path(home))
        fill(engine, packages)
        match(engine)
        for row in engine.rows("select * from vulnerability order by all"):
            found[row["ecosystem"], row["package"], row["version"]].append(row)
        rows = engine.rows("select id, aliases from advisory")
    return found, {row["id"]: [each for each in row["aliases"] or () if each.startswith("CVE-")] for row in rows}


def hits(pair: Pair, records: Records, cves: Mapping[str, list[str]]) -> set[str]:
    """Return what the loop finds in a package as Trivy lists it."""
    (ecosystem, name, _), (_, _, version) = pair
    entries = records.get((ecosystem, spelled(ecosystem, name)), ())
    return {cve for id_, e in entries if is_affected(e, ecosystem, version) for cve in cves.get(id_) or [id_]}


def judged(pair: Pair, theirs: set[str], rows: list[dict[str, Any]]) -> Verdict:
    """Compare the loop's findings in one package of Trivy's with our rows for it."""
    label = f"{pair[0][1]} {pair[0][2]}"
    certain = [{row["advisory_id"], *row["aliases"]} for row in rows if row["status"] == AFFECTED]
    unsure = {name for row in rows if row["status"] != AFFECTED for name in (row["advisory_id"], *row["aliases"])}
    both = theirs.intersection(*[set().union(*certain)])
    counts = (1, len(theirs), len(certain), len(both), len(theirs - both))
    found = Verdict(Counter(dict(zip(_HEADS, counts, strict=False))))
    if pair[0][2] != pair[1][2]:
        found.told.append((f"{label} is {pair[1][2]} in theirs", _SPELLED))
    for name in sorted(theirs - both):
        found.told.append((f"{label} only theirs {name}", _UNKNOWN if name in unsure else _UNEXPLAINED))
    for names in certain:
        if not names & theirs:
            found.counted["only ours"] += 1
            found.told.append((f"{label} only ours {', '.join(sorted(names))}", _UNEXPLAINED))
        elif len(names & theirs) > 1:
            found.told.append((f"{label} {', '.join(sorted(names & theirs))}", _ALIASES))
    return found


def summed(verdicts: Iterable[Verdict]) -> Verdict:
    """Return verdicts together."""
    found = list(verdicts)
    return Verdict(sum((each.counted for each in found), Counter()), [pair for each in found for pair in each.told])


def rank(ecosystem: str, version: str) -> Any:
    """Return what a version sorts by without anything of ours, None where that takes more than a few lines."""
    if ecosystem == "PyPI":
        try:
            return Version(version)
        except InvalidVersion:
            return None
    if ecosystem not in {"npm", "Go", "crates.io"} or not (found := _SEMVER.fullmatch(version)):
        return None
    before = tuple((not p.isdigit(), int(p) if p.isdigit() else p) for p in (found[4] or "").split(".") if p)
    return tuple(map(int, found.groups()[:3])), not before, before


def compared(entry: Mapping[str, Any], version: str) -> Iterator[tuple[str, str]]:
    """Yield the versions that the loop may compare."""
    for range_ in entry.get("ranges", []):
        bounds = [where for event in range_["events"] for where in event.values() if where != "0"]
        if range_["type"] != "GIT":
            yield from ((one, other) for one in (version, *bounds) for other in bounds)
    yield from ((version, each) for each in entry.get("versions", []))


def order_checked(pairs: Iterable[Pair], records: Records) -> tuple[Counter[str], list[str]]:
    """Return how many comparisons were held against an order that is not ours, by ecosystem, and which differ."""
    counted: Counter[str] = Counter()
    wrong = []
    for (ecosystem, name, _), (_, _, version) in pairs:
        for _, entry in records.get((ecosystem, spelled(ecosystem, name)), ()):
            for one, other in compared(entry, version):
                a, b = rank(ecosystem, one), rank(ecosystem, other)
                if a is None or b is None:
                    counted[f"{ecosystem}, by ours alone"] += 1
                    continue
                counted[ecosystem] += 1
                if (a > b) - (a < b) != compare(ecosystem, one, other):
                    wrong.append(f"{ecosystem} {one} and {other}")
    return counted, wrong


def main() -> None:
    """Print a line per corpus package with its differences, the totals, and how the order held."""
    trivy = None if not sources() else (found := samples(next(iter(sys.argv[1:]), ""))) and programs().get("trivy")
    if not trivy:
        print(f"not compared: no advisories in {FOLDER} (set BARTIZAN_OSV), no corpus, or no Trivy in it")
        return
    pairs = [(sample, listed(sample, trivy)) for sample in found]
    every = sorted({pair for _, each in pairs for pair in each})
    ours, cves = matched(sorted({pair[0] for pair in every}))
    records: defaultdict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
    for (ecosystem, name), entries in index().items():
        # Package URLs of Go modules are in lower case.
        records[ecosystem, spelled(ecosystem, name)] += entries
    verdicts = {pair: judged(pair, hits(pair, records, cves), ours.get(pair[0], [])) for pair in every}
    show([(sample, summed(verdicts[pair] for pair in own)) for sample, own in pairs], summed(verdicts.values()))
    counted, wrong = order_checked(every, records)
    print(f"order: {dict(counted)}; otherwise than ours: {len(wrong)} {wrong[:5]}")


def show(totals: list[tuple[Sample, Verdict]], distinct: Verdict) -> None:
    """Print a line per corpus package with its differences, and all together."""
    print(f"{'package':34}" + "".join(f"{head:>12}" for head in _HEADS))
    for sample, verdict in totals:
        print(f"{sample.family + ' ' + sample.name:34}{verdict.columns()}")
        for what, why in verdict.told:
            print(f"    {what}: {why}")
    print(f"{'all':34}{summed(each for _, each in totals).columns()}")
    print(f"{'distinct':34}{distinct.columns()}")
    for why, n in Counter(why for _, why in distinct.told).items():
        print(f"{n:>6,} {why}")


if __name__ == "__main__":
    main()
