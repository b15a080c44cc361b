"""The tags of resources as rows, for decisions that go by tag."""

from bartizan.store.engine import Engine, literal, quoted

_COLUMNS = {"type": "varchar", "id": "varchar", "key": "varchar", "value": "varchar"}
_NONE = "(select '' as type, '' as id, '' as key, '' as value where false)"


def tags(engine: Engine, *, are_asked_for: bool = True) -> str:
    """Return a relation of the tags of the resources that have findings: type, id, key, value. It is made once.

    Keys of Azure are in lower case, since its tag names ignore case. Tags that could not be read give no row. No
    decision changes it: in a layer, it is made below.
    """
    if not are_asked_for:
        return _NONE
    return engine.below().once("tag", _create)


def _create(engine: Engine) -> None:
    engine.create_empty("tag", _COLUMNS)
    for row in engine.rows("select distinct resource_type as type from finding"):
        if engine.has(row["type"]) and "tags" in engine.columns(row["type"]):
            engine.execute(_insert(row["type"]))


def _insert(type_: str) -> str:
    key = "lower(entry.key)" if type_.startswith("azure_") else "entry.key"
    return f"""
        insert into tag select {literal(type_)}, id, {key}, entry.value from {quoted(type_)} join (
            select tags, unnest(map_entries(try_cast(try_cast(tags as json) as map(varchar, varchar)))) as entry
            from (select distinct tags from {quoted(type_)})
        ) using (tags)"""
