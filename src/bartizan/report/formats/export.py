"""One snapshot as one file: each format is a function from the document to bytes."""

from collections.abc import Callable
from typing import Any

import orjson

from bartizan.model import visible
from bartizan.report.formats.cyclonedx import cyclonedx
from bartizan.report.formats.document import Document
from bartizan.report.formats.ocsf import ocsf
from bartizan.report.formats.page import page
from bartizan.report.formats.sarif import sarif
from bartizan.report.formats.spdx import spdx
from bartizan.report.formats.spreadsheet import csv_text


def _json(value: Any) -> bytes:
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
    return visible(orjson.dumps(value, option=options, default=str).decode(), keep="\n").encode()


def _everything(document: Document) -> bytes:
    return _json(
        {
            "snapshot": document.manifest.summary,
            "score": document.score,
            "inventory": document.inventory,
            "findings": document.findings,
            "recommendations": document.recommendations,
            "compliance": document.compliance,
            "coverage": document.coverage,
            "vulnerabilities": [row for subject in document.bill.subjects for row in subject.vulnerabilities],
        }
    )


def _sarif(document: Document) -> bytes:
    return _json(sarif(document.found_rules, document.findings, document.manifest.summary))


def _ocsf(document: Document) -> bytes:
    return _json(ocsf(document.found_rules, document.findings, document.manifest.published_at))


def _csv(document: Document) -> bytes:
    return csv_text(document.findings).encode()


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
    "html": _html,
    "cyclonedx": _cyclonedx,
    "spdx": _spdx,
}
"""What ``export`` writes, by the name of the format."""
