"""What each connector reads: the accounts or subscriptions that were found below its target, each with its plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bartizan.pipeline.watched import covering
from bartizan.service.connecting import PlannedScope, planned
from bartizan.service.published import Published, once

_SCOPES = """
select distinct split_part(kind, '_', 1) as provider, scope from observation
where kind in ('aws_account', 'azure_subscription') and aspect = 'self' and scope <> '' order by all
"""


@dataclass(frozen=True)
class ConnectorTree:
    """A connector with the plan of all that it reads, and below it the scopes with theirs.

    A connector of one account or subscription has none below it, unless one has a plan of its own; ``own`` are those
    that have. All others have the connector's.
    """

    root: PlannedScope
    scopes: Sequence[PlannedScope] = ()
    own: frozenset[str] = frozenset()

    @property
    def all(self) -> list[PlannedScope]:
        """The connector's plan, then those of the scopes below it."""
        return [self.root, *self.scopes]


def connector_trees(home: Path, published: Published | None, *, directory: str) -> list[ConnectorTree]:
    """Return the connectors by name, with the scopes that the latest scan found through each."""
    found = planned(home, directory=directory)
    connectors = [each.connector for each in found if not each.plan.scope]
    below: dict[str, set[str]] = {each.id: set() for each in connectors}
    for provider, scope in _read(published) if published else ():
        by = covering(connectors, provider, scope)
        if by and not by.single_scope:
            below[by.id].add(scope)
    return [_tree(root, found, below[root.connector.id]) for root in found if not root.plan.scope]


def _tree(root: PlannedScope, found: Sequence[PlannedScope], below: set[str]) -> ConnectorTree:
    own = {each.plan.scope: each for each in found if each.connector.id == root.connector.id and each.plan.scope}
    scopes = [
        own.get(scope) or PlannedScope(root.connector, replace(root.plan, scope=scope))
        for scope in sorted(below | own.keys())
    ]
    return ConnectorTree(root, scopes, frozenset(own))


@once
def _read(published: Published) -> Sequence[tuple[str, str]]:
    """Return the accounts and subscriptions of a snapshot with their clouds: looked for once of it."""
    rows = published.engine.rows(_SCOPES) if published.engine.has("observation") else []
    return [(row["provider"], row["scope"]) for row in rows]
