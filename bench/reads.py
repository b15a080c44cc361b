"""What a read of a large snapshot costs: ``python bench/reads.py [workloads]`` prints CPU seconds and peak memory.

The snapshot is made of 100,000 workloads with twelve findings each; every figure is a whole process.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bartizan.assess import load_rules
from bartizan.base.bundled import bundled
from bartizan.decide.order import number
from bartizan.decide.score import scores
from bartizan.model import now
from bartizan.normalize import schemas
from bartizan.report.views.inventory import create_inventory
from bartizan.state import Manifest, State
from bartizan.store import Engine, snapshot_store
from bartizan.store.engine import quoted
from bartizan.store.rules import save_rules

WORKLOADS = 100_000
FINDINGS = 12
COMMANDS = {
    ("findings", "--limit", "50"): 1.0,
    ("findings", "--limit", "50", "--severity", "high", "--sort", "resource_name"): 1.0,
    ("inventory", "--limit", "50"): 1.0,
    ("recommendations",): 1.0,
}
TARGET_MB = 300
_TABLE = "aws_lambda_function"
_OTHERS = {
    "risk_factor": {"resource_id": "varchar", "factor": "varchar", "state": "varchar", "why": "varchar"},
    "workload_link": {"resource_id": "varchar", "workload_id": "varchar"},
}


def fill(engine: Engine, workloads: int) -> None:
    """Create the tables of a snapshot."""
    columns = schemas()[_TABLE]
    given = {
        "id": "'arn:aws:lambda:eu-west-1:' || lpad((n % 50)::varchar, 12, '0') || ':function:service-' || n",
        "name": "'service-' || n",
        "scope": "lpad((n % 50)::varchar, 12, '0')",
        "region": "'eu-west-1'",
        "runtime": "'python3.13'",
        "exposure": "['internet', 'private'][1 + (n % 10 > 0)::int]",
        "tags": "json_object('team', 'team-' || n % 40)::varchar",
        "observed_at": "timestamp '2026-01-01'",
    }
    select = ", ".join(f"({given.get(name, 'null')})::{type_} as {quoted(name)}" for name, type_ in columns.items())
    engine.create(_TABLE, f"select {select} from range({workloads}) as t(n)")
    engine.create(
        "resource",
        f"select id, '{_TABLE}' as type, timestamp '2026-01-01' as first_seen, timestamp '2026-01-02' as last_seen "
        f"from {_TABLE}",
    )
    rules = [r for r in load_rules([bundled("rules")], schemas()).values() if _TABLE in r.table][:FINDINGS]
    save_rules(engine, [rule.model_dump(mode="json") for rule in rules])
    engine.create(
        "finding",
        "select rule.id as rule_id, ['fail', 'unknown'][1 + (hash(f.id) % 5 = 0)::int] as status, severity, "
        f"f.id as resource_id, '{_TABLE}' as resource_type, name as resource_name, scope, region, "
        "json_object('runtime', runtime) as evidence, ['lambda:GetPolicy denied'] as missing, "
        "['critical', 'high', 'medium', 'low'][1 + (hash(f.id || rule.id) % 4)::int] as risk_level, "
        "['internet_exposure'] as risk_factors, 'it can be called from the internet' as risk_reason, "
        "timestamp '2026-01-01' as first_seen, timestamp '2026-01-02' as last_seen "
        f"from {_TABLE} as f cross join rule",
    )
    engine.create(
        "rule_result", "select rule_id, resource_type, scope, status, count(*) as n from finding group by all"
    )
    for name, types in _OTHERS.items():
        engine.create_empty(name, types)
    number(engine)
    create_inventory(engine)


def publish(home: Path, workloads: int) -> None:
    """Publish the snapshot in a home."""
    with Engine() as engine, snapshot_store(home, "default").draft("large") as draft:
        fill(engine, workloads)
        draft.seal(engine, engine.tables())
        (found,) = scores(engine)
        summary = {"snapshot_id": "large", "score": found.score, "score_unknown_share": found.unknown_share}
        manifest = Manifest("large", "default", now(), now(), "complete", summary)
        draft.publish(lambda: State(home).publish(manifest))


def cost(home: Path, command: tuple[str, ...]) -> tuple[float, float, int]:
    """Return the CPU seconds and the peak MB of a command, and how many rows it printed."""
    code = (
        "import sys, time\nfrom bartizan.cli import main\ntry:\n    main()\nfinally:\n"
        "    peak = open('/proc/self/status').read().partition('VmHWM:')[2].split()[0]\n"
        "    print(time.process_time(), int(peak) / 1024, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command, "--home", str(home), "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    cpu, peak = done.stderr.split()[-2:]
    return float(cpu), float(peak), len(json.loads(done.stdout))


def main() -> None:
    workloads = int(sys.argv[1]) if len(sys.argv) > 1 else WORKLOADS
    with tempfile.TemporaryDirectory() as folder:
        publish(Path(folder), workloads)
        print(f"{workloads} workloads, {workloads * FINDINGS} findings; target {TARGET_MB} MB each")
        print(f"{'command':72}{'CPU s':>8}{'target':>8}{'MB':>8}{'rows':>8}")
        for command, target in COMMANDS.items():
            cpu, peak, rows = cost(Path(folder), command)
            print(f"{' '.join(command):72}{cpu:8.2f}{target:8.2f}{peak:8.0f}{rows:8}")


if __name__ == "__main__":
    main()
