"""The screens of notifications and exports: rules with their receivers, and deliveries."""

from bartizan.cli.screen.line import span
from bartizan.cli.screen.table import Column, Row, of
from bartizan.cli.screen.words import count, risk

_STYLES = {"sent": "ok", "pending": "warning", "failed": "high"}


def _when(row: Row) -> str:
    parts = [
        f"after {row['after_hours']} h" if row["after_hours"] else "",
        f"every {row['digest_minutes']} min" if row["digest_minutes"] else "",
        f"not {row['quiet']}" if row["quiet"] else "",
    ]
    return ", ".join(part for part in parts if part) or "at once"


def _kinds(row: Row) -> str:
    gone = f" (query {row['query']} is gone)" if row.get("is_query_gone") else ""
    return ", ".join(row["kinds"]).replace("_", " ") + gone


RULES = [
    Column("NAME", of("name", "bold"), least=16),
    Column("RECEIVER", of("receiver")),
    Column("ADDRESS", of("address"), rank=2, least=12),
    Column("ON", lambda row: span(_kinds(row)), least=16, sentence=True),
    Column("LEVEL", lambda row: risk(row["level"]), rank=1),
    Column("WHEN", lambda row: span(_when(row)), rank=3, least=8, sentence=True),
    Column("SCOPE", of("scope"), rank=4),
]
EXPORTS = [
    Column("NAME", of("name", "bold"), least=16),
    Column("RECEIVER", of("receiver")),
    Column("ADDRESS", of("address"), rank=1, least=16),
    Column("ROLE", of("role"), rank=3, least=16),
    Column("LAST SENT", of("snapshot_id"), rank=2),
    Column("WAITING SINCE", lambda row: span(str(row["waiting_since"] or "")[:16].replace("T", " ")), rank=3),
]
AUTOMATIONS = [
    Column("NAME", of("name", "bold"), least=16),
    Column("ENABLED", lambda row: span("yes", "ok") if row["enabled"] else span("no", "dim")),
    Column("RULES", lambda row: span(", ".join(row["rules"])), rank=1, least=16),
    Column("RUNS", of("runs"), rank=2, least=16),
    Column("SECONDS", lambda row: count(row["seconds"]), right=True, rank=3),
]
DELIVERIES = [
    Column("ID", of("id", "bold"), rank=2),
    Column("CREATED", lambda row: span(str(row["created_at"])[:16].replace("T", " "))),
    Column("RULE", of("rule"), least=16),
    Column("STATUS", lambda row: span(row["status"], _STYLES.get(row["status"], "dim"))),
    Column("NOTICES", lambda row: count(row["items"]), right=True),
    Column("TRIES", lambda row: count(row["attempts"]), right=True),
    Column("NEXT", lambda row: span(str(row["next_at"] or "")[:16].replace("T", " ")), rank=3),
    Column("DETAIL", of("detail"), rank=1, least=16, sentence=True),
]
