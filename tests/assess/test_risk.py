"""Risk levels follow docs/risk.md: its worked example, and what is not known lowers nothing."""

import re
from pathlib import Path

import pytest

from bartizan.assess.evaluate import FINDING_COLUMNS
from bartizan.assess.risk import EXPOSED, FACTORS, REACHING, WAITING, rate, weigh
from bartizan.normalize import normalize
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS, Row

PAGE = Path(__file__).parents[2] / "docs" / "risk.md"
STATES = (EXPOSED, *REACHING)


def example() -> list[list[str]]:
    table = PAGE.read_text(encoding="utf-8").split("## Example")[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    return rows[2:]


def rated(severity: str, states: dict[str, str]) -> Row:
    """Return the one finding of a resource whose factors have these states."""
    with Engine(threads=1) as engine:
        engine.create_empty("finding", FINDING_COLUMNS)
        engine.execute("insert into finding by name select 'rule' as rule_id, 'it' as resource_id")
        columns = dict.fromkeys(("resource_id", "factor", "state", "why"), "varchar")
        engine.create_empty("risk_factor", columns)
        engine.insert("risk_factor", [("it", name, state, f"{name} is so") for name, state in states.items()])
        rate(engine, {"rule": severity})
        return engine.rows("select * from finding")[0]


@pytest.mark.parametrize("row", example(), ids=lambda row: row[0])
def test_the_worked_example_of_the_page(row: list[str]) -> None:
    assert rated("high", dict(zip(STATES, row[1:5], strict=True)))["risk_level"] == row[5].split()[0]


def test_the_page_names_every_factor() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE) == list(FACTORS)


@pytest.mark.parametrize("severity", ["critical", "high", "medium", "low", "info"])
@pytest.mark.parametrize("factor", STATES)
def test_unknown_never_lowers(severity: str, factor: str) -> None:
    levels = ["low", "medium", "high", "critical"]
    known = dict.fromkeys(STATES, "no")
    unknown = rated(severity, {**known, factor: "unknown"})
    assert levels.index(unknown["risk_level"]) >= levels.index(rated(severity, known)["risk_level"])
    assert f"not known: {factor.replace('_', ' ')}" in unknown["risk_reason"]


def test_without_any_factor_the_severity_stands() -> None:
    finding = rated("high", {})
    assert (finding["risk_level"], finding["risk_factors"]) == ("high", [])
    assert all(text in finding["risk_reason"] for text in WAITING.values())


@pytest.mark.parametrize("factor", ["known_exploited_vulnerability", "attack_path"])
def test_what_is_proven_raises_alone(factor: str) -> None:
    assert rated("medium", {factor: "yes"})["risk_level"] == "high"


def test_the_reason_is_one_sentence_with_the_factors_in_order() -> None:
    reason = rated("medium", dict.fromkeys(reversed(STATES), "yes"))["risk_reason"]
    assert reason.startswith("Medium severity, one step up: internet_exposure is so, privileged_identity is so, ")
    assert reason.count(".") == 1


def facts(**tables: str) -> dict[tuple[str, str], str]:
    """Return the state of each resource's factors, given rows of tables as SELECT lists."""
    with Engine(threads=1) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        normalize(engine)
        engine.create_empty("finding", FINDING_COLUMNS)
        for table, row in tables.items():
            engine.execute(f"insert into {table} by name select {row}")
        weigh(engine, {})
        rows = engine.rows("select * from risk_factor")
    return {(row["resource_id"], row["factor"]): row["state"] for row in rows}


FUNCTION = "'f' as id, 'f' as name, 'internet' as exposure, 'r' as role_arn, ['q']::varchar[] as feeding_arns"
QUIET = "[]::varchar[] as escalations, [] as admin_services, [] as data_read_actions, [] as code_write_actions"
ROLE = f"'r' as id, 'r' as name, {QUIET}, [] as credential_actions, false as passes_any_role, false as assumes_any_role"


def test_a_role_is_as_exposed_as_its_function_and_gives_it_its_power() -> None:
    states = facts(aws_lambda_function=FUNCTION, aws_iam_role=f"{ROLE}, true as is_admin")
    assert states["r", "internet_exposure"] == states["f", "privileged_identity"] == "yes"
    assert states["q", "privileged_identity"] == "yes", "who can fill the queue drives the administrator"
    assert ("q", "internet_exposure") not in states


def test_what_could_not_be_read_of_a_role_is_unknown_of_its_function() -> None:
    states = facts(aws_lambda_function=FUNCTION, aws_iam_role=f"{ROLE}, null as is_admin")
    assert {states["f", factor] for factor in REACHING} == {"unknown"}


def test_a_secret_in_a_function_is_not_its_roles() -> None:
    function = f"{FUNCTION}, ['KEY: a key'] as secret_kinds"
    states = facts(aws_lambda_function=function, aws_iam_role=f"{ROLE}, false as is_admin")
    assert (states["f", "sensitive_data"], states["r", "sensitive_data"]) == ("yes", "no")
