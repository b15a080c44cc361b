"""The map of attack paths: what is alike becomes one card, and what is too much to draw is counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bartizan.base.resource_key import resource_key
from bartizan.contract.path_map import MapEdge, MapNode, MapStub, PathDetail, PathMap
from bartizan.contract.paths import AttackPath
from bartizan.report.paging import Part
from bartizan.report.views.paths import attack_paths as read_paths
from bartizan.report.views.paths import choke_points, has_paths
from bartizan.service.attack import attack_paths
from bartizan.service.names import NotHereError
from bartizan.service.published import Published
from bartizan.store.engine import Engine, Row

FOLD = 40
"""Cards that are drawn at most."""
_MOST_PATHS = 1000
_KNOWN = """
select node.id, node.name, node.kind, node.scope, coalesce(f.risk_level, 'none') as risk_level from node left join (
    select resource_id, arg_min(risk_level, rank) as risk_level from finding where status = 'fail' group by all
) as f on f.resource_id = node.id where list_contains(?, node.id)
"""


@dataclass
class _Drawn:
    """Nodes with their columns, and the paths that use each edge between two of them."""

    columns: dict[str, int] = field(default_factory=dict)
    edges: defaultdict[tuple[str, str], list[tuple[str, str, list[str]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    users: Counter[tuple[str, str]] = field(default_factory=Counter)
    targets: set[str] = field(default_factory=set)

    def add(self, path: AttackPath) -> None:
        """Add a path's steps; a step that stays where it is becomes a word on the step before."""
        self.targets.add(path.target_id)
        column, used = 0, set()
        for step in path.steps:
            self.columns.setdefault(step.source, column)
            if step.source != step.target:
                column = max(column, self.columns[step.source]) + 1
                self.columns[step.target] = max(self.columns.get(step.target, 0), column)
                used.add((step.source, step.target))
            self.edges[step.source, step.target].append((step.edge, step.why, step.rule_ids))
        self.users.update(used)

    def after(self, path: AttackPath) -> set[str]:
        """Return the nodes that there would be with one more path."""
        return self.columns.keys() | {end for step in path.steps for end in (step.source, step.target)}


def path_map(published: Published, *, entry: str = "", target: str = "", fold: int = FOLD) -> PathMap:
    """Return the map of the paths from an entry, to a target, or of all; at most ``fold`` cards, the worst paths first.

    Raises:
        UsageError: there is no such node, or the snapshot was made without paths.
    """
    part = Part(limit=_MOST_PATHS)
    found = attack_paths(published, entry=entry, target=target, part=part)
    return _map(published.engine, found.items, found.total, fold)


def path_detail(published: Published, id_: str) -> PathDetail:
    """Return one attack path with its map and what ends it.

    Raises:
        NotHereError: there is none of this ID.
    """
    engine = published.engine
    found = read_paths(engine, id_=id_).items if has_paths(engine) else []
    if not found:
        raise NotHereError(f"this snapshot holds no attack path {id_!r}")
    path = found[0]
    fixes = [each for each in choke_points(engine, "rule").items if each.node_id in path.breaks]
    return PathDetail(path=path, map=_map(engine, [path], 1, FOLD), fixes=fixes)


def _map(engine: Engine, paths: Sequence[AttackPath], total: int, fold: int) -> PathMap:
    drawn, is_open = _Drawn(), 0
    rest: Counter[str] = Counter()
    for path in paths:
        # What is alike folds, so twice as many nodes are tried before it is counted how many cards they are.
        if is_open and (len(drawn.after(path)) > 2 * fold or len(_cards(drawn, {})) >= fold):
            rest[path.entry_id] += 1
        else:
            drawn.add(path)
            is_open += 1
    ids = [*drawn.columns, *rest]
    known = {row["id"]: row for row in engine.rows(_KNOWN, [ids])}
    cards = _cards(drawn, {id_: row["kind"] for id_, row in known.items()})
    return PathMap(
        nodes=[_node(members, drawn, known) for members in cards],
        edges=_lines(drawn, {id_: members[0] for members in cards for id_ in members}),
        stubs=[MapStub(entry_id=id_, name=_name(known, id_), paths=n) for id_, n in rest.most_common()],
        total=total,
        open=is_open,
    )


def _cards(drawn: _Drawn, kinds: Mapping[str, str]) -> list[list[str]]:
    """Return the nodes of each card: those of a kind that come from the same and lead to the same."""
    before, after = defaultdict(set), defaultdict(set)
    for source, target in drawn.edges:
        before[target].add(source)
        after[source].add(target)
    cards: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
    for id_, column in drawn.columns.items():
        alike = (column, kinds.get(id_, ""), id_ in drawn.targets, frozenset(before[id_]), frozenset(after[id_]))
        cards[alike].append(id_)
    return sorted(cards.values(), key=lambda members: (drawn.columns[members[0]], members[0]))


def _node(members: list[str], drawn: _Drawn, known: Mapping[str, Row]) -> MapNode:
    first = known.get(members[0], {})
    levels = [known[id_]["risk_level"] for id_ in members if id_ in known]
    order = ("critical", "high", "medium", "low")
    return MapNode(
        id=members[0],
        key=resource_key(members[0]),
        name=_name(known, members[0]),
        kind=first.get("kind", ""),
        scope=first.get("scope", ""),
        column=drawn.columns[members[0]],
        risk_level=next((level for level in order if level in levels), "none"),
        is_target=members[0] in drawn.targets,
        members=members,
    )


def _lines(drawn: _Drawn, card_of: Mapping[str, str]) -> list[MapEdge]:
    grouped: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for source, target in drawn.edges:
        grouped[card_of[source], card_of[target]].append((source, target))
    return [
        MapEdge(
            source=source,
            target=target,
            edges=_once(edge for pair in pairs for edge, _, _ in drawn.edges[pair]),
            why=_once(why for pair in pairs for _, why, _ in drawn.edges[pair]),
            rule_ids=_once(rule for pair in pairs for _, _, rules in drawn.edges[pair] for rule in rules),
            paths=sum(drawn.users[pair] for pair in pairs),
        )
        for (source, target), pairs in grouped.items()
    ]


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _name(known: Mapping[str, Row], id_: str) -> str:
    return str(known[id_]["name"]) if id_ in known and known[id_]["name"] else id_
