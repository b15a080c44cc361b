"""Scores of CVSS 4.0 vectors.

Source: https://www.first.org/cvss/v4-0/specification-document#CVSS-v4-0-Scoring

Five parts of a vector, each at one of a few levels, put it into one of 270 classes, for which experts gave the score of
the worst vector. From there a vector goes down towards the scores of the next lower classes, as many steps as its
metrics are away from that worst vector. Where a class has several worst vectors they are all as many steps down.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import product

_ORDER = {
    **{"AV": "NALP", "PR": "NLH", "UI": "NPA", "AC": "LH", "AT": "NP", "VC": "HLN", "VI": "HLN", "VA": "HLN"},
    **{"CR": "HML", "IR": "HML", "AR": "HML", "SC": "SHLN", "SI": "SHLN", "SA": "SHLN", "E": "APU"},
}
"""The values of each metric, the worst first; ``S`` (safety) is one of ``MSI`` and ``MSA`` only."""
_OPTIONAL = {"CR", "IR", "AR", "E"}
"""What stands for the worst where it is not stated."""
_IMPACTS = ("VC", "VI", "VA", "SC", "SI", "SA")
_PARTS = (("AV", "PR", "UI"), ("AC", "AT"), ("VC", "VI", "VA", "CR", "IR", "AR"), ("SC", "SI", "SA"), ("E",))
_WORST = ((0, 1, 3), (0, 1), (0, 3, 1, 3, 3), (1, 3, 6), (0, 1, 2))
"""For each part and level, the steps of its worst vectors, summed over the metrics."""
_DEPTHS = ((1, 4, 5), (1, 2), (7, 6, 8, 8, 10), (6, 5, 4), (1, 1, 1))
"""For each part and level, the steps down to the next lower level."""
_LOWER = (((1,), (2,), ()), ((1,), ()), ((1, 2), (3,), (3,), (4,), ()), ((1,), (2,), ()), ((1,), (2,), ()))
"""For each part and level, the levels that come next; of two the higher score counts."""
_TENTHS = """
    100 98 95 100 93 91 93 89 81  99 95 92 96 87 81 90 80 68  98 95 90 93 89 81 88 78 69
    95 92 84 92 81 65 80 70 48  92 82 72 79 69 50 69 55 27  99 95 92 95 90 84 92 82 72
    97 92 85 91 83 71 81 71 53  95 92 85 92 80 70 84 71 50  93 85 73 82 72 59 70 52 30
    86 75 52 71 52 29 63 29 17  98 94 91 94 86 77 87 74 63  95 87 81 89 74 64 75 63 49
    94 88 76 86 74 59 72 57 52  89 77 67 76 58 50 57 52 25  83 70 54 65 58 26 53 21 13
    95 88 76 90 75 61 77 68 52  90 76 70 77 62 53 66 59 30  89 76 62 74 57 47 61 57 24
    78 67 58 59 57 23 52 29 16  71 59 30 58 26 15 23 13 6  93 86 75 86 74 56 70 52 40
    87 72 58 74 61 34 54 40 22  85 74 62 72 55 46 53 34 19  75 55 51 57 41 19 36 19 8
    64 51 20 47 21 11 24 9 4  88 73 60 73 59 41 54 45 20  75 53 50 55 40 20 43 22 11
    75 58 40 61 48 20 46 17 8  55 45 21 51 18 9 18 7 2  53 24 14 24 12 5 10 3 1
"""
_CLASSES = product(range(3), range(2), range(5), range(3), range(3))
_SCORES: Mapping[tuple[int, ...], int] = dict(zip(_CLASSES, map(int, _TENTHS.split()), strict=True))
"""For each class, the score of its worst vector, in tenths."""
_TIE = 1e-6
"""What sums of fractions may lose: a score half-way between two is the higher one."""


def score(metrics: Mapping[str, str]) -> float:
    """Return the score of a vector, 0 to 10, from all the metrics that it states, as sources publish it.

    So threat (``E``) and environment count, too, where a vector has them; those of version 3 leave them out.

    Raises:
        KeyError: a metric of the base is missing, or a metric has a value that it cannot have.
    """
    values = {name: _value(metrics, name) for name in _ORDER}
    if all(values[name] == "N" for name in _IMPACTS):
        return 0.0
    levels = _levels(values)
    drops = [drop for part in range(len(_PARTS)) if (drop := _drop(values, levels, part)) is not None]
    tenths = _SCORES[levels] - (sum(drops) / len(drops) if drops else 0.0)
    return math.floor(max(tenths, 0.0) + 0.5 + _TIE) / 10


def _value(metrics: Mapping[str, str], name: str) -> str:
    """Return what counts of a metric: what its environment makes of it, or else what it is."""
    value = metrics.get(name, "X") if name in _OPTIONAL else metrics[name]
    if name in _OPTIONAL:
        value = _ORDER[name][0] if value == "X" else value
    elif (modified := metrics.get(f"M{name}", "X")) != "X":
        value = modified if name != "SC" or modified != "S" else ""
    elif value == "S":
        value = ""
    if len(value) != 1 or value not in _ORDER[name]:
        raise KeyError(name)
    return value


def _levels(values: Mapping[str, str]) -> tuple[int, ...]:
    easy = sum(values[name] == "N" for name in ("AV", "PR", "UI"))
    reach = 2 if values["AV"] == "P" or not easy else int(easy < 3)
    subsequent = {values[name] for name in ("SC", "SI", "SA")}
    further = 0 if "S" in subsequent else 1 if "H" in subsequent else 2
    is_hard = (values["AC"], values["AT"]) != ("L", "N")
    return reach, int(is_hard), _impact(values), further, _ORDER["E"].index(values["E"])


def _impact(values: Mapping[str, str]) -> int:
    """Return the level of the impact on the system itself, with that of how much its owner needs what is lost."""
    high = [values[name] == "H" for name in ("VC", "VI", "VA")]
    if not any(high):
        return 4
    is_needed = any(lost and values[name] == "H" for lost, name in zip(high, ("CR", "IR", "AR"), strict=True))
    return (0 if high[0] and high[1] else 2) + int(not is_needed)


def _drop(values: Mapping[str, str], levels: Sequence[int], part: int) -> float | None:
    """Return the tenths that a part takes off, None where its level is the lowest."""
    level = levels[part]
    lower = [_SCORES[(*levels[:part], each, *levels[part + 1 :])] for each in _LOWER[part][level]]
    if not lower:
        return None
    steps = sum(_ORDER[name].index(values[name]) for name in _PARTS[part]) - _WORST[part][level]
    return (_SCORES[tuple(levels)] - max(lower)) * steps / _DEPTHS[part][level]
