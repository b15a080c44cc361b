"""What the API costs at 100,000 workloads and 1.2 million findings: ``python bench/api.py [workloads] [home]``.

A server runs in a process of its own; each figure is over HTTP on loopback, with a filter that differs each time, so
that nothing is answered by a 304 or from what was computed before. The first call of each is listed apart. The server's
own CPU time of a call says what it costs on a machine that is busy with other things.
"""

import gzip
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from httpx2 import Client

import reads

ROUNDS = 20
MB = 300
PAYLOAD_KB = 30
SERVE = (
    "import sys, socket\nfrom pathlib import Path\nfrom bartizan.api.settings import ServeSettings\n"
    "from bartizan.cli.running.serve import run\nlistening = socket.create_server(('127.0.0.1', 0))\n"
    "print(listening.getsockname()[1], flush=True)\n"
    "run(ServeSettings(Path(sys.argv[1]), 'http://127.0.0.1', is_open=True), listening)"
)
CALLS: dict[str, tuple[str, dict[str, str], int]] = {
    "findings": ("/findings", {"filter": 'resource_name != "{n}"'}, 150),
    "findings, filtered": ("/findings", {"severity": "high", "status": "fail", "scope": "{scope}"}, 150),
    "findings, sorted": ("/findings", {"sort": "resource_name", "offset": "{n}"}, 150),
    "findings, far": ("/findings", {"offset": "9000{n}"}, 150),
    "findings, by name": ("/findings", {"q": "service-{n}"}, 150),
    "resources": ("/resources", {"filter": 'name != "{n}"'}, 150),
    "resources, filtered": ("/resources", {"exposure": "internet", "scope": "{scope}"}, 150),
    "recommendations": ("/recommendations", {"filter": 'title != "{n}"'}, 150),
    "facets of findings": ("/findings/facets", {"field": "severity", "scope": "{scope}"}, 150),
    "facets of names": ("/findings/facets", {"field": "resource_name", "facet_q": "service-{n}"}, 150),
    "facets of resources": ("/resources/facets", {"field": "scope", "q": "{n}"}, 150),
    "search": ("/search", {"q": "service-{n}"}, 50),
    "overview": ("/overview", {"x": "{n}"}, 50),
    "count": ("/findings", {"limit": "1", "filter": 'region = eu-west-1 and resource_name ~ "*{n}*"'}, 300),
}


def measured(client: Client, path: str, params: dict[str, str], pid: int) -> tuple[float, list[float], int, float]:
    """Return the milliseconds of the first call, of the others, the largest answer in bytes, gzipped, and CPU ms."""
    times, largest, spent = [], 0, 0.0
    for n in range(ROUNDS + 1):
        asked = {key: value.format(n=n, scope=f"{n % 50:012}") for key, value in params.items()}
        started = time.perf_counter()
        answer = client.get(path, params=asked)
        times.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
        largest = max(largest, len(gzip.compress(answer.content, 5)))
        spent = spent or cpu(pid)
    return times[0], times[1:], largest, (cpu(pid) - spent) / ROUNDS


def peak(pid: int) -> tuple[float, float]:
    """Return the memory of a process now and at its peak, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    now, most = (int(status.partition(f"{name}:")[2].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def cpu(pid: int) -> float:
    """Return the CPU milliseconds that a process took so far."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


def measure(home: Path) -> None:
    """Serve a home and print what each call costs."""
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(home)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    try:
        names = ("first ms", "median", "p95", "target", "CPU ms", "gzip kB", "MB", "peak")
        print(f"{'call':24}{''.join(f'{name:>9}' for name in names)}")
        with Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=120) as client:
            for name, (path, params, target) in CALLS.items():
                first, times, size, each = measured(client, path, params, server.pid)
                high = quantiles(times, n=20)[-1]
                now, most = peak(server.pid)
                missed = " over" if high > target or size > PAYLOAD_KB * 1000 else ""
                figures = (first, median(times), high, target, each, size / 1000, now, most)
                print(f"{name:24}{''.join(f'{figure:9.0f}' for figure in figures)}{missed}")
        print(f"peak {peak(server.pid)[1]:.0f} MB, target {MB}")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    workloads = int(sys.argv[1]) if len(sys.argv) > 1 else reads.WORKLOADS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder)
        if not (home / "state.db").exists():
            home.mkdir(parents=True, exist_ok=True)
            reads.publish(home, workloads)
        measure(home)


if __name__ == "__main__":
    main()
