"""The screens of onboarding: connectors, plans, what can be read."""

from collections.abc import Callable, Iterator, Sequence

from bartizan.cli.screen.fit import wrapped
from bartizan.cli.screen.footer import Totals
from bartizan.cli.screen.line import Line, Span, span
from bartizan.cli.screen.listed import listed
from bartizan.cli.screen.table import Column, Row, of
from bartizan.cli.screen.words import count

_STYLES = {"ok": "ok", "running": "dim", "partial": "warning", "failing": "high"}


def _scans(row: Row) -> Span:
    """Return how scans go; nothing where the connector was just added."""
    found = row.get("scans")
    if not found:
        return span("")
    times = f" {found['failures']:,}×" if found["failures"] > 1 else ""
    return span(found["state"] + times, _STYLES.get(found["state"], "unknown"))


def _time(key: str, none: str) -> Callable[[Row], Span]:
    def cell(row: Row) -> Span:
        at = (row.get("scans") or {}).get(key)
        return span(str(at)[:16].replace("T", " "), "dim") if at else span(none if row.get("scans") else "", "unknown")

    return cell


_CONNECTORS = [
    Column("NAME", of("name", "bold")),
    Column("KIND", lambda row: span(f"{row['provider']} {row['kind'].replace('_', ' ')}")),
    Column("ID", of("target"), rank=2),
    Column("EVERY", lambda row: span(f"{row['interval_hours']} h" if row["interval_hours"] else "event"), right=True),
    Column("SCANS", _scans),
    Column("EVALUATED", _time("evaluated_at", "never"), rank=1),
    Column("NEXT", _time("next_at", ""), rank=2),
    Column("EVENTS", lambda row: span(row["events"], "" if row["events"] in ("", "ok") else "unknown"), rank=1),
    Column("REGIONS", lambda row: span(row["settings"].get("regions", "")), rank=3, least=12),
    Column("SINCE", lambda row: span(str(row["created_at"])[:10]), rank=4),
]


def _switch(key: str) -> Column:
    word = key.replace("_", " ").upper()
    # A component counts only while the plan is on.
    return Column(word, lambda row: span("on", "ok") if row[key] and row["cspm"] else span("off", "dim"), rank=1)


_PLANS = [
    Column("CONNECTOR", of("connector", "bold")),
    Column("SCOPE", lambda row: span(row["scope"] or "(all)")),
    _switch("cspm"),
    _switch("serverless_protection"),
    _switch("permission_analysis"),
    _switch("azure_packages"),
    Column("LEFT OUT", lambda row: span(", ".join(row["exclusions"])), rank=2, least=16),
]


def _status(row: Row) -> Span:
    styles = {"readable": "ok", "partly": "warning", "denied": "high"}
    return span(row["status"].replace("_", " "), styles.get(row["status"], "unknown"))


_CAPABILITIES = [
    Column("CAPABILITY", of("capability", "bold")),
    Column("STATUS", _status),
    Column("READ", lambda row: count(len(row["readable"])), right=True, rank=2),
    Column("DENIED", lambda row: span(", ".join(each["permission"] for each in row["denied"]), "high"), least=24),
    Column("NOT TRIED", lambda row: count(len(row["not_asked"]), "unknown"), right=True, rank=1),
    Column("FEEDS", of("feeds", "dim"), rank=3, least=24, sentence=True),
]


def connectors(rows: Sequence[Row], width: int | None, total: Totals) -> list[Line]:
    """Return the connectors as a table."""
    return listed(_CONNECTORS, rows, width, ("connector", ""), _NOTHING, "bartizan scan --all", total)


def plans(rows: Sequence[Row], width: int | None, total: Totals) -> list[Line]:
    """Return the plans as a table."""
    return listed(_PLANS, rows, width, ("plan", ""), _NOTHING, "bartizan plans set --help", total)


def capabilities(rows: Sequence[Row], width: int | None, total: Totals) -> list[Line]:
    """Return what can be read as a table, one row for each capability."""
    return listed(_CAPABILITIES, rows, width, ("", ""), "nothing was asked", "", total)


def steps(connector: Row, width: int | None) -> list[Line]:
    """Return what to do once a connector is saved."""
    return [line for text in _steps(connector) for line in wrapped(text, width)]


def _steps(connector: Row) -> Iterator[str]:
    name, provider = connector["name"], connector["provider"]
    kind, file = ("cloudformation", "bartizan.json") if provider == "aws" else ("bicep", "bartizan.bicep")
    if connector["settings"].get("role_name") or provider == "azure":
        yield f"1  bartizan connect {provider} {name} --template {kind} > {file}"
        yield "   and deploy it there: it lets Bartizan read, and nothing else."
    yield f"2  bartizan connect {provider} {name} --check"
    yield f"3  bartizan scan --connector {name}"


_NOTHING = "no connectors yet; `bartizan connect aws NAME --account ID` adds one"
