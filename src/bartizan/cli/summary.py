"""What a person sees at the end of a scan: counts, the worst recommendations with their fixes, what to type next."""

import re
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bartizan.cli.options import published
from bartizan.cli.output import STYLES, plain, severity_counts
from bartizan.decide.workload import WORKLOADS
from bartizan.model import printable
from bartizan.report.views.findings import FindingFilter, findings
from bartizan.report.views.recommendations import recommendations

_NAMES = {
    "aws_lambda_function": "Lambda functions",
    "azure_function_app": "Function apps",
    "azure_web_app": "Web apps",
}


def print_summary(result: dict[str, Any], home: Path, worst: int = 3, console: Console | None = None) -> None:
    """Print the summary of a scan and its worst recommendations, to stdout unless a console is given."""
    console = console or Console()
    console.print()
    console.print(_resources(result["resources"]))
    console.print(Text.assemble(("Findings   ", "bold"), severity_counts(result["findings"])))
    if result["score"] is not None:
        console.print(Text.assemble(("Score      ", "bold"), f"{result['score']:.1f} of 100, {_unknown(result)}"))
    console.print(Text.assemble(("Packages   ", "bold"), f"{result['vulnerabilities']} known vulnerabilities"))
    if result["unknown"]:
        console.print(f"[bold]Unknown[/]    {result['unknown']} checks could not be decided: a fact could not be read")
    for line in _problems(result):
        console.print(Text.assemble(("Not read   ", "bold yellow"), line))
    console.print()
    _, engine = published(home, result["snapshot_id"], warns=False)
    with engine:
        for row in plain(recommendations(engine))[:worst]:
            failing = findings(engine, FindingFilter("fail", rule=row["rule_id"]))
            console.print(_recommendation(row, plain(failing)))
    calls = sum(result["calls"].values())
    console.print(f"[dim]{calls} calls, {result['bytes_read'] / 1e6:.1f} MB read; snapshot {result['snapshot_id']}[/]")
    console.print("Next: [bold]bartizan recommendations[/], [bold]bartizan findings --severity critical[/]", end="")
    console.print(" or [bold]bartizan inventory[/]")


def _unknown(result: dict[str, Any]) -> str:
    share = result["score_unknown_share"]
    return f"{share:.0%} of the checks unknown" if share else "every check made"


def _resources(counts: dict[str, int]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for type_ in WORKLOADS:
        if counts.get(type_):
            table.add_row(Text(str(counts[type_]), style="bold"), _NAMES[type_])
    others = sum(n for type_, n in counts.items() if type_ not in WORKLOADS)
    table.add_row(Text(str(others), style="bold"), "identities, APIs, buckets and other resources")
    return table


def _problems(result: dict[str, Any], most: int = 6) -> list[str]:
    """Return what could not be read, one line per scope and operation, regions and resources added up."""
    said: dict[tuple[str, str], int] = {}
    for row in result["coverage"]:
        if row["outcome"] in ("denied", "failed"):
            operation, _, rest = row["detail"].partition(f" {row['outcome']}")
            count = re.match(r" for (\d+) of", rest)
            grant = rest.rpartition("; grant ")[2] if "; grant " in rest else ""
            line = f"{row['scope']}  {operation} {row['outcome']}" + (f", grant {grant}" if grant else "")
            said[line, "resources"] = said.get((line, "resources"), 0) + int(count[1] if count else 0)
    lines = [f"{line}  ({n} resources)" if n else line for (line, _), n in said.items()]
    left = len(lines) - most
    return lines[:most] + ([f"and {left} more: `bartizan scan --format json` has them all"] if left > 0 else [])


def _recommendation(row: dict[str, Any], failing: list[dict[str, Any]]) -> Panel:
    """Return one recommendation with the fix for the first of its failing resources."""
    level = row["risk_level"]
    remediation = failing[0]["remediation"] if failing else row["remediation"]
    names = [printable(finding["resource_name"], 60) for finding in failing]
    body = Text()
    body.append(f"{row['unhealthy']} unhealthy, {row['healthy']} healthy, {row['unknown']} unknown: ", style="dim")
    body.append(", ".join(names[:4]) + (", …" if len(names) > 4 else "") + "\n")
    if failing and failing[0]["risk_reason"]:
        body.append(printable(failing[0]["risk_reason"], 400) + "\n", style="dim")
    body.append(printable(remediation["text"], 600))
    if cli := remediation.get("cli"):
        body.append(f"\n{cli.strip()}", style="green")
    title = Text.assemble((f" {level} risk ", STYLES.get(level, "")), (f" {row['title']}", "bold"))
    return Panel(body, title=title, title_align="left", subtitle=f"[dim]{row['rule_id']}[/]", subtitle_align="left")
