"""What risks take from the score: the loss of one workload, and what many come to. docs/score.md explains it.

Both never fall when a finding is added or gets worse, whatever else there is.
"""

from collections.abc import Iterable, Mapping

Levels = dict[str, int]
"""How many findings there are of each risk level."""

BANDS = {"critical": (0.70, 1.00), "high": (0.40, 0.70), "medium": (0.15, 0.40), "low": (0.00, 0.15)}
"""The least and the most that findings take from a workload whose worst has this risk level."""

UNKNOWN = 0.25
"""What a check that could not be made takes, of what its failing would."""

_COUNTED = 1_100
"""Beyond this place a loss, which is at most 1, counts as 0."""
WORST = 0.75
"""The part of the score that the worst workloads decide; the average has the rest."""


def loss(failing: Mapping[str, int], unknown: Mapping[str, int]) -> float:
    """Return what a workload loses, 0 to 1, by the numbers of its findings of each risk level."""
    return max(_of_worst(failing), UNKNOWN * _of_worst(unknown))


def total_loss(losses: Iterable[float], workloads: int) -> float:
    """Return what an estate loses, 0 to 1: the worst loss counts half, the next a quarter, and so on.

    ``losses`` may leave out workloads without any; what belongs to no workload adds to it.
    """
    size = max(1, workloads)
    worst_first = sorted(losses, reverse=True)
    # Powers of two beyond 1,023 are no numbers any more; those of a half become 0, and what is behind adds nothing.
    counted = sum(each * 0.5**place for place, each in enumerate(worst_first[: min(size, _COUNTED)], 1))
    worst = counted / (1 - 2.0**-size)
    average = min(1.0, sum(worst_first) / size)
    return WORST * worst + (1 - WORST) * average


def _of_worst(levels: Mapping[str, int]) -> float:
    for level, (least, most) in BANDS.items():
        if n := levels.get(level, 0):
            return least + (most - least) * (1 - 0.5**n)
    return 0.0
