"""What every identity can do, who can be it, and whether it can become an administrator."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from bartizan.graph.kernel.csr import FAR, Graph, Ints, compress, hops_to
from bartizan.store import Engine

_FOLDER = Path(__file__).parent
_EFFECTS = ("yes", "conditional", "unknown")
_MOST_HOPS = 12
_MOST_TARGETS = 100
"""Stores that a row lists; ``data_access`` counts them all."""


def make_identities(engine: Engine) -> None:
    """Create ``identity`` from what permit wrote, one row per role, user, group and principal of Azure."""
    facts = (_FOLDER / "identity.sql").read_text(encoding="utf-8").replace("{most}", str(_MOST_TARGETS))
    engine.create("identity_fact", facts)
    engine.create_empty("identity_way", {"principal_id": "varchar", "can_become_admin": "varchar", "via": "json"})
    rows = [{"principal_id": id_, "can_become_admin": word, "via": via} for id_, word, via in _ways(engine)]
    engine.execute(
        "insert into identity_way select row.principal_id, row.can_become_admin, row.via from (select unnest(from_json("
        '?::json, \'[{"principal_id": "VARCHAR", "can_become_admin": "VARCHAR", "via": "JSON"}]\')) as row)',
        [orjson.dumps(rows).decode()],
    )
    engine.create(
        "identity",
        "select principal_id, provider, type, scope, name, is_admin, can_become_admin, via, "
        "* exclude (principal_id, provider, type, scope, name, is_admin, can_become_admin, via) "
        "from identity_fact join identity_way using (principal_id) order by principal_id",
    )
    for name in ("identity_fact", "identity_way"):
        engine.execute(f"drop table {name}")


def _ways(engine: Engine) -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    """Yield for each identity whether it can become an administrator, and the fewest steps to that."""
    known = engine.rows("select principal_id, is_admin from identity_fact order by principal_id")
    steps = engine.rows((_FOLDER / "identity_step.sql").read_text(encoding="utf-8"))
    numbers = {row["principal_id"]: n for n, row in enumerate(known)}
    steps = [each for each in steps if each["source"] in numbers and (not each["target"] or each["target"] in numbers)]
    admin = len(known)
    ends = np.array([admin, *(numbers[row["principal_id"]] for row in known if row["is_admin"])], np.int64)
    searches = [_AdminSearch(steps, numbers, admin, ends, _EFFECTS[: nth + 1]) for nth in range(len(_EFFECTS))]
    for n, row in enumerate(known):
        if row["is_admin"]:
            yield row["principal_id"], "yes", []
            continue
        found = next(((word, via) for word, each in zip(_EFFECTS, searches, strict=True) if (via := each.via(n))), None)
        word, via = found or ("unknown" if row["is_admin"] is None else "no", [])
        yield row["principal_id"], word, via


class _AdminSearch:
    """The fewest steps to an administrator by steps of some effects."""

    def __init__(
        self,
        steps: Sequence[Mapping[str, Any]],
        numbers: Mapping[str, int],
        admin: int,
        ends: Ints,
        effects: Sequence[str],
    ) -> None:
        self._steps = [each for each in steps if each["effect"] in effects]
        source = np.array([numbers[each["source"]] for each in self._steps], np.int64)
        target = np.array([numbers.get(each["target"], admin) for each in self._steps], np.int64)
        self._graph: Graph = compress(admin + 1, source, target)
        self._need = hops_to(self._graph, ends, _MOST_HOPS)

    def via(self, node: int) -> list[dict[str, str]]:
        """Return the steps from a node, none where it gets nowhere."""
        found = []
        while 0 < self._need[node] < FAR:
            start, end = self._graph.starts[node : node + 2]
            row = next(r for r in range(start, end) if self._need[self._graph.targets[r]] == self._need[node] - 1)
            step = self._steps[self._graph.edges[row]]
            found.append({"edge": step["edge"], "target": step["target"], "why": step["why"]})
            node = int(self._graph.targets[row])
        return found
