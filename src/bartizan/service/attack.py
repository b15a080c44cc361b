"""Attack paths, choke points and what is left after fixes. All raise UsageError for names that are not there."""

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bartizan.base.suggestion import suggestion
from bartizan.contract import Page
from bartizan.contract.paths import AttackPath, ChokePoint, WhatIf
from bartizan.model import UsageError
from bartizan.report.paging import ALL, Part
from bartizan.report.views import paths as views
from bartizan.service.published import LASTING, Published
from bartizan.store import SnapshotEngine

if TYPE_CHECKING:
    from bartizan.graph.paths.what_if import ListedPaths

CERTAINTIES = ("proven", "needs_vulnerability", "assumes_flaw", "conditional", "unknown")
KINDS = ("rule", "finding", "node")
_MEMO = "what-if"
LISTED = "listed paths"
"""The name in the memo of a snapshot under which its listed paths are kept, with their search."""
_SEARCHED = f"{LASTING}{LISTED}"
_MOST_ANSWERS = 100
_Tried = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def attack_paths(
    published: Published,
    *,
    id_: str = "",
    entry: str = "",
    target: str = "",
    scenario: str = "",
    certainty: str = "",
    part: Part = ALL,
) -> Page[AttackPath]:
    """Return paths, worst first; ``entry`` and ``target`` are IDs or names, ``id_`` may be the beginning of an ID."""
    engine = _with_paths(published)
    _one_of("certainty", certainty, CERTAINTIES)
    _check_scenario(published, scenario)
    nodes = {"entry": _node(engine, entry), "target": _node(engine, target)}
    return views.attack_paths(
        engine, id_=_path_id(engine, id_), **nodes, scenario=scenario, certainty=certainty, part=part
    )


def ways_in(
    published: Published,
    most: int,
    *,
    also: Sequence[str] = (),
    scopes: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> tuple[list[views.WayIn], int]:
    """Return where paths begin with the worst path of each, worst first, as ``report.views.paths.ways_in``."""
    return views.ways_in(_with_paths(published), most, also=also, scopes=scopes, kinds=kinds)


def neighbours(published: Published, path: AttackPath, most: int) -> Page[AttackPath]:
    """Return the worst ``most`` of the paths that share an end or a fix with one, and how many there are."""
    return views.neighbours(_with_paths(published), path, Part(limit=most))


def not_listed(published: Published, scenarios: Sequence[str] = ()) -> int:
    """Return how many paths were found and are not listed, of some scenarios or of all; 0 where there are no paths."""
    return views.not_listed(published.engine, scenarios) if views.has_paths(published.engine) else 0


def path_ids(published: Published) -> list[str]:
    """Return the IDs of all attack paths, worst first."""
    return [row["id"] for row in _with_paths(published).rows("select id from attack_path order by risk desc, id")]


def choke_points(published: Published, *, kind: str = "", part: Part = ALL) -> Page[ChokePoint]:
    """Return what ends most paths, with the exact number of them; ``kind`` is rule, finding or node."""
    engine = _with_paths(published)
    _one_of("kind", kind, KINDS)
    return views.choke_points(engine, kind, part)


@dataclass(frozen=True)
class ReachedTarget:
    """Something that attack paths reach, by node ID: what it is, how many paths and ways in, and the worst path."""

    id: str
    kind: str
    paths: int
    entries: int
    risk_level: str
    worst: str


def targets(published: Published, most: int = 200) -> list[ReachedTarget]:
    """Return what attack paths reach, the worst first; a path that reaches several counts for each."""
    rows = _with_paths(published).rows(
        "select m.node_id as id, arg_max(p.target_kind, (p.risk, p.id)) as kind, count(*) as paths, "
        "count(distinct p.entry_id) as entries, arg_max(p.risk_level, (p.risk, p.id)) as risk_level, "
        "arg_max(p.id, (p.risk, p.id)) as worst from attack_path_member as m join attack_path as p on p.id = m.path_id "
        "where m.role = 'target' group by 1 order by max(p.risk) desc, paths desc, m.node_id limit ?",
        [most],
    )
    return [ReachedTarget(**row) for row in rows]


def what_if(
    published: Published, *, rules: Sequence[str] = (), nodes: Sequence[str] = (), findings: Sequence[str] = ()
) -> Page[WhatIf]:
    """Return every path and whether it is gone or left once all that is named is fixed; the gone ones come first."""
    from bartizan.graph.paths.what_if import outcomes

    engine, memo = _with_paths(published), (tuple(rules), tuple(nodes), tuple(findings))
    answers = cast("OrderedDict[_Tried, Page[WhatIf]]", published.memo.setdefault(_MEMO, OrderedDict()))
    if kept := answers.get(memo):
        return kept
    for rule in rules:
        _one_of("rule", rule, _distinct(engine, "select distinct id as name from rule order by 1"))
    checks = [check for finding in findings for check in _failing(engine, finding)]
    ids = [_node(engine, node) for node in nodes]
    found = outcomes(engine, _listed(published), rules=rules, nodes=ids, checks=checks)
    page = Page([WhatIf.model_validate(row) for row in found], len(found))
    answers[memo] = page
    while len(answers) > _MOST_ANSWERS:
        with suppress(KeyError):  # another reader was quicker
            answers.popitem(last=False)
    return page


def plan(published: Published, most: int = 5) -> Page[ChokePoint]:
    """Return up to ``most`` rules, each the best once those before it are fixed, and what each ends then."""
    from bartizan.graph.paths.what_if import best_rules

    _with_paths(published)
    found = best_rules(_listed(published), most)
    return Page([ChokePoint.model_validate(row) for row in found], len(found))


def _listed(published: Published) -> "ListedPaths":
    """Return the listed paths with their search, which takes seconds of a large graph: it is kept for all fixes.

    The graph is the same whatever is decided; which of its paths are listed is not.
    """
    from bartizan.graph.paths.create import path_settings
    from bartizan.graph.paths.what_if import listed_paths

    settings, memo = path_settings(published.home), published.memo
    kept = cast("ListedPaths | None", memo.get(LISTED))
    if kept is None or kept.settings != settings:  # somebody changed the home's scenarios or weights
        before = cast("ListedPaths | None", memo.get(_SEARCHED))
        known = before.network if before and before.settings.risks == settings.risks else None
        kept = listed_paths(published.engine, settings, known)
        memo[LISTED] = memo[_SEARCHED] = kept
    return kept


def _with_paths(published: Published) -> SnapshotEngine:
    if not views.has_paths(published.engine):
        raise UsageError("this snapshot was made without attack paths; run `bartizan scan` again")
    return published.engine


def _check_scenario(published: Published, scenario: str) -> None:
    """Refuse what is no scenario; one that no path follows is, whether it ships or is the home's own."""
    from bartizan.graph.paths.create import path_settings

    followed = _distinct(published.engine, "select distinct scenario as name from attack_path order by 1")
    if scenario and scenario not in followed:
        known = {each.id for each in path_settings(published.home).scenarios}
        _one_of("scenario", scenario, sorted(known.union(followed)))


def _path_id(engine: SnapshotEngine, text: str) -> str:
    if not text:
        return ""
    ids = _distinct(engine, "select id as name from attack_path order by 1")
    found = [id_ for id_ in ids if id_.startswith(text)]
    if len(found) != 1 and text not in ids:
        what = f"{len(found)} attack paths begin with {text!r}" if found else f"unknown attack path {text!r}"
        raise UsageError(f"{what}{'' if found else suggestion(text, ids)}; see `bartizan attack-paths`")
    return found[0] if text not in ids else text


def _node(engine: SnapshotEngine, text: str) -> str:
    """Return the ID of a node that is named by its ID, in any case for Azure, or by its name; empty stays."""
    if not text:
        return ""
    for column in ("id", "name"):
        rows = engine.rows(f"select id from node where {column} = ? or lower({column}) = lower(?)", [text, text])
        if len(rows) > 1:
            ids = ", ".join(row["id"] for row in rows[:5])
            raise UsageError(f"{len(rows)} nodes are called {text!r}; name one by its ID: {ids}")
        if rows:
            return str(rows[0]["id"])
    near = suggestion(text, [row["name"] for row in engine.rows("select name from node where name <> '' order by n")])
    raise UsageError(f"unknown node {text!r}{near}; see `bartizan inventory --all`")


def _failing(engine: SnapshotEngine, finding: str) -> list[tuple[str, str]]:
    """Return the rule and the resource of a finding, as far as it fails."""
    rows = engine.rows("select rule_id, resource_id, status from finding where id = ?", [finding])
    if not rows:
        _one_of("finding", finding, _distinct(engine, "select id as name from finding order by 1"))
    return [(row["rule_id"], row["resource_id"]) for row in rows if row["status"] == "fail"]


def _distinct(engine: SnapshotEngine, query: str) -> list[str]:
    return [row["name"] for row in engine.rows(query)]


_SEE = {
    "finding": "; see `bartizan findings --format json`",
    "rule": "; see `bartizan rules list`",
    "scenario": "; see `bartizan attack-paths --columns scenario,title`",
}


def _one_of(what: str, text: str, known: Sequence[str]) -> None:
    if text and text not in known:
        few = f"; choose from {', '.join(known)}" if 0 < len(known) <= 12 else _SEE.get(what, "")
        raise UsageError(f"unknown {what} {text!r}{suggestion(text, known)}{few}")
