"""What a question costs on a made-up estate: three relations, one of them *none of*, over 1 M workloads.

``python bench/explore.py`` prints ours, the target and what a prototype took, in CPU seconds of the process. The estate
has 2.4 M edges: each workload runs as one of 300 k roles, which read buckets and assume each other.
"""

import time

from bartizan.explore.ask import ask
from bartizan.explore.parse import parse
from bartizan.graph.tables import EDGE, EDGE_GAP, NODE
from bartizan.store import Engine

WORKLOADS, ROLES, BUCKETS = 1_000_000, 300_000, 400_000
READS, ASSUMES = 1_000_000, 400_000
TARGET, PROTOTYPE = 0.5, 0.33
LIMIT = 50
"""With a limit there are more rows than are shown, and they are counted in a second pass."""
QUERY = (
    "find aws_lambda_function where exposure = internet and runs_as (aws_iam_role where can_read (aws_s3_bucket where "
    "is_public) and no can_assume (aws_iam_role where is_admin))"
)
_TABLES = {
    "aws_lambda_function": ("exposure", "varchar", "if(i % 50 = 0, 'internet', 'private')", 0, WORKLOADS),
    "aws_iam_role": ("is_admin", "boolean", "i % 100 = 0", WORKLOADS, ROLES),
    "aws_s3_bucket": ("is_public", "boolean", "i % 40 = 0", WORKLOADS + ROLES, BUCKETS),
}


def estate() -> Engine:
    """Return an engine with the tables of resources and of the graph."""
    engine = Engine(threads=2)
    engine.create_empty("node", NODE)
    engine.create_empty("edge", EDGE)
    engine.create_empty("edge_gap", EDGE_GAP)
    for table, (column, kind, value, first, n) in _TABLES.items():
        engine.create_empty(table, {"id": "varchar", "name": "varchar", "scope": "varchar", column: kind})
        engine.execute(
            f"insert into {table} select 'id:' || (i + {first}), 'n' || i, '1', {value} from range({n}) as r(i)"
        )
        engine.execute(
            f"insert into node select i + {first}, 'id:' || (i + {first}), '{table}', 'n' || i, 'aws', '1' "
            f"from range({n}) as r(i)"
        )
    role, bucket = WORKLOADS, WORKLOADS + ROLES
    _edges(engine, "runs_as", "i", f"{role} + hash(i) % {ROLES}", WORKLOADS)
    _edges(engine, "can_read", f"{role} + i % {ROLES}", f"{bucket} + hash(i) % {BUCKETS}", READS)
    _edges(engine, "can_assume", f"{role} + i % {ROLES}", f"{role} + hash(i + 7) % {ROLES}", ASSUMES)
    return engine


def _edges(engine: Engine, kind: str, source: str, target: str, n: int) -> None:
    engine.execute(
        f"insert into edge select {source}, {target}, '{kind}', 'controls', 'yes', '', '', '', [] "
        f"from range({n}) as r(i)"
    )


def main() -> None:
    """Print the figures of the best of three runs."""
    with estate() as engine:
        for title, text in (("all rows", QUERY), (f"the first {LIMIT}", f"{QUERY} limit {LIMIT}")):
            print(f"{title:14} ours {_best(engine, text):.2f} s CPU   target {TARGET}   prototype {PROTOTYPE}")


def _best(engine: Engine, text: str) -> float:
    query, taken = parse(text), []
    for _ in range(3):
        begun = time.process_time()
        ask(engine, query)
        taken.append(time.process_time() - begun)
    return min(taken)


if __name__ == "__main__":
    main()
