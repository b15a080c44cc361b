"""What a person sees at the end of a scan: counts, the worst recommendations with their fixes, what to type next."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bartizan.cli.options import published
from bartizan.cli.output import STYLES, severity_counts
from bartizan.model import Severity, printable
from bartizan.report.inventory import WORKLOADS
from bartizan.report.recommendations import recommendations

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
    console.print(Text("Findings   ", style="bold") + severity_counts(result["findings"]), soft_wrap=True)
    if result["unknown"]:
        console.print(f"[bold]Unknown[/]    {result['unknown']} checks could not be decided: a fact could not be read")
    for row in _problems(result):
        console.print(
            Text("Not read   ", style="bold yellow") + Text(f"{row['scope']} {row['detail']}"), soft_wrap=True
        )
    console.print()
    _, engine = published(home, result["snapshot_id"])
    with engine:
        for row in recommendations(engine)[:worst]:
            console.print(_recommendation(row))
    calls = sum(result["calls"].values())
    console.print(f"[dim]{calls} calls, {result['bytes_read'] / 1e6:.1f} MB read; snapshot {result['snapshot_id']}[/]")
    console.print("Next: [bold]bartizan recommendations[/], [bold]bartizan findings --severity critical[/]", end="")
    console.print(" or [bold]bartizan inventory[/]")


def _resources(counts: dict[str, int]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for type_ in WORKLOADS:
        if counts.get(type_):
            table.add_row(Text(str(counts[type_]), style="bold"), _NAMES[type_])
    others = sum(n for type_, n in counts.items() if type_ not in WORKLOADS)
    table.add_row(Text(str(others), style="bold"), "identities, APIs, buckets and other resources")
    return table


def _problems(result: dict[str, Any], most: int = 5) -> list[dict[str, str]]:
    rows = [row for row in result["coverage"] if row["outcome"] in ("denied", "failed")]
    left = len(rows) - most
    more = [{"scope": "…", "detail": f"and {left} more; see `bartizan scan --format json`"}] if left > 0 else []
    return rows[:most] + more


def _recommendation(row: dict[str, Any]) -> Panel:
    severity = Severity(row["severity"])
    body = Text()
    body.append(f"{row['unhealthy']} unhealthy, {row['healthy']} healthy, {row['unknown']} unknown\n", style="dim")
    body.append(printable(row["remediation"]["text"], 600))
    if cli := row["remediation"].get("cli"):
        body.append(f"\n{cli.strip()}", style="green")
    title = Text(f" {severity} ", style=STYLES[severity]) + Text(f" {row['title']}", style="bold")
    return Panel(body, title=title, title_align="left", subtitle=f"[dim]{row['rule_id']}[/]", subtitle_align="left")
