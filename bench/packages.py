"""What reading packages costs and finds: ``python bench/packages.py [family or name]`` prints ours, targets and peers.

The corpus is made by pip, npm, gem, bundler and Composer, from Debian's Java libraries and from programs in wheels, in
BENCH_CORPUS (default: the system's temporary folder), and kept between runs. Truth is what the installers recorded.
For all families: ``apt-get install composer ruby bundler golang-go binutils`` and some of Debian's php-*, ruby-* and
lib*-java packages. Packages are served over loopback, with 30 ms before each answer and 40 MB/s for all together.
"""

import statistics
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.ours import Ours, ours
from corpus.sample import Key, Sample
from corpus.samples import samples
from peers.tools import NOTED, Theirs, peers, programs

_LARGE = 3_000_000
_SLOWEST = 1.1
"""Of the time that downloading all takes, for any package."""


@dataclass
class Row:
    """One sample with what everybody made of it."""

    sample: Sample
    ours: Ours
    peers: dict[str, Theirs] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The bytes of the package."""
        return self.sample.file.stat().st_size


@dataclass(frozen=True)
class Score:
    """How many of the truth were found, and how many that are not in it."""

    hits: int
    truth: int
    wrong: int

    @property
    def recall(self) -> float:
        """Found of what is there."""
        return self.hits / self.truth if self.truth else 1.0

    @property
    def precision(self) -> float:
        """There of what is found."""
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 1.0


def score(sample: Sample, found: Iterable[Key], is_by_name: bool = False) -> Score:
    """Judge a list; a name without a version is no hit, and wrong only where the name is."""
    judged = sample.judged(found)
    names = {key[:2] for key in sample.truth}
    if is_by_name:
        told = {key[:2] for key in judged}
        return Score(len(told & names), len(names), len(told - names))
    wrong = {key for key in judged - sample.truth if key[2] or key[:2] not in names}
    return Score(len(judged & sample.truth), len(sample.truth), len(wrong))


def summed(scores: Iterable[Score]) -> Score:
    found = list(scores)
    return Score(*(sum(getattr(each, name) for each in found) for name in ("hits", "truth", "wrong")))


def line(row: Row) -> str:
    """Return a sample's row of the first table."""
    found, is_bundle = row.ours, row.sample.family == "bundle"
    told = score(row.sample, found.found, is_bundle)
    label = f"{row.sample.family} {row.sample.name}"
    counts = f"{row.size / 1e6:>7.1f}{told.truth:>6}{told.hits:>6}{told.wrong:>6}{found.unreadable:>6}"
    share, faster = 100 * found.bytes_read / row.size, found.whole / found.ranged
    slow = "  slower than allowed" if found.ranged > _SLOWEST * found.whole else ""
    return f"{label:34}{counts}{found.cpu:>8.3f}{share:>9.1f}{faster:>9.2f}{slow}"


def families(rows: list[Row]) -> None:
    """Print a line per family; bytes and speed over packages above 3 MB where there are some."""
    print(
        f"\n{'family':10}{'n':>4}"
        + "".join(f"{h:>12}" for h in ("recall", "precision", "CPU median", "bytes %", "x faster"))
    )
    for family in dict.fromkeys(row.sample.family for row in rows):
        own = [row for row in rows if row.sample.family == family]
        told = summed(score(row.sample, row.ours.found, family == "bundle") for row in own)
        large = [row for row in own if row.size > _LARGE] or own
        share = 100 * sum(row.ours.bytes_read for row in large) / sum(row.size for row in large)
        faster = sum(row.ours.whole for row in large) / sum(row.ours.ranged for row in large)
        values = (told.recall, told.precision, statistics.median(row.ours.cpu for row in own), share, faster)
        print(f"{family:10}{len(own):>4}" + "".join(f"{value:>12.3f}" for value in values))


def totals(rows: list[Row]) -> None:
    """Print all packages together, ours and the peers'."""
    print(
        f"\n{'all, name and version':22}" + "".join(f"{h:>12}" for h in ("recall", "precision", "CPU median", "exact"))
    )
    _total("ours", [score(row.sample, row.ours.found) for row in rows], [row.ours.cpu for row in rows])
    # A bundle rarely carries versions, and the peers find nothing there: with and without.
    apart = [row for row in rows if row.sample.family != "bundle"]
    if apart:
        _total("ours, but for bundles", [score(r.sample, r.ours.found) for r in apart], [r.ours.cpu for r in apart])
    print(f"{'target':22}{'>= 0.95':>12}{'>= 0.995':>12}{'<= 0.02':>12}")
    for name, noted in NOTED.items():
        own = [(row.sample, row.peers[name]) for row in rows if name in row.peers]
        if own:
            _total(name, [score(sample, each.found) for sample, each in own], [each.cpu for _, each in own])
            own = [(sample, each) for sample, each in own if sample.family != "bundle"]
            label = f"{name}, no bundles"
            _total(label, [score(sample, each.found) for sample, each in own], [each.cpu for _, each in own])
        else:
            print(f"{name:22}" + "".join(f"{value:>12.3f}" for value in noted) + "  (noted, not run here)")
    slow = [row for row in rows if row.ours.ranged > _SLOWEST * row.ours.whole]
    print(f"\nslower than {_SLOWEST} of download-all: {len(slow)} of {len(rows)}, target 0")


def _total(name: str, told: list[Score], cpu: list[float]) -> None:
    total, exact = summed(told), sum(each.hits == each.truth and not each.wrong for each in told)
    values = f"{total.recall:>12.3f}{total.precision:>12.3f}{statistics.median(cpu):>12.4f}{exact:>9}/{len(told)}"
    print(f"{name:22}{values}")


def differences(rows: list[Row]) -> None:
    """Print what we missed and what we found that is not there."""
    print("\nmissed (-) and wrong (+), at most eight of each package")
    for row in rows:
        judged = row.sample.judged(row.ours.found)
        names = {key[:2] for key in row.sample.truth}
        wrong = sorted(key for key in judged - row.sample.truth if key[2] or key[:2] not in names)
        for sign, keys in (("-", sorted(row.sample.truth - judged)), ("+", wrong)):
            if keys:
                listed = ", ".join(f"{name} {version}" for _, name, version in keys[:8])
                print(f"  {row.sample.family} {row.sample.name} {sign}{len(keys)}: {listed}")


def of_peers(rows: list[Row]) -> None:
    """Print what peers list that the truth does not have: the truth is the installers', and may be short."""
    print("\nonly in a peer's list, at most five of each package")
    for row in rows:
        for name, theirs in row.peers.items():
            if wrong := sorted(row.sample.judged(theirs.found) - row.sample.truth):
                listed = ", ".join(f"{package} {version}" for _, package, version in wrong[:5])
                print(f"  {row.sample.family} {row.sample.name}, {name} +{len(wrong)}: {listed}")


def main() -> None:
    """Print a line per package, one per family, and all of them beside the peers."""
    options = {each for each in sys.argv[1:] if each.startswith("--")}
    only = next((each for each in sys.argv[1:] if each not in options), "")
    tools = {} if "--alone" in options else programs()
    heads = f"{'MB':>7}{'true':>6}{'found':>6}{'wrong':>6}{'unread':>7}{'CPU s':>7}{'bytes %':>9}{'x faster':>9}"
    print(f"{'package':34}{heads}")
    rows: list[Row] = []
    for sample in samples(only):
        rows.append(Row(sample, ours(sample), dict(peers(sample, tools))))
        print(line(rows[-1]), flush=True)
    families(rows)
    print("targets: bundles' names 0.9; above 3 MB: Python at most 3 % of the bytes, 4 times as fast; Node 1.5 times")
    totals(rows)
    differences(rows)
    of_peers(rows)


if __name__ == "__main__":
    main()
