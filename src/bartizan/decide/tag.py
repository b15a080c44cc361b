"""The tags of resources as rows, for decisions that go by tag."""

from bartizan.store.engine import Engine, literal, quoted


def create_tags(engine: Engine) -> None:
    """Create the table ``tag`` (type, id, key, value) of the resources that have findings.

    Keys of Azure are in lower case, since its tag names ignore case. Tags that could not be read give no row.
    """
    engine.create_empty("tag", {"type": "varchar", "id": "varchar", "key": "varchar", "value": "varchar"})
    present = set(engine.tables())
    for row in engine.rows("select distinct resource_type as type from finding"):
        if row["type"] in present and "tags" in engine.columns(row["type"]):
            engine.execute(_insert(row["type"]))


def _insert(type_: str) -> str:
    key = "lower(entry.key)" if type_.startswith("azure_") else "entry.key"
    return (
        f"insert into tag select {literal(type_)}, id, {key}, entry.value from ("
        "select id, unnest(map_entries(try_cast(try_cast(tags as json) as map(varchar, varchar)))) as entry "
        f"from {quoted(type_)})"
    )
