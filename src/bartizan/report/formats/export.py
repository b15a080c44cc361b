"""One snapshot as one file: each format is a function from the document to bytes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bartizan.base.json_text import json_text
from bartizan.contract import Contract
from bartizan.report.formats.asff import asff
from bartizan.report.formats.cyclonedx import cyclonedx
from bartizan.report.formats.document import Document
from bartizan.report.formats.ocsf import ocsf
from bartizan.report.formats.page import page
from bartizan.report.formats.sarif import sarif_of
from bartizan.report.formats.sarif_limits import Taken, is_too_large, taken
from bartizan.report.formats.security_hub import security_hub
from bartizan.report.formats.spdx import spdx
from bartizan.report.formats.spreadsheet import csv_text


def _json(value: Any) -> bytes:
    return json_text(value).encode()


def _plain(items: Sequence[Contract]) -> list[dict[str, Any]]:
    return [item.model_dump() for item in items]


def _everything(document: Document) -> bytes:
    return _json(
        {
            "snapshot": document.manifest.summary,
            "score": document.score,
            "inventory": _plain(document.inventory),
            "findings": _plain(document.findings),
            "recommendations": _plain(document.recommendations),
            "compliance": document.compliance,
            "coverage": _plain(document.coverage),
            "vulnerabilities": [row for subject in document.bill.subjects for row in subject.vulnerabilities],
        }
    )


def _sarif(document: Document) -> bytes:
    return sarif_file(document.found_rules, taken(document.findings), document.manifest.summary)


def sarif_file(rules: Sequence[Mapping[str, Any]], kept: Taken, scan: Mapping[str, Any]) -> bytes:
    """Return a SARIF file that code scanning takes: with half as many findings for as long as it is too large."""
    while True:
        content = _json(sarif_of(rules, kept, scan))
        if not is_too_large(content) or len(kept.findings) <= 1:
            return content
        kept = kept.first(len(kept.findings) // 2)


def _ocsf(document: Document) -> bytes:
    return _json(ocsf(document.found_rules, document.findings, document.manifest.published_at))


def _asff(document: Document) -> bytes:
    return _json(asff(document.found_rules, document.findings, document.manifest.published_at))


def _security_hub(document: Document) -> bytes:
    return _json(security_hub(document.found_rules, document.findings, document.manifest.published_at))


def _csv(document: Document) -> bytes:
    return csv_text(_plain(document.findings)).encode()


def _html(document: Document) -> bytes:
    return page(document).encode()


def _cyclonedx(document: Document) -> bytes:
    return _json(cyclonedx(document.bill))


def _spdx(document: Document) -> bytes:
    return _json(spdx(document.bill))


FORMATS: dict[str, Callable[[Document], bytes]] = {
    "json": _everything,
    "csv": _csv,
    "sarif": _sarif,
    "ocsf": _ocsf,
    "asff": _asff,
    "security-hub": _security_hub,
    "html": _html,
    "cyclonedx": _cyclonedx,
    "spdx": _spdx,
}
"""What ``export`` writes, by the name of the format."""

OF_FINDINGS = ("csv", "sarif", "ocsf", "asff", "security-hub")
"""The formats that hold findings alone."""
UNFILTERED = ("cyclonedx", "spdx")
"""The formats that hold no findings."""


def left_out(format_: str, document: Document) -> list[str]:
    """Return what of the findings a format does not take, in words."""
    if format_ == "sarif":
        return taken(document.findings).notes
    others = sum(not finding.resource_type.startswith("aws_") for finding in document.findings)
    if format_ in ("asff", "security-hub") and others:
        return [f"{others:,} findings are of no AWS account: Security Hub takes none of those"]
    return []
