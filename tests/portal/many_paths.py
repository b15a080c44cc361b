"""An estate with as many attack paths as a test asks for, all of one scenario, over the functions that were scanned."""

from pathlib import Path

from bartizan.service.reading import Snapshots
from bartizan.store import Engine
from bartizan.store.engine import literal

RULE = "aws.lambda.public_function_url"
_STEPS = f"""
json_array(
    json_object('source', json_extract_string(w.steps, '$[0].source'), 'edge', 'invokes', 'target', f.id,
        'why', 'its URL asks for no login', 'rule_ids', json_array('{RULE}')),
    json_object('source', f.id, 'edge', 'runs_as', 'target', f.role_arn,
        'why', 'it is the execution role', 'rule_ids', json_array()),
    json_object('source', f.role_arn, 'edge', 'can_read', 'target', b.id,
        'why', 's3:GetObject', 'rule_ids', json_array())
)
"""
_MADE = f"""
with pair as (
    select f, b, row_number() over (order by f.id, b.id) as n
    from {{functions}} as f, {{buckets}} as b where f.role_arn <> ''
)
select w.* replace (
    printf('%016x', n) as id, 'Path ' || n as title, 90 - n / 10.0 as risk, f.id as entry_id, b.id as target_id,
    {_STEPS} as steps, {{capped}} as capped, ['{RULE}'] as breaks
) from pair, (select * from {{paths}} order by risk desc limit 1) as w where n <= {{n}} order by n
"""


def with_paths(home: Path, n: int, capped: int = 0) -> Path:
    """Give the snapshot of a scanned home so many paths instead of its own, ``capped`` more not listed; return it."""
    with Snapshots(home).open() as published:
        files = published.engine.files
    names = {
        "paths": files["attack_path"],
        "functions": files["aws_lambda_function"],
        "buckets": files["aws_s3_bucket"],
    }
    with Engine() as engine:
        read = {name: f"read_parquet({literal(str(file))})" for name, file in names.items()}
        engine.create("made", _MADE.format(n=n, capped=capped, **read))
        member = " union all ".join(
            f"select id as path_id, {node} as node_id, '{role}' as role from made"
            for node, role in (("entry_id", "entry"), ("target_id", "target"))
        )
        for table, select in (("attack_path", "from made"), ("attack_path_member", member)):
            engine.execute(f"copy ({select}) to {literal(str(files[table]))} (format parquet)")
    return home
