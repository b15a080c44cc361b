"""Which of the stories people should read: none that says what another one says better."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from bartizan.graph.paths.details import Details
from bartizan.graph.paths.network import Network
from bartizan.graph.paths.risk import PathRisk
from bartizan.graph.paths.scenario import Scenario
from bartizan.graph.paths.story import Features, Story, stories

Named = tuple[Scenario, Story]


def likeliest(network: Network, most: int) -> list[int]:
    """Return the ways; of those to other workloads the ``most`` likeliest of each entry, else they outnumber all else.

    Who may change code everywhere has a way to every workload.
    """
    ways = network.found.ways
    is_workload = np.array([target.kind == "workload" for target in network.targets], bool)
    to_workload = is_workload[ways.end - network.first_target] if len(ways) else np.zeros(0, bool)
    is_own = np.array([network.is_own(way) for way in range(len(ways))], bool)
    order = np.lexsort((ways.end, ways.cost, ~is_own, ways.entry))
    order = order[to_workload[order]]
    entries = ways.entry[order]
    place = np.arange(len(order)) - np.searchsorted(entries, entries)
    kept: list[int] = np.sort(np.concatenate([np.flatnonzero(~to_workload), order[place < most]])).tolist()
    return kept


def named_stories(
    network: Network, details: Details, scenarios: Sequence[Scenario], risks: PathRisk, ways: Iterable[int]
) -> list[Named]:
    """Return ways with the scenario that names each; what fits none is not reported."""
    found = []
    known: dict[Features, Scenario | None] = {}
    for story in stories(network, details, risks, ways):
        features = story.features
        if features not in known:
            known[features] = next((each for each in scenarios if features.fit(each.match)), None)
        if scenario := known[features]:
            found.append((scenario, story))
    return found


def quieter(found: Sequence[Named]) -> list[Named]:
    """Return the stories worth telling, worst first.

    Of each scenario one for each identity and target. Who becomes an administrator reads what the administrator does;
    who reads data needs its key for that alone. Whom the settings trust starts nothing. A story of an outsider who
    passes the beginning of another one, as likely and to the same target, is that one with a detour; what begins on the
    internet is a way in of its own. Code that runs where it came in is reported only where nothing is behind.
    """
    worst = sorted(
        (each for each in found if not each[1].is_trusted),
        key=lambda each: (-each[1].risk, len(each[1].edges), each[0].id, each[1].nodes),
    )
    kept = _once(worst)
    kept = _without_detours(kept)
    kept = _swallowed_by_administrators(kept)
    kept = _without_keys_of_data(kept)
    behind = {story.entry for _, story in kept if not story.is_own}
    return [(scenario, story) for scenario, story in kept if not story.is_own or story.entry not in behind]


def capped(found: Sequence[Named], risks: PathRisk) -> tuple[list[Named], Counter[str]]:
    """Return the worst of each scenario and of each entry, and how many more of each scenario there are."""
    kept: list[Named] = []
    left_out: Counter[str] = Counter()
    of_scenario: Counter[str] = Counter()
    of_entry: Counter[tuple[int, ...]] = Counter()
    for scenario, story in found:
        if of_scenario[scenario.id] >= risks.most_per_scenario or of_entry[story.entry] >= risks.most_per_entry:
            left_out[scenario.id] += 1
            continue
        of_scenario[scenario.id] += 1
        of_entry[story.entry] += 1
        kept.append((scenario, story))
    return kept, left_out


def _once(found: Iterable[Named]) -> list[Named]:
    """Return the first of each scenario, identity and target."""
    kept: dict[tuple[object, ...], Named] = {}
    for scenario, story in found:
        who = story.identity if story.identity >= 0 else story.entry
        kept.setdefault((scenario.id, who, story.target.key), (scenario, story))
    return list(kept.values())


def _without_detours(found: Sequence[Named]) -> list[Named]:
    begins: dict[tuple[int, str], float] = defaultdict(float)
    for _, story in found:
        for node in {*story.entry, story.nodes[1]}:
            begins[node, story.target.key] = max(begins[node, story.target.key], story.risk)
    kept = []
    for scenario, story in found:
        first = {*story.entry, story.nodes[1]}
        passed = [node for node in story.nodes[2:] if node not in first]
        is_detour = any(begins[node, story.target.key] >= story.risk for node in passed)
        if story.is_from_anywhere or not is_detour or not story.risk:
            kept.append((scenario, story))
    return kept


def _swallowed_by_administrators(found: Sequence[Named]) -> list[Named]:
    rules: dict[tuple[int, ...], list[Story]] = defaultdict(list)
    for _, story in found:
        if story.target.kind == "administrator":
            rules[story.entry].append(story)
    return [
        (scenario, story)
        for scenario, story in found
        if story.target.kind == "administrator" or not any(_covers(one, story) for one in rules[story.entry])
    ]


def _without_keys_of_data(found: Sequence[Named]) -> list[Named]:
    """Leave out a key where the same entry reads data or secrets in the same account: the key is how, not what for."""
    read = {(story.entry, _scope(story)) for _, story in found if story.target.kind in ("data", "secret")}
    return [each for each in found if each[1].target.kind != "key" or (each[1].entry, _scope(each[1])) not in read]


def _scope(story: Story) -> str:
    return str(story.details.node(story.nodes[-1])["scope"] or "")


def _covers(administrator: Story, story: Story) -> bool:
    """Say whether who is administrator there has this target, at no less risk; a whole tenant has every scope."""
    return administrator.risk >= story.risk and _scope(administrator) in ("", _scope(story))
