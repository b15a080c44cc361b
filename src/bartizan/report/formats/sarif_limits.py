"""What code scanning takes of a SARIF file: worst first, and a word about the rest.

Source: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

import gzip
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bartizan.contract import Finding
from bartizan.model import Severity

MOST_RESULTS = 5_000
"""Of one run: above 25,000 the file is refused, and of so many the 5,000 most severe are kept."""
MOST_TAGS = 10
"""Of one rule: above twenty the file is refused, and ten are shown."""
MOST_BYTES = 10_000_000
"""Of the file, compressed by gzip."""
ALERTS = ("fail", "exempt")
"""The statuses of findings that are results, in this order."""

Findings = Sequence[Finding]


@dataclass(frozen=True)
class Taken:
    """The findings that go into a file, worst first, and how many stay out: by status, and by severity."""

    findings: Findings
    no_alerts: Counter[str] = field(default_factory=Counter)
    too_many: Counter[str] = field(default_factory=Counter)

    def first(self, most: int) -> "Taken":
        """Return the first so many of the same."""
        more = Counter(finding.severity for finding in self.findings[most:])
        return Taken(self.findings[:most], self.no_alerts, self.too_many + more)

    @property
    def notes(self) -> list[str]:
        """What was left out, in words."""
        words = {"unknown": "could not be decided, as facts were not read", "pass": "passed"}
        words |= {"not_applicable": "do not apply"}
        notes = [
            f"{n:,} checks {words.get(status, status)}: they are no alerts" for status, n in self.no_alerts.items()
        ]
        if self.too_many:
            by_severity = ", ".join(f"{self.too_many[s]:,} {s}" for s in Severity if self.too_many[s])
            notes.append(f"{self.too_many.total():,} findings are more than code scanning takes: {by_severity}")
        return notes


def taken(findings: Findings, most: int = MOST_RESULTS) -> Taken:
    """Return the first findings that are alerts; findings come in the order of risk, the worst first."""
    alerts = [finding for finding in findings if finding.status in ALERTS]
    alerts.sort(key=lambda finding: ALERTS.index(finding.status))
    others = Counter(str(finding.status) for finding in findings if finding.status not in ALERTS)
    return Taken(alerts[:most], others, Counter(finding.severity for finding in alerts[most:]))


def is_too_large(content: bytes, most: int = MOST_BYTES) -> bool:
    """Return whether a file would be refused for its size."""
    return len(content) > most and len(gzip.compress(content, 6)) > most
