"""What a first scan of 1,000 Lambda functions costs: calls, CPU from collect to findings, memory."""

import argparse
import asyncio
import os
import resource
import tempfile
import time
from pathlib import Path

from bartizan.bundled import bundled
from bartizan.collect.target import AwsTarget
from bartizan.demo.process import Estate
from bartizan.model import Usage
from bartizan.scan import ScanRequest, scan

PEER = "Prowler 5.46, 12 checks, measured on the same emulator"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--functions", type=int, default=1000)
    arguments.add_argument("--managed-policies", action="store_true", help="AWS's 1,500 own policies in IAM's answer")
    given = arguments.parse_args()
    n = given.functions
    if given.managed_policies:
        os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    with Estate.start(f"functions:{n}") as estate, tempfile.TemporaryDirectory() as home:
        os.environ.update(estate.environ)
        usage = Usage()
        started = time.process_time(), time.monotonic()
        target = AwsTarget(("us-east-1",), estate.aws, None, (), None)
        request = ScanRequest(aws=(target,), rule_folders=(bundled("rules"),))
        manifest = asyncio.run(scan(request, Path(home), usage))
        cpu, wall = time.process_time() - started[0], time.monotonic() - started[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    calls = sum(usage.calls.values())
    rows = [
        ("calls per function", calls / n, 5.1, 5.0),
        ("CPU seconds, collect to findings", cpu, 8.0, 42.1),
        ("peak memory, MB", peak, 250.0, 729.0),
        ("wall seconds", wall, None, 94.7),
    ]
    print(f"\n{n} functions, {calls} calls, findings {manifest.summary['findings']}; peer: {PEER}")
    print(f"{'measure':36}{'ours':>10}{'target':>10}{'peer':>10}{'peer/ours':>11}")
    for name, ours, limit, peer in rows:
        print(f"{name:36}{ours:10.2f}{'' if limit is None else limit:>10}{peer:10.1f}{peer / ours:11.1f}")
    for operation, count in usage.calls.most_common(8):
        print(f"  {operation:44}{count:>7}")


if __name__ == "__main__":
    main()
