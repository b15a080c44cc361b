"""Bills of materials of the workloads that a list of packages or of vulnerabilities is about."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError
from bartizan.report.formats.cyclonedx import cyclonedx
from bartizan.report.formats.spdx import spdx
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.page import distinct
from bartizan.report.views.packages import Bill, bill
from bartizan.service.listing import listing
from bartizan.service.published import Published

FORMATS: Mapping[str, Callable[[Bill], dict[str, Any]]] = {"cyclonedx": cyclonedx, "spdx": spdx}
MOST = 1000
"""Workloads in one bill."""


def bill_text(published: Published, name: str, asked: ListFilter, format_: str) -> bytes:
    """Return the bill of all workloads that a list's filter leaves, each with all of its packages, as JSON.

    Raises:
        UsageError: there is no such format, what is asked names what the list does not have, or it leaves too many.
    """
    if format_ not in FORMATS:
        raise UsageError(f"unknown format {format_!r}{suggestion(format_, list(FORMATS))}; cyclonedx or spdx")
    ids = distinct(published.engine, listing(name), "resource_id", asked, MOST + 1)
    if len(ids) > MOST:
        whole = f"`bartizan export --format {format_}` writes that of the whole snapshot"
        raise UsageError(f"a bill of materials has at most {MOST:,} workloads: narrow the filter; {whole}")
    return bill_of(published, ids, format_)


def bill_of(published: Published, ids: Sequence[str], format_: str) -> bytes:
    """Return the bill of these workloads, by ID, as JSON; ``format_`` is one of ``FORMATS``."""
    manifest = published.manifest
    said = {"snapshot_id": manifest.id, "finished_at": f"{manifest.published_at.isoformat(timespec='seconds')}Z"}
    found = bill(published.engine, said | manifest.summary, ids)
    return orjson.dumps(FORMATS[format_](found), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
