"""What a map is drawn with beside its layout."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bartizan.service.nodes import NamedNode


@dataclass(frozen=True)
class CardLink:
    """Where a card leads, and how a screen reader says it; empty words where the card's own say it all."""

    href: str
    said: str = ""


@dataclass(frozen=True)
class Drawing:
    """Names, links and the worst finding's level by node, the path in view, its selected step, and what is gone.

    ``step`` is the source and the target of the selected step. ``cuts`` are the pairs of nodes between which a fix
    breaks a path; ``certainties`` and ``conditions`` are of paths, by ID. ``headings`` name the columns from the left;
    those of paths say what part they play. ``sensitivities`` says of targets how sensitive they are.
    """

    nodes: Mapping[str, NamedNode]
    links: Mapping[str, CardLink]
    levels: Mapping[str, str]
    this: str = ""
    step: tuple[str, str] | None = None
    gone: Collection[str] = ()
    cuts: Collection[tuple[str, str]] = ()
    certainties: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    targets: Collection[str] = ()
    headings: Sequence[str] = ()
    sensitivities: Mapping[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """Where the finding is whose level a card has: of paths, on this step."""
        return "on this step " if self.this else ""

    def conditions_of(self, paths: Collection[str]) -> str:
        """Return on what paths that are all conditional depend, empty where one of them is certain or unknown."""
        if {self.certainties.get(id_, "") for id_ in paths} != {"conditional"}:
            return ""
        return "; ".join(dict.fromkeys(each for id_ in sorted(paths) for each in self.conditions.get(id_, ())))
