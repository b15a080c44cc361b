"""The demo estate through every stage: who is found, what is said of them, and the stories that must come out."""

import json
import os
from collections import Counter
from pathlib import Path

from bartizan.report.views.inventory import inventory
from tests.conftest import Emulators
from tests.golden.verdicts import scanned, verdicts

GOLDEN = Path(__file__).parent / "verdicts.json"


async def test_every_verdict(emulators: Emulators, tmp_path: Path) -> None:
    """Holds each verdict of each rule; ``make golden`` rewrites the file, its diff is the review."""
    with await scanned(emulators, tmp_path) as engine:
        judged = verdicts(engine)
    told: dict[str, dict[str, list[str]]] = {}
    for key, row in sorted(judged.items()):
        if row["status"] != "not_applicable":
            told.setdefault(key.rule_id, {}).setdefault(row["status"], []).append(key.resource_id)
    if os.environ.get("BARTIZAN_GOLDEN"):
        GOLDEN.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert told == json.loads(GOLDEN.read_text(encoding="utf-8"))


async def test_the_whole_company_is_in_one_inventory(emulators: Emulators, tmp_path: Path) -> None:
    with await scanned(emulators, tmp_path) as engine:
        rows = inventory(engine).items
        observed = {r["id"] for r in engine.rows("select id from observation where aspect = 'self'")}
    types = Counter(row.type for row in rows)
    assert types["aws_lambda_function"] >= 40
    assert types["azure_function_app"] >= 15
    assert types["azure_web_app"] >= 15
    # An API's answer tells of its stages.
    assert {row.id.partition("/stages")[0] for row in rows} <= observed
    assert len({row.scope for row in rows if row.type.startswith("aws_lambda")}) == 2
    assert len({row.scope for row in rows if row.type.startswith("azure_web")}) == 2


async def test_much_of_the_company_is_well_configured(emulators: Emulators, tmp_path: Path) -> None:
    with await scanned(emulators, tmp_path) as engine:
        workloads = [
            r
            for r in inventory(engine).items
            if r.type in ("aws_lambda_function", "azure_function_app", "azure_web_app")
        ]
    bad = [row for row in workloads if {"critical", "high"} & set(row.findings)]
    assert len(bad) <= 0.6 * len(workloads)
