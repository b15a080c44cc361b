"""Refuse random pairs of calls and hold law 1 of each: ``python bench/pairs.py [pairs] [seed] [calls at once]``.

One scan of the demo estate is judged again and again, with the answers of the refused calls taken away. Printed is what
breaks the law: a verdict that turns, or is unknown without a call that explains it, and edges, paths and identities
that go without a word.
"""

import os
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.conftest import Emulators
from tests.golden.refusals import refusals

from bartizan_demo.process import Estate


def main(pairs: int, seed: int, at_once: int) -> int:
    """Print what breaks the law, and how many pairs did."""
    draw, broken = random.Random(seed), 0
    with Estate.start() as estate, TemporaryDirectory() as folder:
        os.environ.update(estate.environ)
        with refusals(Emulators(estate), Path(folder)) as answered:
            started = time.process_time()
            for _ in range(pairs):
                calls = draw.sample(answered.calls, at_once)
                if faults := answered.faults(calls):
                    broken += 1
                    print(" and ".join(calls), *faults, sep="\n  ", flush=True)
            took = time.process_time() - started
    print(f"{pairs} draws of {at_once} calls of {len(answered.calls)}: {broken} break the law, {took:.0f} s CPU")
    return 1 if broken else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:4]]
    sys.exit(main(*numbers, *(300, 1, 2)[len(numbers) :]))
