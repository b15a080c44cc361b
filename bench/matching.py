"""What matching costs: ``python bench/matching.py [packages ...]`` prints ours, the target and what a loop takes.

Each size has a process of its own. The advisories are those of a folder of OSV records (``BARTIZAN_OSV``), the packages
have the names in them and versions that are made up. The loop in Python walks the events of each record of a package's
name, as OSV describes it; its time is scaled from a sample, in which it must find the same.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from bartizan.advise.match import match
from bartizan.advise.name import normal
from bartizan.advise.sources.compile import compiled
from bartizan.advise.sources.tables import attach_advisories
from bartizan.advise.sources.unpack import records
from bartizan.advise.version import compare
from bartizan.store.engine import Engine

FOLDER = Path(os.environ.get("BARTIZAN_OSV") or Path(__file__).parents[2] / "shared" / "data" / "osv")
SIZES = {30_000: 0.5, 300_000: 2.0}
"""Distinct package versions, and the CPU seconds that matching them may take."""
SHARES = (0.05, 1.0)
"""How many of the packages have a name that some advisory has: as in real estates, and at worst."""
SAMPLE = 3_000
"""Packages that the loop in Python matches."""
_PRERELEASE = {"PyPI": "rc1", "RubyGems": ".rc1", "Maven": "-rc1"}
_SEED = 20260101

Package = tuple[str, str, str]


def sources() -> list[Path]:
    """Return the files of advisories in the folder."""
    return sorted(file for file in FOLDER.glob("*.jsonl*") if file.is_file())


def made_up(names: list[tuple[str, str]], n: int, share: float) -> list[Package]:
    """Return ``n`` distinct packages as (ecosystem, name, version), one in ten of them a pre-release."""
    chance = random.Random(_SEED)
    found: set[Package] = set()
    while len(found) < n:
        ecosystem, name = chance.choice(names)
        if chance.random() >= share:
            name = f"{name}-unnamed-{chance.randrange(50)}"
        numbers = (chance.choice((0, 1, 1, 2, 3, 4, 5, 8, 12)), chance.randrange(30), chance.randrange(20))
        after = _PRERELEASE.get(ecosystem, "-rc.1") if chance.random() < 0.1 else ""
        found.add((ecosystem, name, ".".join(map(str, numbers)) + after))
    return sorted(found)


def fill(engine: Engine, packages: list[Package]) -> None:
    """Create ``package``, each in an archive with some hundred others."""
    columns = ("digest", "ecosystem", "name", "version", "purl", "path", "evidence")
    engine.create_empty("package", dict.fromkeys(columns, "varchar"))
    engine.insert("package", [(str(n // 150), *package, "", "lock", "locked") for n, package in enumerate(packages)])


def measure(n: int, share: float) -> dict[str, Any]:
    """Compile the advisories, match and return what it took."""
    with tempfile.TemporaryDirectory() as home, Engine() as engine:
        began = time.process_time()
        tally = compiled(Path(home), "osv", sources())
        compiling = time.process_time() - began
        attach_advisories(engine, Path(home))
        names = engine.rows("select distinct ecosystem, name from affected order by all")
        packages = made_up([(row["ecosystem"], row["name"]) for row in names], n, share)
        fill(engine, packages)
        began = time.process_time()
        match(engine)
        cpu = time.process_time() - began
        found = engine.rows("select count(*) as n from vulnerability")[0]["n"]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sample = random.Random(_SEED).sample(packages, SAMPLE)
        loop = checked(engine, sample)
    return {"advisories": tally.advisories, "compiling": compiling, "cpu": cpu, "found": found, "peak": peak} | {
        "loop": loop * n / SAMPLE
    }


def checked(engine: Engine, sample: list[Package]) -> float:
    """Return the CPU seconds of the loop over a sample, having checked that it finds what matching finds.

    Raises:
        AssertionError: it does not.
    """
    indexed = index()
    began = time.process_time()
    hits = {
        (*package, id_)
        for package in sample
        for id_, entry in indexed[package[0], normal(*package[:2])]
        if is_affected(entry, package[0], package[2])
    }
    cpu = time.process_time() - began
    engine.create_empty("hit", dict.fromkeys(("ecosystem", "package", "version", "id"), "varchar"))
    engine.insert("hit", hits)
    engine.create_empty("sampled", dict.fromkeys(("ecosystem", "package", "version"), "varchar"))
    engine.insert("sampled", sample)
    named = "select ecosystem, package, version, unnest([advisory_id] || aliases) as id from vulnerability"
    not_ours = (
        f"select * from hit anti join ({named} where status = 'affected') using (ecosystem, package, version, id)"
    )
    assert not (missing := engine.rows(not_ours)), missing[:5]
    only_ours = (
        "select ecosystem, package, version, advisory_id, aliases from vulnerability "
        "semi join sampled using (ecosystem, package, version) where status = 'affected'"
    )
    for row in engine.rows(only_ours):
        own = (row["ecosystem"], row["package"], row["version"])
        assert any((*own, id_) in hits for id_ in (row["advisory_id"], *row["aliases"])), row
    return cpu


def index() -> Mapping[tuple[str, str], list[tuple[str, Any]]]:
    """Return the entries of all records by ecosystem and name."""
    newest: dict[str, Any] = {}
    for file in sources():
        for text in records(file, Counter()):
            record = orjson.loads(text)
            known = newest.get(record["id"])
            if known is None or (record.get("modified") or "") > (known.get("modified") or ""):
                newest[record["id"]] = record
    found: defaultdict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
    for id_, record in newest.items():
        for entry in record.get("affected", []) if not record.get("withdrawn") else []:
            ecosystem, name = entry["package"]["ecosystem"], entry["package"]["name"]
            found[ecosystem, normal(ecosystem, name)].append((id_, entry))
    return found


_TURNS = {"fixed": 0, "limit": 0, "introduced": 1, "last_affected": 3}


def is_affected(entry: Mapping[str, Any], ecosystem: str, version: str) -> bool:
    """Walk the events of each range up to a version."""
    for range_ in entry.get("ranges", []):
        bounds = {where for event in range_["events"] for where in event.values()} - {"0"}
        # A bound that is no version leaves the range unknown, which is not counted here.
        if range_["type"] == "GIT" or any(compare(ecosystem, each, each) is None for each in bounds):
            continue
        if last_event(range_["events"], ecosystem, version) == "introduced":
            return True
    return any(compare(ecosystem, version, each) == 0 for each in entry.get("versions", []))


def last_event(events: list[dict[str, str]], ecosystem: str, version: str) -> str:
    """Return the kind of the last event that comes before a version, or with it."""
    last, at = "", ""
    for kind, where in (item for event in events for item in event.items() if item[0] in _TURNS):
        order = 1 if where == "0" else compare(ecosystem, version, where)
        if order is None or order < 0 or (order == 0 and _TURNS[kind] > 1):
            continue
        later = 1 if not at or at == "0" else -1 if where == "0" else compare(ecosystem, where, at)
        if later is not None and (later > 0 or (later == 0 and _TURNS[kind] > _TURNS[last])):
            last, at = kind, where
    return last


def main() -> None:
    """Print a line for each size and share."""
    if not sources():
        print(f"no advisories in {FOLDER}: set BARTIZAN_OSV to a folder of OSV records (*.jsonl)")
        return
    print(f"loop: CPU of walking each record's events in Python, scaled from {SAMPLE:,} packages with the same matches")
    heads = ("packages", 9), ("named", 6), ("advisories", 11), ("compile s", 10), ("found", 9)
    print(" ".join(head.rjust(width) for head, width in (*heads, ("CPU s", 7), ("most", 5), ("MB", 6), ("loop s", 8))))
    for size in [int(text) for text in sys.argv[1:]] or SIZES:
        for share in SHARES:
            command = [sys.executable, __file__, "--one", str(size), str(share)]
            row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            print(
                f"{size:>9,} {share:>6.0%} {row['advisories']:>11,} {row['compiling']:>10.1f} {row['found']:>9,} "
                f"{row['cpu']:>7.2f} {SIZES.get(size, 0):>5} {row['peak']:>6.0f} {row['loop']:>8.1f}"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]), float(sys.argv[3]))))
    else:
        main()
