"""Charts: stacked and plain bars as SVG, since the policy of the pages refuses inline styles."""

from collections.abc import Sequence

from htpy import Element, defs, path, pattern, rect, span, svg

_GAP = 0.4
_HATCH = "hatch"


def hatch() -> Element:
    """Return the pattern of what is unknown; each document holds it once."""
    size = {"width": "5", "height": "5", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    lines = pattern(size, id=_HATCH)[rect(width="5", height="5"), path(d="M1.500 0v5")]
    return svg(".hatch", aria_hidden="true", focusable="false", width="0", height="0")[defs[lines]]


def stacked(parts: Sequence[tuple[str, int]], label: str, class_: str = "") -> Element:
    """Return counts, each with the name of its colour, as one bar; ``label`` says them in words."""
    total = sum(count for _, count in parts) or 1
    drawn, at = [], 0.0
    for name, count in parts:
        share = 100 * count / total
        if count:
            drawn.append(_part(name, at, max(share - _GAP, 0.6)))
        at += share
    return _bar(drawn, label, class_)


def bar(count: int, of: int, label: str, name: str = "accent") -> Element:
    """Return a count as a share of a bar."""
    return _bar([_part(name, 0, 100 * min(count / of, 1) if of else 0)], label, ".on-track")


def _part(name: str, at: float, share: float) -> Element:
    fill = f"url(#{_HATCH})" if name == "unknown" else None
    return rect(f".fill-{name}", x=f"{at:.2f}%", width=f"{share:.2f}%", height="100%", fill=fill)


def spark(values: Sequence[float], label: str) -> Element:
    """Return a line of values over time, the last at the right."""
    from htpy import polyline

    low, high = min(values), max(values)
    span_ = (high - low) or 1
    step = 100 / max(len(values) - 1, 1)
    points = " ".join(f"{n * step:.1f},{22 - 20 * (value - low) / span_:.1f}" for n, value in enumerate(values))
    return svg(".spark", viewBox="0 0 100 24", role="img", aria_label=label, preserveAspectRatio="none")[
        polyline(points=points)
    ]


def _bar(drawn: Sequence[Element], label: str, class_: str) -> Element:
    return span(".bar-box")[svg(f".chart{class_}", role="img", aria_label=label)[drawn]]
