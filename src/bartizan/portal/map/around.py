"""The map around a path: the path, those that share its way in, target or fix, and what is known of their nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bartizan.api.problem import not_here
from bartizan.contract.paths import AttackPath
from bartizan.model import UsageError
from bartizan.portal.links import address, changed
from bartizan.portal.map.drawing import CardLink, Drawing
from bartizan.portal.map.layout import Map, laid_out
from bartizan.portal.map.levels import sensitivities, step_levels
from bartizan.portal.map.tried import TriedFixes, tried_fixes
from bartizan.portal.view import View
from bartizan.service import attack
from bartizan.service.nodes import named_nodes

_NEIGHBOURS = 500


@dataclass(frozen=True)
class PathAround:
    """A path with its neighbours, itself first, and the fixes that somebody tries on them."""

    path: AttackPath
    items: Sequence[AttackPath]
    tried: TriedFixes
    total: int
    """How many share its ends or fixes; ``items`` are the worst of them."""

    @property
    def others(self) -> list[str]:
        """The rules that break neighbours but not the path itself, those that break most of them first."""
        counts: dict[str, int] = {}
        for rule in (rule for each in self.items for rule in each.breaks if rule not in self.path.breaks):
            counts[rule] = counts.get(rule, 0) + 1
        return sorted(counts, key=lambda rule: (-counts[rule], rule))


def path_around(view: View) -> PathAround:
    """Return the path that the address names, its neighbours and what is tried on them.

    Raises:
        ProblemError: there is no such path.
    """
    try:
        path = attack.attack_paths(view.published, id_=view.of_path("path")).items[0]
    except (UsageError, IndexError):
        raise not_here() from None
    found = attack.neighbours(view.published, path, _NEIGHBOURS)
    items = list({each.id: each for each in [path, *found.items]}.values())
    known = dict.fromkeys(rule for each in items for rule in each.breaks)
    return PathAround(path, items, tried_fixes(view, list(known)), found.total)


def step_asked(view: View, path: AttackPath) -> int | None:
    """Return the step that the address names, from 0."""
    text = view.asked("step")
    return int(text) - 1 if text.isdecimal() and len(text) < 4 and 0 < int(text) <= len(path.steps) else None


def map_of(view: View, around: PathAround) -> tuple[Map, Drawing]:
    """Return the map and what it is drawn with."""
    path, items = around.path, around.items
    map_ = laid_out(items, unfolded=frozenset(view.request.query_params.getlist("unfold")))
    ids = [node for card in map_.cards for node in card.nodes]
    step = step_asked(view, path)
    return map_, Drawing(
        nodes=named_nodes(view.published, ids),
        links=_links(view, path, items, {id_ for card in map_.cards for id_ in card.paths}),
        levels=step_levels(view, items, ids),
        sensitivities=sensitivities(view, items, ids),
        this=path.id,
        step=(path.steps[step].source, path.steps[step].target) if step is not None else None,
        gone={each.id for each in around.tried.gone},
        cuts=around.tried.cuts(items),
        certainties={each.id: each.certainty for each in items},
        conditions={each.id: each.conditions for each in items},
        targets={each.target_id for each in items},
    )


def _links(view: View, path: AttackPath, items: Sequence[AttackPath], shown: set[str]) -> Mapping[str, CardLink]:
    """Return where cards lead: to the step of the path at which they stand, or of the worst other path."""
    links: dict[str, CardLink] = {}
    for each in items:
        if each.id not in shown:
            continue
        steps = {each.steps[0].source: 1} | {step.target: n for n, step in enumerate(each.steps, 1)}
        whose = "" if each.id == path.id else " of another path"
        for node, n in steps.items():
            href = address(f"/{view.workspace}/attack-paths/{each.id}", changed(view.query, step=str(n)))
            links.setdefault(node, CardLink(href, f"step {n}{whose}"))
    return links
