"""Leave out resources that were gone when they were asked about: their listing is older than the answer."""

from bartizan.store.engine import Engine

_OWN = "('detail')"
"""The aspects that a resource answers as long as it is there."""


def drop_gone(engine: Engine) -> None:
    """Remove all that the engine's ``observation`` table holds of resources without an answer about themselves."""
    engine.execute(
        "delete from observation where (kind, scope, region, id) in "
        f"(select (kind, scope, region, id) from observation where aspect in {_OWN} and outcome = 'absent')"
    )
