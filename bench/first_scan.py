"""From `connect` to recommendations through the API: the embedded estate's AWS accounts and Azure subscriptions.

A server runs already. The clock starts with the first `bartizan connect`; it stops when the first recommendations are
answered, and again when the scan of all connectors is over. CPU seconds are those of the server, its scan and the
commands; the estate's emulators run beside them on the same processors and are not counted.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from httpx2 import Client

from bartizan.state import State
from bartizan_demo.process import Estate

TARGET = 60.0
BARTIZAN = (sys.executable, "-m", "bartizan")
_LOOK = 0.1


def main() -> int:
    """Print the table; return 1 where the target was missed."""
    with Estate.start() as estate, tempfile.TemporaryDirectory() as folder:
        os.environ |= {**estate.environ, "BARTIZAN_HOME": folder}
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [*BARTIZAN, "serve", "--no-sign-in", "--port", "0"]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        said = server.stderr.readline() if server.stderr else ""
        try:
            (url,) = re.findall(r"http://\S+", said)
            with Client(base_url=f"{url}/api/v1", timeout=60) as client:
                took = measured(client, estate)
        finally:
            server.terminate()
            server.wait()
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = State(Path(folder)).snapshot("default")
        calls = sum(found.summary["calls"].values()) if found else 0
    print(f"{'measure':44}{'ours':>10}{'target':>10}")
    for name, seconds, limit in took:
        print(f"{name:44}{seconds:>10.1f}{limit or '':>10}{'  missed' if limit and seconds > limit else ''}")
    print(f"{'CPU seconds of server, scan and commands':44}{spent.ru_utime + spent.ru_stime:>10.1f}")
    print(f"{'calls of both clouds':44}{calls:>10,}")
    return 1 if any(limit and seconds > limit for _, seconds, limit in took) else 0


def measured(client: Client, estate: Estate) -> list[tuple[str, float, float | None]]:
    """Connect and scan everything, and return the seconds that each step took since the first command, with targets."""
    began = time.monotonic()
    for arn in estate.role_arns:
        account, role = arn.split(":")[4], arn.partition("/")[2]
        connect("aws", f"aws-{account}", "--account", account, "--role-name", role, "--endpoint-url", estate.aws)
    for subscription in estate.subscriptions:
        connect("azure", f"azure-{subscription[:8]}", "--subscription", subscription, "--arm-url", estate.arm)
    connected = time.monotonic() - began
    scan = client.post("/scans", json={}).json()["id"]
    first = passed(began, lambda: recommended(client) > 0)
    over = passed(began, lambda: client.get(f"/scans/{scan}").json()["status"] not in ("queued", "running"))
    run = client.get(f"/scans/{scan}").json()
    print(f"{run['status']}: {recommended(client):,} recommendations {run['detail']}")
    return [
        ("seconds until all is connected", connected, None),
        ("seconds until the first recommendations", first, TARGET),
        ("seconds until the whole scan is published", over, TARGET),
    ]


def connect(*arguments: str) -> None:
    """Save a connector as people do."""
    subprocess.run([*BARTIZAN, "connect", *arguments], capture_output=True, check=True)


def recommended(client: Client) -> int:
    """Return how many recommendations the API answers with, 0 before anything was published."""
    answer = client.get("/recommendations", params={"limit": 1})
    return int(answer.json()["total"]) if answer.status_code == 200 else 0


def passed(began: float, is_so: Callable[[], bool]) -> float:
    """Return how many seconds there are from a moment until something is so."""
    while not is_so():
        time.sleep(_LOOK)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
