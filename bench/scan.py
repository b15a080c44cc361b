"""What a first and a second scan of 1,000 Lambda functions cost: calls, CPU from collect to findings, memory.

Fifty buckets and fifty APIs surround the functions, 250 roles run them, and AWS's own 1,500 policies are in IAM's
answer.
"""

import argparse
import asyncio
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bartizan.base.bundled import bundled
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import Usage
from bartizan.pipeline.scan import ScanRequest, scan
from bartizan_demo.process import Estate

PEER = "Prowler 5.46, 12 checks, measured on the same emulator"


@dataclass(frozen=True)
class Cost:
    """What a scan took: calls by operation, CPU and wall seconds, the process's peak in MB; and what it found."""

    usage: Usage
    cpu: float
    wall: float
    peak: float
    findings: dict[str, Any]

    @property
    def calls(self) -> int:
        """The number of calls."""
        return self.usage.calls.total()


def cost(target: AwsTarget, home: Path, *, since_last: bool) -> Cost:
    usage = Usage()
    started = time.process_time(), time.monotonic()
    request = ScanRequest(aws=(target,), rule_folders=(bundled("rules"),), since_last=since_last)
    manifest = asyncio.run(scan(request, home, usage))
    cpu, wall = time.process_time() - started[0], time.monotonic() - started[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(usage, cpu, wall, peak, manifest.summary["findings"])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--functions", type=int, default=1000)
    n = arguments.parse_args().functions
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    with Estate.start(f"surrounded:{n}") as estate, tempfile.TemporaryDirectory() as home:
        os.environ.update(estate.environ)
        target = AwsTarget(("us-east-1",), estate.aws, None, (), None)
        first, second = (cost(target, Path(home), since_last=since_last) for since_last in (False, True))
    own = sum(count for name, count in first.usage.calls.items() if name.startswith("lambda:"))
    rows = [
        ("calls of Lambda per function", own / n, 5.1, 5.0),
        ("CPU seconds, collect to findings", first.cpu, 8.0, 42.1),
        ("peak memory, MB", first.peak, 250.0, 729.0),
        ("wall seconds", first.wall, None, 94.7),
        ("second scan: calls", second.calls, 150, None),
        ("second scan: CPU seconds", second.cpu, 3.0, None),
    ]
    print(f"\n{n} functions with surroundings, {first.calls} calls, findings {first.findings}; peer: {PEER}")
    print(f"{'measure':36}{'ours':>10}{'target':>10}{'peer':>10}{'peer/ours':>11}")
    for name, ours, limit, peer in rows:
        beside = f"{peer:10.1f}{peer / ours:11.1f}" if peer else ""
        print(f"{name:36}{ours:10.2f}{'' if limit is None else limit:>10}{beside}")
    for title, each in (("first", first), ("second", second)):
        for operation, count in each.usage.calls.most_common(6):
            print(f"  {title:8}{operation:44}{count:>7}")


if __name__ == "__main__":
    main()
