"""Scores of CVSS vectors: the base scores of versions 2 and 3, and those of version 4.

Source: https://www.first.org/cvss/v2/guide, https://www.first.org/cvss/v3-1/specification-document,
https://www.first.org/cvss/v4-0/specification-document
"""

import math
from collections.abc import Callable, Mapping

from bartizan.advise import cvss4

_LONGEST = 400
_V2 = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0},
    "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    **{metric: {"N": 0.0, "P": 0.275, "C": 0.66} for metric in ("C", "I", "A")},
}
_V3 = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    **{metric: {"N": 0.0, "L": 0.22, "H": 0.56} for metric in ("C", "I", "A")},
}
_V3_CHANGED = {"N": 0.85, "L": 0.68, "H": 0.5}
"""The weight of PR where the scope changes."""


def rated(vector: str) -> tuple[float, str] | None:
    """Return the score of a vector and its severity word, None where the vector is not one.

    The words are those of CVSS 3 and 4 for all versions; a score of 0 is ``info``.
    """
    is_named = vector.startswith("CVSS:")
    head, _, rest = vector.strip().partition("/") if is_named else ("", "", vector.strip().strip("()"))
    metrics = dict(part.split(":", 1) for part in rest.split("/") if ":" in part)
    score_of = _SCORES.get(head)
    if score_of is None or len(vector) > _LONGEST:
        return None
    try:
        score = score_of(metrics)
    except KeyError:
        return None
    return score, word(score)


def word(score: float) -> str:
    """Return the severity word of a score.

    Source: https://www.first.org/cvss/v3-1/specification-document#Qualitative-Severity-Rating-Scale
    """
    bounds = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))
    return next((name for bound, name in bounds if score >= bound), "info")


def _score2(metrics: Mapping[str, str]) -> float:
    weight = {name: values[metrics[name]] for name, values in _V2.items()}
    impact = 10.41 * (1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"]))
    exploitability = 20 * weight["AV"] * weight["AC"] * weight["Au"]
    return round((0.6 * impact + 0.4 * exploitability - 1.5) * (1.176 if impact else 0), 1)


def _score3(metrics: Mapping[str, str]) -> float:
    weight = {name: values[metrics[name]] for name, values in _V3.items()}
    is_changed = {"C": True, "U": False}[metrics["S"]]
    if is_changed:
        weight["PR"] = _V3_CHANGED[metrics["PR"]]
    base = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if is_changed else 6.42 * base
    exploitability = 8.22 * weight["AV"] * weight["AC"] * weight["PR"] * weight["UI"]
    if impact <= 0:
        return 0.0
    return _up(min((1.08 if is_changed else 1.0) * (impact + exploitability), 10))


def _up(score: float) -> float:
    """Return a score rounded up to one decimal, free of the errors of floating point, as version 3.1 does it."""
    whole = round(score * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10


_SCORES: dict[str, Callable[[Mapping[str, str]], float]] = {
    "": _score2,
    "CVSS:3.0": _score3,
    "CVSS:3.1": _score3,
    "CVSS:4.0": cvss4.score,
}
