"""Which paths, identities and answers of queries went, or turned, without a word when a read was refused."""

from collections.abc import Callable, Mapping

import orjson

from bartizan.explore.ask import compiled
from bartizan.explore.template import templates
from bartizan.explore.words import QueryError
from bartizan.graph.identities import make_identities
from bartizan.graph.paths.create import create_paths, path_settings
from bartizan.store import Engine
from tests.graph.edges.silence import Edge, gaps

Pair = tuple[str, str]
Answers = dict[str, tuple[dict[str, str], str]]
SETTINGS = path_settings()


def stories(engine: Engine) -> dict[Pair, list[Edge]]:
    """Search the graph, and return the steps of the path from each node that is entered to each target."""
    create_paths(engine, SETTINGS)
    members: dict[str, dict[str, list[str]]] = {}
    for row in engine.rows("select path_id, role, node_id from attack_path_member"):
        members.setdefault(row["path_id"], {}).setdefault(row["role"], []).append(row["node_id"])
    found: dict[Pair, list[Edge]] = {}
    for row in engine.rows("select id, steps from attack_path"):
        steps = [(step["source"], step["target"], step["edge"]) for step in orjson.loads(row["steps"])]
        roles = members[row["id"]]
        found |= {(entry, target): steps for entry in roles["entry"] for target in roles["target"]}
    return found


def silent_stories(
    before: Mapping[Pair, list[Edge]], after: Mapping[Pair, list[Edge]], known: Mapping[Edge, set[str]], engine: Engine
) -> list[Pair]:
    """Return the paths that are gone, with no gap for any of their steps.

    A path shows the steps to one of its targets; those to the others may be longer, and which edges they lost, and
    whether gaps explain that, is asked of the edges. Who is administrator has all other targets, and what runs where it
    came in is told only where nothing is behind. Of one identity's ways to a target the likeliest is told: where a
    refusal makes that one less sure, it is another entry's, which passes what the first one enters.
    """
    unread = gaps(engine)
    passed = {(node, target) for (_, target), steps in after.items() for step in steps for node in step[:2]}
    entered = {entry for entry, _ in after}
    rulers = {entry for entry, target in after if target.startswith("admin:")}
    return sorted(
        pair
        for pair, steps in before.items()
        if pair not in after
        and pair not in passed
        and pair[1] == steps[-1][1]
        and pair[0] not in rulers
        and not (pair[0] in entered and len({target for _, target, _ in steps}) == 1)
        and not any((node, step[2]) in unread for step in steps for node in known.get(step, ()))
    )


def identities(engine: Engine) -> dict[str, tuple[object, str]]:
    """Return of each identity whether it is administrator, and can become one."""
    make_identities(engine)
    rows = engine.rows("select principal_id, is_admin, can_become_admin from identity")
    return {row["principal_id"]: (row["is_admin"], row["can_become_admin"]) for row in rows}


def turned(before: Mapping[str, tuple[object, str]], after: Mapping[str, tuple[object, str]]) -> list[str]:
    """Return the identities that are, or can become, less than before without being unknown or conditional."""
    return sorted(
        id_
        for id_, (is_admin, becomes) in after.items()
        if id_ in before
        and (
            (before[id_][0] is True and is_admin is False)
            or (before[id_][1] != "no" and becomes == "no" and is_admin is False)
        )
    )


def asking(engine: Engine) -> Callable[[], Answers]:
    """Return what asks each template that the tables suffice for: its rows, and the type that it finds.

    The tables have the same columns whatever is refused, so that each template is compiled once.
    """
    asked = {}
    for name, template in templates().items():
        query = template.written()
        try:
            asked[name] = compiled(engine, query).sql, query.query.find
        except QueryError:
            continue  # its table is made by a later stage
    return lambda: {
        name: ({row["id"]: row["match"] for row in engine.rows(sql)}, type_) for name, (sql, type_) in asked.items()
    }


def wrong_answers(before: Answers, after: Answers, engine: Engine) -> list[tuple[str, str]]:
    """Return the rows that are no more found though they are still there, and those that match only now."""
    found = []
    for template, (rows, type_) in before.items():
        there = {row["id"] for row in engine.rows(f"select id from {type_}")}
        now = after[template][0]
        found += [(template, id_) for id_ in rows if id_ in there and id_ not in now]
        found += [(template, id_) for id_, match in now.items() if match == "yes" and rows.get(id_) != "yes"]
    return sorted(found)
