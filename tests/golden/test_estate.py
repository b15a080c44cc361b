"""The demo estate through every stage: who is found, what is said of them, and the stories that must come out."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.report.views.inventory import inventory
from bartizan.service.published import open_published
from bartizan.store import Engine
from tests.golden.verdicts import Verdicts, explained, verdicts

GOLDEN = Path(__file__).parent / "verdicts.json"


@pytest.fixture(scope="module")
def engine(demo_home: Path) -> Iterator[Engine]:
    """The snapshot of one scan of the whole company."""
    with open_published(demo_home) as published:
        yield published.engine


@pytest.fixture(scope="module")
def judged(engine: Engine) -> Verdicts:
    return verdicts(engine)


def test_every_verdict(judged: Verdicts) -> None:
    """Holds each verdict of each rule; ``make golden`` rewrites the file, its diff is the review."""
    told: dict[str, dict[str, list[str]]] = {}
    for key, row in sorted(judged.items()):
        if row["status"] != "not_applicable":
            told.setdefault(key.rule_id, {}).setdefault(row["status"], []).append(key.resource_id)
    if os.environ.get("BARTIZAN_GOLDEN"):
        GOLDEN.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert told == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_every_unknown_names_the_call_that_was_not_answered(judged: Verdicts) -> None:
    """Nothing is denied here but what the estate itself withholds."""
    unknown = {key: row["missing"] for key, row in judged.items() if row["status"] == "unknown"}
    assert {key.rule_id.partition(".")[0] for key in unknown} >= {"aws", "azure"}
    assert {key: missing for key, missing in unknown.items() if not explained(missing)} == {}


def test_the_whole_company_is_in_one_inventory(engine: Engine) -> None:
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


def test_much_of_the_company_is_well_configured(engine: Engine) -> None:
    workloads = [
        row
        for row in inventory(engine).items
        if row.type in ("aws_lambda_function", "azure_function_app", "azure_web_app")
    ]
    bad = [row for row in workloads if {"critical", "high"} & set(row.findings)]
    assert len(bad) <= 0.6 * len(workloads)
