"""What questions cost a reader: ``python bench/questions.py [HOME [DEMO]]`` prints ours, the target, in milliseconds.

HOME is a scanned home of any size; without it, ``bench/reads.py`` makes one of 100,000 workloads, which has no graph.
Its numbers beside lines and what is left after a fix are timed. DEMO is the scanned demo estate, which is scanned here
where it is not named, and of which a copy has 500 attack paths; their map is timed as a browser waits for it, and its
cards are counted.
"""

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.portal.many_paths import with_paths

import reads
from api import serving
from bartizan.explore.lines import placed_counts
from bartizan.explore.parse import parse
from bartizan.model import BartizanError
from bartizan.service.attack import attack_paths, choke_points, what_if
from bartizan.service.published import Published
from bartizan.service.reading import Snapshots
from bartizan_demo.process import Estate
from jobs import scanned

ROUNDS, PATHS, CARDS = 20, 500, 40
FIRST = 3000
"""Milliseconds of the first fix of a snapshot: its whole graph is searched then, and kept for the others."""
QUERIES = (
    "find aws_lambda_function where exposure = internet and authentication = none and vulnerability (kev)",
    "find aws_lambda_function where at least 2 vulnerability (severity in [critical, high]) and runtime_days_left < 90",
    "find aws_lambda_function where (exposure = internet or is exposed) and no finding (status = fail)",
)


def p95(work: Callable[[], object]) -> float:
    """Return the milliseconds within which 19 of 20 runs end."""
    return sorted(took(work) for _ in range(ROUNDS))[ROUNDS * 95 // 100 - 1]


def took(work: Callable[[], object]) -> float:
    """Return the milliseconds that one run takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def line(what: str, ours: float, target: float) -> None:
    print(f"{what:44}{ours:10.0f}{target:10.0f}{'' if ours <= target else ' over'}", flush=True)


def of_home(published: Published) -> None:
    for n, text in enumerate(QUERIES, 1):
        query = parse(text)
        line(f"numbers beside the lines of query {n}, p95", p95(lambda: placed_counts(published.engine, query)), 300)  # noqa: B023 - it runs at once
    try:
        rules = [each.node_id for each in choke_points(published, kind="rule").items[:ROUNDS]]
    except BartizanError as error:
        print(f"what is left after a fix: {error}")
        return
    asked = cycle(rules)

    def fresh() -> object:
        published.memo.pop("what-if", None)  # answers are kept for who asks again
        return what_if(published, rules=[next(asked)])

    if rules:
        line("the first fix that is tried of a snapshot", took(fresh), FIRST)
        line("what is left after a fix, p95", p95(fresh), 300)


def of_map(demo: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = with_paths(shutil.copytree(demo, Path(folder) / "home"), PATHS)
        with Snapshots(home).open() as published:
            worst = attack_paths(published).items[0].id
        with serving(home) as (client, _):
            at = str(client.base_url).replace("/api/v1/", "")
            page = client.get(f"{at}/posture/attack-paths/{worst}").text
            line(f"map of {PATHS} paths, cards", len(re.findall(r'class="node', page)), CARDS)
            line(f"map of {PATHS} paths, p95", p95(lambda: client.get(f"{at}/posture/attack-paths/{worst}")), 400)


def main() -> None:
    named = sys.argv[1:3]
    with ExitStack() as stack:
        print(f"{'measure':44}{'ours':>10}{'target':>10}")
        home = Path(named[0] if named else stack.enter_context(tempfile.TemporaryDirectory()))
        if not named:
            reads.publish(home, reads.WORKLOADS)
        with Snapshots(home).open() as published:
            of_home(published)
        of_map(stack.enter_context(scanned(stack.enter_context(Estate.start()), named[1:])))


if __name__ == "__main__":
    main()
