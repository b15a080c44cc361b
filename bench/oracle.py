"""Ask the policy engine and its oracle the same requests: ``python bench/oracle.py [requests] [seed]``.

The oracle (tests/permit/oracle/judge.py) is written from AWS's documentation and shares nothing with the engine.
"""

import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.permit.oracle import draw
from tests.permit.oracle.ask import answered, disagreement


def main(requests: int, seed: int) -> int:
    """Print how many requests came to what, and every one on which the two disagree."""
    chance = random.Random(seed)
    answers: Counter[str] = Counter()
    wrong = 0
    started = time.process_time()
    for _ in range(requests):
        asked = draw.request(chance)
        told, hidden = draw.keys(chance, asked)
        if found := disagreement(asked, told, hidden):
            wrong += 1
            print(found, json.dumps({"asked": asked, "told": told, "hidden": hidden}))
        answers[answered(asked, told)] += 1
    print(f"{requests} requests, {wrong} disagreements, {dict(answers)}, {time.process_time() - started:.0f} s CPU")
    return 1 if wrong else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:3]]
    sys.exit(main(*numbers, *(200_000, 1)[len(numbers) :]))
