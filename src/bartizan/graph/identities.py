"""What every identity can do, who can be it, and whether it can become an administrator."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

from bartizan.store import Engine

_FOLDER = Path(__file__).parent
_EFFECTS = ("yes", "conditional", "unknown")
_UNREAD = {"listing": "identity_unread.sql", "azure_app_reference": "identity_unread_code.sql"}
"""By the table that each needs: which identities may become others for all that was read."""
_MOST_HOPS = 12
_MOST_TARGETS = 100
"""Stores that a row lists; ``data_access`` counts them all."""


def make_identities(engine: Engine) -> None:
    """Create ``identity`` from what permit wrote, one row per role, user, group and principal of Azure."""
    facts = (_FOLDER / "identity.sql").read_text(encoding="utf-8").replace("{most}", str(_MOST_TARGETS))
    engine.create("identity_fact", facts)
    engine.create_empty("identity_way", {"principal_id": "varchar", "can_become_admin": "varchar", "via": "json"})
    engine.insert("identity_way", ((id_, word, orjson.dumps(via).decode()) for id_, word, via in _ways(engine)))
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
    ends = {admin, *(numbers[row["principal_id"]] for row in known if row["is_admin"])}
    unread = _unread(engine)
    # One who can become any of these may become an administrator, too.
    perhaps = {n for n, row in enumerate(known) if row["is_admin"] is None or row["principal_id"] in unread}
    searches = [
        _AdminSearch(steps, numbers, admin, ends | perhaps if word == "unknown" else ends, _EFFECTS[: nth + 1])
        for nth, word in enumerate(_EFFECTS)
    ]
    for n, row in enumerate(known):
        if row["is_admin"]:
            yield row["principal_id"], "yes", []
            continue
        found = next(((word, via) for word, each in zip(_EFFECTS, searches, strict=True) if (via := each.via(n))), None)
        word, via = found or ("unknown" if n in perhaps else "no", [])
        yield row["principal_id"], word, via


def _unread(engine: Engine) -> frozenset[str]:
    """Return the identities that may lead to what a refused listing, or the settings of an app, would have named."""
    files = [file for table, file in _UNREAD.items() if engine.has(table)]
    rows = chain.from_iterable(engine.rows((_FOLDER / file).read_text(encoding="utf-8")) for file in files)
    return frozenset(row["principal_id"] for row in rows)


class _AdminSearch:
    """The fewest steps to an administrator by steps of some effects.

    In plain Python: for so few steps, reading numpy takes every scan longer, and 16 MB.
    """

    def __init__(
        self,
        steps: Sequence[Mapping[str, Any]],
        numbers: Mapping[str, int],
        admin: int,
        ends: Collection[int],
        effects: Sequence[str],
    ) -> None:
        self._from: defaultdict[int, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
        sources: defaultdict[int, list[int]] = defaultdict(list)
        for step in steps:
            if step["effect"] in effects:
                source, target = numbers[step["source"]], numbers.get(step["target"], admin)
                self._from[source].append((target, step))
                sources[target].append(source)
        self._need = _hops_to(ends, sources)

    def via(self, node: int) -> list[dict[str, str]]:
        """Return the steps from a node, none where it gets nowhere."""
        found = []
        while need := self._need.get(node):
            nearer = (each for each in self._from[node] if self._need.get(each[0]) == need - 1)
            node, step = min(nearer, key=itemgetter(0))
            found.append({"edge": step["edge"], "target": step["target"], "why": step["why"]})
        return found


def _hops_to(ends: Collection[int], sources: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return how many steps each node needs to one of the ends, by the nodes from which a step leads to each."""
    need = dict.fromkeys(ends, 0)
    reached = set(ends)
    for hops in range(1, _MOST_HOPS + 1):
        reached = {source for node in reached for source in sources.get(node, ())} - need.keys()
        need |= dict.fromkeys(reached, hops)
    return need
