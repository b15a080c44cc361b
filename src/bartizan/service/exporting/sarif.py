"""A SARIF file of what fails, written anew with each snapshot and each decision."""

from collections import Counter
from collections.abc import Iterator

import orjson

from bartizan.contract import Finding
from bartizan.decide.order import ranked
from bartizan.decide.overlay import prepare
from bartizan.notify.export.aws import AwsClients
from bartizan.notify.export.whole import write_whole
from bartizan.report.formats.export import sarif_file
from bartizan.report.formats.sarif_limits import ALERTS, MOST_RESULTS, Taken
from bartizan.report.paging import Part
from bartizan.report.views.findings import FindingFilter, findings
from bartizan.state import Manifest
from bartizan.state.notify.nouns import Delivery, NotificationRule
from bartizan.store import Engine

NAME = "bartizan.sarif"
_AT_ONCE = 500


class SarifFeed:
    """One file of the worst findings, which takes the place of that of the snapshot before."""

    def __init__(self, engine: Engine, rule: NotificationRule, manifest: Manifest) -> None:
        self.snapshot_id, self.progress = manifest.id, ""
        self._engine, self._rule, self._manifest = engine, rule, manifest
        self._written = 0

    @property
    def note(self) -> str:
        """How many findings the file has."""
        return f"{self._written:,} findings in {NAME}"

    def send(self, delivery: Delivery) -> bool:  # noqa: ARG002 - as each feed
        """Write the file; there is never more.

        Raises:
            BartizanError: it was not taken.
        """
        kept = worst_alerts(self._engine)
        rules = [
            orjson.loads(row["definition"]) for row in self._engine.rows("select definition from rule order by id")
        ]
        content = sarif_file(rules, kept, self._manifest.summary)
        write_whole(NAME, content, self._rule.address, self._rule.role, AwsClients())
        self._written = len(kept.findings)
        return False


def worst_alerts(engine: Engine, most: int = MOST_RESULTS) -> Taken:
    """Return what ``taken`` returns of all findings; of a large estate, only those are read that are taken."""
    prepare(engine)
    counted = engine.rows(f"select status, severity, count(*) as n from {ranked(engine)} group by all order by all")
    alerts, others = Counter[str](), Counter[str]()
    for row in counted:
        if row["status"] in ALERTS:
            alerts[row["severity"]] += row["n"]
        else:
            others[row["status"]] += row["n"]
    found = list(_alerts(engine, most))
    return Taken(found, others, alerts - Counter(finding.severity for finding in found))


def _alerts(engine: Engine, most: int) -> Iterator[Finding]:
    for status in ALERTS:
        offset, total = 0, 1
        while most and offset < total:
            page = findings(engine, FindingFilter(status=status), Part(limit=min(_AT_ONCE, most), offset=offset))
            yield from page.items
            offset, most, total = offset + len(page.items), most - len(page.items), page.total
