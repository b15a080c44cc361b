"""Whatever a record holds: it becomes rows that the engine takes, or it is counted."""

import os
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bartizan.advise.sources.columns import ADVISORY_COLUMNS, AFFECTED_COLUMNS
from bartizan.advise.sources.osv import rows
from bartizan.advise.version import ECOSYSTEMS
from bartizan.store.engine import Engine

SECONDS = float(os.environ.get("BARTIZAN_FUZZ_SECONDS", "3"))

SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=30)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
VERSIONS = ANYTHING | st.sampled_from(["0", "1.0", "2.0-beta9", "v1.2.3+meta", "1!2.post3", "*", "9" * 400, ""])
TIMES = ANYTHING | st.sampled_from(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2027-02-30", "2026-01-01"])
EVENTS = st.dictionaries(st.sampled_from(["introduced", "fixed", "last_affected", "limit", "x"]), VERSIONS, max_size=2)
RANGES = st.fixed_dictionaries(
    {
        "type": ANYTHING | st.sampled_from(["SEMVER", "ECOSYSTEM", "GIT"]),
        "events": ANYTHING | st.lists(EVENTS, max_size=5),
    }
)
PACKAGES = st.fixed_dictionaries(
    {"ecosystem": ANYTHING | st.sampled_from([*ECOSYSTEMS, "Debian:12"]), "name": ANYTHING | st.text(max_size=20)}
)
AFFECTED = st.fixed_dictionaries(
    {
        "package": ANYTHING | PACKAGES,
        "ranges": ANYTHING | st.lists(RANGES, max_size=3),
        "versions": ANYTHING | st.lists(VERSIONS, max_size=4),
        "severity": ANYTHING,
        "database_specific": ANYTHING | st.fixed_dictionaries({"severity": ANYTHING, "cwe_ids": ANYTHING}),
    }
)
VECTORS = st.sampled_from(
    ["CVSS:3.1/AV:N", "CVSS:4.0/AV:N/AC:L", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "CVSS:3.1/" + "A:B/" * 200]
)
SEVERITIES = st.fixed_dictionaries(
    {"type": ANYTHING | st.sampled_from(["CVSS_V2", "CVSS_V3", "CVSS_V4"]), "score": ANYTHING | VECTORS}
)
RECORDS = st.fixed_dictionaries(
    {"id": ANYTHING | st.text(min_size=1, max_size=9), "affected": ANYTHING | st.lists(AFFECTED, max_size=3)},
    optional={
        "aliases": ANYTHING | st.lists(ANYTHING, max_size=3),
        "summary": ANYTHING,
        "details": ANYTHING,
        "published": TIMES,
        "modified": TIMES,
        "severity": ANYTHING | st.lists(SEVERITIES, max_size=3),
        "database_specific": ANYTHING | st.fixed_dictionaries({"severity": ANYTHING, "cwe_ids": ANYTHING}),
    },
)


SOUND = {"id": "A-1", "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "versions": ["1.0.0"]}]}
"""So that something is kept, however few the others are."""


@pytest.mark.slow
def test_any_record_is_kept_or_counted() -> None:
    end = time.monotonic() + SECONDS

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(RECORDS)
    @example(SOUND)
    def one(record: dict[str, Any]) -> None:
        skipped: Counter[str] = Counter()
        found = rows(record, skipped)
        assert found or skipped or not any(isinstance(each, dict) for each in _list(record["affected"]))
        if found:
            engine.insert("advisory", [found[0]])
            engine.insert("affected", found[1])

    with Engine(threads=1) as engine:
        engine.create_empty("advisory", ADVISORY_COLUMNS)
        engine.create_empty("affected", AFFECTED_COLUMNS)
        while True:
            one()
            if time.monotonic() > end:
                break
        assert engine.rows("select count(*) as n from advisory")[0]["n"] > 0


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
