"""The summary of a match: the advisory, the package that it is about, and the workload that runs it."""

import hashlib

from htpy import Node, a, p, span

from bartizan.base.resource_key import resource_key
from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.parts import external, facts
from bartizan.portal.panels.summary import RowSummaries, Summary
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing

OSV = "https://osv.dev/vulnerability/"
"""An advisory in full, by its ID."""
_MOST = 200
"""Matches of one advisory in one workload: a package may lie there several times."""


def _key(row: Row) -> str:
    """Return what tells a match from others: its workload, its advisory, and where the package lies."""
    where = "\0".join(str(row[column]) for column in ("package", "version", "path", "layer"))
    own = hashlib.sha256(where.encode()).hexdigest()[:8]
    return f"{resource_key(row['resource_id'])}~{row['advisory_id']}~{own}"


def _summary(view: View, key: str) -> Summary | None:
    workload, _, rest = key.partition("~")
    advisory = rest.rpartition("~")[0]
    held = listing.rows(view.published, "inventory", ListFilter(values={"key": [workload]}), fields=("id",), limit=1)
    if not held.items:
        return None
    asked = ListFilter(values={"resource_id": [held.items[0]["id"]], "advisory_id": [advisory]})
    found = listing.rows(view.published, "vulnerabilities", asked, limit=_MOST).items
    row = next((each for each in found if _key(each) == key), None)
    if row is None:
        return None
    href = view.to_resource(row["resource_id"], row["resource_name"], [("tab", "vulnerabilities")])
    said = p[row["summary"]] if row["summary"] else None
    return Summary(row["cve"] or row["advisory_id"], href, [said, facts(_pairs(view, row)), _others(view, row)])


def _pairs(view: View, row: Row) -> list[tuple[str, Node]]:
    marks = [
        chip("known exploited", "critical") if row["kev"] else None,
        " ",
        chip("malicious", "critical") if row["is_malicious"] else None,
    ]
    workload = a(".link", href=view.to_resource(row["resource_id"], row["resource_name"]))[name(row["resource_name"])]
    layer = [("Layer", name(middle(row["layer"], 60)))] if row["layer"] else []
    pairs: list[tuple[str, Node]] = [
        ("Severity", [risk(row["severity"]), " ", marks]),
        ("Match", unknown("not certain") if row["status"] != "affected" else "affected"),
        ("Package", name(f"{row['package']} {row['version']}")),
        ("Ecosystem", row["ecosystem"]),
        ("Fixed in", ", ".join(row["fixed_versions"]) or "no version yet"),
        ("CVSS", [cells.score(row["cvss_score"], 1), " ", span(".quiet")[row["cvss_vector"]]]),
        ("EPSS", cells.score(row["epss"], 3)),
        ("Workload", workload),
        ("What", f"{type_word(row['resource_type'])} · {row['scope']}"),
        ("Exposure", cells.exposure(row["exposure"])),
        *layer,
        ("Found in", span(".mono")[name(row["path"])]),
        ("Advisory", external(row["advisory_id"], f"{OSV}{row['advisory_id']}")),
        ("Published", f"{row['published']:%d %b %Y}" if row["published"] else "–"),
        ("Since", f"{row['first_seen']:%d %b %Y}" if row["first_seen"] else "–"),
    ]
    return pairs


def _others(view: View, row: Row) -> Node:
    """Return the way to all workloads that the advisory is about."""
    asked = {"advisory_id": [row["advisory_id"]]}
    n = listing.total(view.published, "vulnerabilities", ListFilter(values=asked))
    href = view.to("/vulnerabilities", [("advisory_id", row["advisory_id"])])
    return p[a(".link", href=href)[f"{counted(n, 'match', 'matches')} of this advisory"]]


MATCHES = RowSummaries(_key, lambda row: f"{row['cve'] or row['advisory_id']} in {row['resource_name']}", _summary)
