"""What stands behind a column, read from the engine's syntax tree."""

from bartizan.normalize.syntax import Select, syntax_tree
from bartizan.store import Engine

SQL = """
with judged as (select id, bool_or(ok) as ok from policy group by id),
further as (select * from judged)
select
    self.id,
    (url.body -> '$.AuthType') is not null as has_url,
    further.ok as is_public,
    len(list_filter(role.names, lambda name: name <> url.name)) as role_count,
    (select count(*) from layer where layer.id = self.id) as layer_count
from self left join url on url.id = self.id left join further on further.id = self.id, role
union all select id, true, true, 1, 1 from extra
"""


def test_each_column_names_what_it_stands_on() -> None:
    with Engine() as engine:
        select = Select(syntax_tree(engine, SQL))
    assert select.references == {"self", "url", "policy", "role", "layer", "extra"}
    assert select.columns == ["id", "has_url", "is_public", "role_count", "layer_count"]
    assert select.lineage({"role", "layer"}) == {
        "id": {"self"},
        "has_url": {"url"},
        "is_public": {"policy"},
        "role_count": {"role.names", "url"},
        "layer_count": {"layer", "self"},
    }
