"""What the graph costs on made-up estates: search, dense search, exact cuts, the explorer, the whole stage.

``python bench/graph.py`` prints ours, the target, what a prototype took and what peers take: CPU seconds and what the
peak of memory grew by. Each measure has a process of its own. The estate has 1 M workloads that run as 300 k roles;
these assume each other and read resources, some of which are wanted. The whole stage is that of bench/ordinary.py: what
``publish`` spends on edges, paths, choke points and identities, without the permissions, which bench/permissions.py
measures.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import explore
import ordinary
from bartizan.base.bundled import bundled
from bartizan.base.home import DIRECTORY
from bartizan.collect.shared.target import AwsTarget
from bartizan.explore.ask import ask
from bartizan.explore.parse import parse
from bartizan.graph import run as graph_stage
from bartizan.graph.kernel import Fixes, Graph, Searched, compress, distances, top_cuts
from bartizan.graph.kernel.csr import FAR, Ints
from bartizan.graph.run import connect
from bartizan.model import Usage
from bartizan.pipeline.rematch import rematch
from bartizan.pipeline.scan import ScanRequest, scan
from bartizan.store import Engine
from bartizan_demo.process import Estate

WORKLOADS, ROLES, RESOURCES, WANTED = 1_000_000, 300_000, 400_000, 11_122
_NO_IDENTITY = {"principal_id": "varchar"}
HOPS = 5
"""Four between identities, and the one to the target."""
_SEED = 7


def estate() -> tuple[Graph, Ints, Ints]:
    """Return the graph, the roles of exposed workloads, and the targets: 4.1 M edges in the order of a snapshot."""
    draw = np.random.default_rng(_SEED)
    first, resources = ROLES, ROLES + WORKLOADS
    runs_as = np.sort(draw.integers(0, ROLES, WORKLOADS))
    assumes, reads = draw.integers(0, ROLES, (2, 500_000)), draw.integers(0, ROLES, 2_600_000)
    is_wanted = draw.random(len(reads)) < 0.11
    read = np.where(is_wanted, draw.integers(0, WANTED, len(reads)), draw.integers(WANTED, RESOURCES, len(reads)))
    source = np.concatenate([assumes[0], reads, np.arange(first, resources)])
    target = np.concatenate([assumes[1], read + resources, runs_as])
    order = np.lexsort((target, source))
    cost = draw.integers(0, 24, len(source))
    entries = draw.choice(ROLES, 19_238, replace=False)
    graph = compress(resources + RESOURCES, source[order], target[order], cost)
    return graph, entries, np.arange(resources, resources + WANTED)


def sparse() -> tuple[float, int, str]:
    """Search the estate, with a parent and an edge for each pair, and unwind them."""
    asked = estate()
    meter = _Meter()
    found = Searched.of(*asked, HOPS)
    return *meter.read(), f"{len(found.ways):,} ways"


def dense() -> tuple[float, int, str]:
    """Measure distances where each of 30,000 roles reaches 20 others."""
    draw = np.random.default_rng(_SEED)
    source, target = np.repeat(np.arange(30_000), 20), draw.integers(0, 30_000, 600_000)
    graph, chosen = compress(30_000, source, target), draw.choice(30_000, 800, replace=False)
    meter = _Meter()
    found = distances(graph, chosen[:500], chosen[500:], 4)
    return *meter.read(), f"{np.count_nonzero(found < FAR):,} pairs"


def cuts() -> tuple[float, int, str]:
    """Find the 50 edges whose end ends most pairs, index included."""
    graph, entries, targets = estate()
    found = Searched.of(graph, entries, targets, HOPS)
    fixes = Fixes(np.arange(len(graph.edges) + 1), np.arange(len(graph.edges)))
    meter = _Meter()
    best = top_cuts(found, fixes, 50)
    return *meter.read(), f"{best[0].pairs:,} to {best[-1].pairs:,} of {len(found.ways):,}"


def explorer() -> tuple[float, int, str]:
    """Ask a question over three relations, one of them *none of*."""
    with explore.estate() as engine:
        meter = _Meter()
        found = ask(engine, parse(explore.QUERY))
        return *meter.read(), f"{found.yes:,} rows"


def stage() -> tuple[float, int, str]:
    """Make the graph of an ordinary estate, and search it."""
    with ordinary.estate(0) as engine:
        meter = _Meter()
        connect(engine)
        (row,) = engine.rows("select count(*) as n from attack_path")
        return *meter.read(), f"{row['n']:,} paths"


def publish() -> tuple[float, int, str]:
    """Publish what a scan of 1,000 functions with 250 roles read, with the graph and without it; the difference."""
    with Estate.start("surrounded:1000") as there, TemporaryDirectory() as folder:
        os.environ.update(there.environ)
        target = AwsTarget(("us-east-1",), there.aws, None, (), None)
        asyncio.run(scan(ScanRequest(aws=(target,), rule_folders=(bundled("rules"),)), Path(folder), Usage()))
        _published(Path(folder), graph_stage.connect)  # what is imported on first use counts for neither
        without, with_graph = (
            min(_published(Path(folder), stage) for _ in range(3)) for stage in (_no_graph, graph_stage.connect)
        )
    took, memory = with_graph[0] - without[0], max(0, with_graph[1] - without[1])
    return took, memory, f"{with_graph[0]:.2f} s with it, {without[0]:.2f} s without"


def _published(home: Path, stage: Callable[..., None]) -> tuple[float, int]:
    """Publish the last snapshot's observations again with a graph stage."""
    real, graph_stage.connect = graph_stage.connect, stage
    try:
        meter = _Meter()
        rematch(home, DIRECTORY)
        return meter.read()
    finally:
        graph_stage.connect = real


def _no_graph(engine: Engine, *_: object, **__: object) -> None:
    for name, columns in {**graph_stage.SHAPES, "identity": _NO_IDENTITY}.items():
        engine.create_empty(name, columns)


class _Meter:
    """CPU seconds and memory since it was made. Linux forgets the peak of the past when told to."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")
        self._memory, self._began = self._peak(), time.process_time()

    def read(self) -> tuple[float, int]:
        return time.process_time() - self._began, self._peak() - self._memory

    def _peak(self) -> int:
        status = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


MEASURES = {
    "sparse": ("1 M workloads, 300 k roles, 4.1 M edges, 4 hops", "0.6 s, 200 MB", "0.33", "recursive SQL 0.37"),
    "dense": ("dense, 30 k x 20, 500 x 300 pairs", "0.3 s", "0.07", "recursive SQL 23"),
    "cuts": ("top 50 exact cuts, with the index", "0.5 s", "0.38", "none"),
    "explorer": ("explorer, three relations, one none of, 1 M", "0.5 s", "0.33", "none"),
    "stage": ("whole stage, 1,000 functions with 250 roles", "2.5 s", "none", "none"),
    "publish": ("publish of 1,000 functions with 250 roles, more than without the graph", "2.5 s", "none", "none"),
}


_RUNS = {"sparse": sparse, "dense": dense, "cuts": cuts, "explorer": explorer, "stage": stage, "publish": publish}


def main() -> None:
    """Print a line for each measure, each made in a process of its own."""
    if len(sys.argv) > 1:
        took, memory, found = _RUNS[sys.argv[1]]()
        print(f"{took:.2f} s, {memory} MB ({found})")
        return
    for name, (what, target, prototype, peer) in MEASURES.items():
        asked = [sys.executable, __file__, name]
        ours = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        print(f"{what}: {ours}; target {target}; prototype {prototype}; {peer}", flush=True)


if __name__ == "__main__":
    main()
