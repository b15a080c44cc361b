"""What stands behind the parts of a resource, and where they could not be read."""

from bartizan.explore.rows import PartError, Rows
from bartizan.explore.schema import Schema
from bartizan.explore.tree import Related
from bartizan.explore.vocabulary import RowPart
from bartizan.store.engine import literal, quoted


def part_rows(schema: Schema, of: RowPart, rows: Rows) -> str:
    """Return the SELECT of a part's rows with the ``id`` of the resource that each belongs to."""
    return of.rows.format(type=rows.type, code=_code(schema, rows))


def part_gap(schema: Schema, of: RowPart, rows: Rows) -> str:
    """Return the SQL that is true of a resource ``t`` whose part could not be read."""
    gap = of.gap.format(policies_gap=_policies_gap(schema, rows), node_gap=_node_gap(schema, rows))
    if "severe_layer_packages" in rows.columns and of.needs:
        return f"({gap} or t.severe_layer_packages is null)"
    return gap


def _code(schema: Schema, rows: Rows) -> str:
    """Return the SELECT of a workload's own code and that of its layers."""
    own = f"select id, code_digest as digest from {quoted(rows.type or '')}"
    if "layers" not in rows.columns or "observation" not in schema.tables:
        return f"({own})"
    layer = (
        "select distinct on (id) id, body ->> '$.digest' as digest from observation where "
        "kind = 'aws_lambda_layer_version' and aspect = 'code' and outcome = 'ok' order by id, observed_at desc"
    )
    used = f"select id, unnest(layers) as arn from {quoted(rows.type or '')} where code_status <> 'off'"
    return f"({own} union select f.id, y.digest from ({used}) as f join ({layer}) as y on y.id = f.arn)"


def _node_gap(schema: Schema, rows: Rows) -> str:
    if not schema.has_graph:
        return "false"
    kind = f"s.kind = {literal(rows.type)}"
    return f"t.id in (select s.id from edge_gap as g join node as s on s.n = g.source_n where {kind})"


def _policies_gap(schema: Schema, rows: Rows) -> str:
    unread = "t.is_admin is null or " if "is_admin" in rows.columns else ""
    return f"({unread}{_node_gap(schema, rows)})"


def check_part(schema: Schema, part: Related, of: RowPart, rows: Rows) -> None:
    """Refuse a part that a type does not have, or that a snapshot has no table of."""
    if missing := set(of.needs) - set(rows.columns):
        raise PartError(part, f"{rows.type} has no {part.related}: it has no {', '.join(sorted(missing))}")
    if part.to.find is not None or part.through or part.within is not None:
        raise PartError(part, f"{part.related!r} takes conditions alone: {part.related} (severity = high)")
    if absent := [table for table in of.tables if table not in schema.tables]:
        raise PartError(part, f"this snapshot has no {absent[0].replace('_', ' ')}; run `bartizan scan` again")
