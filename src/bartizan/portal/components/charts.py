"""Charts: stacked and plain bars as SVG, since the policy of the pages refuses inline styles."""

from collections.abc import Sequence

from htpy import Element, rect, span, svg

_WIDTH = 1000


def stacked(parts: Sequence[tuple[str, int]], label: str, class_: str = "") -> Element:
    """Return counts, each with the name of its colour, as one bar; ``label`` says them in words."""
    total = sum(count for _, count in parts) or 1
    drawn, at = [], 0.0
    for name, count in parts:
        width = _WIDTH * count / total
        if count:
            drawn.append(rect(f".fill-{name}", x=f"{at:.1f}", y="0", width=f"{max(width - 4, 3):.1f}", height="10"))
        at += width
    return _bar(drawn, label, class_)


def bar(count: int, of: int, label: str, name: str = "accent") -> Element:
    """Return a count as a share of a bar."""
    width = _WIDTH * min(count / of, 1) if of else 0
    return _bar([rect(f".fill-{name}", x="0", y="0", width=f"{width:.1f}", height="10")], label, ".on-track")


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
    return span(".bar-box")[
        svg(f".chart{class_}", viewBox=f"0 0 {_WIDTH} 10", preserveAspectRatio="none", role="img", aria_label=label)[
            drawn
        ]
    ]
