"""What judging costs: ``python bench/assess.py [workloads ...]`` prints ours, the target and what a loop takes.

Each size has a process of its own. The loop in Python (bench/loop.py) judges a sample with the same verdicts, and its
time is scaled to the size.

The workloads are made up from the rules' own examples: most columns hold a value that passes, some one that fails or
was not read. About one verdict in nine is kept, more than on an estate that is looked after.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from typing import Any

import loop
from bartizan.assess import Rule, assess, load_rules
from bartizan.assess.gaps import Gaps
from bartizan.base.bundled import bundled
from bartizan.normalize import schemas, sources
from bartizan.store.engine import OBSERVATION_COLUMNS, Engine, quoted

SHARES = {"aws_lambda_function": 0.6, "azure_web_app": 0.2, "azure_function_app": 0.2}
SIZES = {100_000: (2.5, 2500), 1_000_000: (25.0, 2500)}
"""Workloads, and the CPU seconds and MB that judging them may take."""
EMPTY = {"VARCHAR": "''", "BOOLEAN": "false", "VARCHAR[]": "[]", "INTEGER": "0", "BIGINT": "0"}
"""What a column holds that no rule has an example for."""
SAMPLE = 2_000
"""Workloads that the loop in Python judges."""
_ODD = 0.02
_SEED = 20260101


def fill(engine: Engine, table: str, rules: list[Rule], n: int) -> None:
    """Create a table of ``n`` rows whose values come from the examples of its rules."""
    usual, odd = pools(rules)
    columns = []
    for name, type_ in schemas()[table].items():
        plain = f"{usual.get(name, EMPTY.get(type_, 'null'))}::{type_}"
        if name in ("id", "name"):
            columns.append(f"'{table}/' || i::varchar as {name}")
        elif name == "scope":
            columns.append("(i % 50)::varchar as scope")
        elif name in odd:
            columns.append(f"case when random() < {_ODD} then {odd[name]}::{type_} else {plain} end as {quoted(name)}")
        else:
            columns.append(f"{plain} as {quoted(name)}")
    engine.create(table, f"select {', '.join(columns)} from range({n}) as t(i)")


def pools(rules: list[Rule]) -> tuple[dict[str, str], dict[str, str]]:
    """Return for each column the SQL of a value that passes, and of one that some other example has."""
    chance = random.Random(_SEED)
    found: dict[str, defaultdict[str, list[Any]]] = {"pass": defaultdict(list), "": defaultdict(list)}
    for rule in rules:
        for example in rule.examples:
            pool = found["pass" if example["expect"] == "pass" else ""]
            for name, value in example.items():
                if name != "expect" and not name.startswith("$"):
                    pool[name].append(value)
    usual = {name: sql(chance.choice(values)) for name, values in found["pass"].items()}
    return usual, {name: sql(chance.choice(values)) for name, values in found[""].items()}


def sql(value: Any) -> str:
    """Return a value of an example as SQL."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(sql(each) for each in value)}]"
    text = (
        json.dumps(value) if isinstance(value, dict) else str(value).lower() if isinstance(value, bool) else str(value)
    )
    return "'" + text.replace("'", "''") + "'"


def measure(workloads: int) -> dict[str, float]:
    """Judge that many workloads and return what it took."""
    columns = {table: schemas()[table] for table in SHARES}
    rules = of_tables()
    judged = list({rule.id: rule for of_table in rules.values() for rule in of_table}.values())
    with Engine(threads=1) as engine:
        fill_all(engine, rules, workloads)
        lineage = {name: source.lineage for name, source in sources().items()}
        began = time.process_time()
        assess(engine, judged, columns, Gaps(engine, lineage))
        cpu = time.process_time() - began
        kept = engine.rows("select count(*) as n from finding")[0]["n"]
        verdicts = engine.rows("select sum(n) as n from rule_result")[0]["n"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rules": len(judged), "cpu": cpu, "peak": peak, "kept": kept, "verdicts": int(verdicts)}


def of_tables() -> dict[str, list[Rule]]:
    """Return the rules of each table of workloads."""
    rules = load_rules([bundled("rules")], schemas()).values()
    return {table: [rule for rule in rules if table in rule.table] for table in SHARES}


def fill_all(engine: Engine, rules: dict[str, list[Rule]], workloads: int) -> None:
    """Create that many workloads."""
    engine.create_empty("observation", OBSERVATION_COLUMNS)
    engine.execute("select setseed(0.5)")
    for table, share in SHARES.items():
        fill(engine, table, rules[table], int(workloads * share))


def measure_loop() -> float:
    """Judge the sample in a loop and return the CPU seconds that one workload takes."""
    with Engine(threads=1) as engine:
        rules = of_tables()
        fill_all(engine, rules, SAMPLE)
        return loop.timed(engine, rules) / SAMPLE


def child(*arguments: str) -> Any:
    """Run a part in a process of its own and return what it printed."""
    return json.loads(subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE).stdout)


def main() -> None:
    """Print a line for each size."""
    print(f"loop: CPU of the same rules as a loop in Python, scaled from {SAMPLE:,} workloads with the same verdicts")
    each = child("--loop")
    heads = ("workloads", 10), ("rules", 6), ("verdicts", 12), ("kept", 10), ("CPU s", 8), ("most", 7), ("MB", 7)
    print(" ".join(head.rjust(width) for head, width in (*heads, ("most", 7), ("loop s", 8), ("ratio", 6))))
    for size in [int(text) for text in sys.argv[1:]] or SIZES:
        row = child("--one", str(size))
        cpu, peak = SIZES.get(size, (0.0, 0))
        print(
            f"{size:>10,} {row['rules']:>6} {row['verdicts']:>12,} {row['kept']:>10,} "
            f"{row['cpu']:>8.2f} {cpu:>7} {row['peak']:>7.0f} {peak:>7} "
            f"{each * size:>8.1f} {each * size / row['cpu']:>6.1f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    elif sys.argv[1:2] == ["--loop"]:
        print(json.dumps(measure_loop()))
    else:
        main()
