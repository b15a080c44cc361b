"""What the API costs at 100,000 workloads and 1.2 million findings: ``python bench/api.py [workloads] [home]``.

A server runs in a process of its own; each figure is over HTTP on loopback, with a filter that differs each time, so
that nothing is answered by a 304 or from what was computed before. The first call of each is listed apart. The server's
own CPU time of a call says what it costs on a machine that is busy with other things.

Then decisions are made, and a snapshot is published, in a copy of the home: what the first call after each costs.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from httpx2 import Client

import reads
from bartizan.model import ExemptionCategory, now
from bartizan.state import State
from bartizan.state.exemption import add_exemptions, exemptions, remove_exemptions
from bartizan.state.governance import add_governance_rule, governance_rules, remove_governance_rule
from bartizan.state.nouns import Exemption, GovernanceRule
from bartizan.state.triage import TriageEvent, change_triage

ROUNDS = 20
EACH = 3
LIST = 150
AFTER = {"/findings": LIST, "/resources": LIST, "/recommendations": LIST, "/overview": LIST}
"""The first call after a decision; the overview's target is of the calls after that."""
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


@contextmanager
def serving(home: Path) -> Iterator[tuple[Client, int]]:
    """Serve a home, and yield a client and the ID of the server's process."""
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(home)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        port = server.stdout.readline().strip()
        with Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=120) as client:
            yield client, server.pid
    finally:
        server.terminate()
        server.wait()


def measure(client: Client, pid: int) -> None:
    """Print what each call costs."""
    names = ("first ms", "median", "p95", "target", "CPU ms", "gzip kB", "MB", "peak")
    print(f"{'call':24}{''.join(f'{name:>9}' for name in names)}")
    for name, (path, params, target) in CALLS.items():
        first, times, size, each = measured(client, path, params, pid)
        high = quantiles(times, n=20)[-1]
        now_, most = peak(pid)
        missed = " over" if high > target or size > PAYLOAD_KB * 1000 else ""
        figures = (first, median(times), high, target, each, size / 1000, now_, most)
        print(f"{name:24}{''.join(f'{figure:9.0f}' for figure in figures)}{missed}")
    print(f"peak {peak(pid)[1]:.0f} MB, target {MB}")


def exempt(state: State, nth: int, **conditions: Any) -> None:
    """Make an exemption."""
    made = Exemption(ExemptionCategory.MITIGATED, f"bench {nth}", "bench", now(), **conditions)
    add_exemptions(state, "default", [made])


def govern(state: State, nth: int, **how: Any) -> None:
    """Make a governance rule that comes before all others."""
    add_governance_rule(state, "default", GovernanceRule(30 + nth, "bench", now(), owner=f"team-{nth}", **how))


def decisions(client: Client, state: State) -> dict[str, Callable[[int], object]]:
    """Return decisions by what they are: each makes the nth of its kind."""
    rows = client.get("/findings", params={"status": "fail", "limit": "60", "offset": "1000"}).json()["items"]
    entries = [row["resource_id"] for row in rows]
    rules = [row["rule_id"] for row in client.get("/recommendations").json()["items"]]

    def one(nth: int) -> None:
        exempt(state, nth, rule=rows[nth]["rule_id"], resource=rows[nth]["resource_id"])

    return {
        "one finding exempt": one,
        "a resource exempt": lambda nth: exempt(state, nth, resource=entries[20 + nth]),
        "a tag exempt": lambda nth: exempt(state, nth, tag=f"team=team-{nth}", rule=rows[0]["rule_id"]),
        "a rule in a scope": lambda nth: exempt(state, nth, rule=f"{rows[nth]['rule_id'][:-1]}*", scope=f"{nth:012}"),
        "100,000 findings exempt": lambda nth: exempt(state, nth, rule=rules[nth % len(rules)]),
        "an exposure moved": lambda nth: change_triage(
            state, "default", entries[40 + nth], TriageEvent(now(), "bench", "assignee", f"team-{nth}")
        ),
        "an owner by severity": lambda nth: govern(state, nth, severity="medium"),
        "an owner by tag": lambda nth: govern(state, nth, severity="info", owner_tag="team"),
    }  # fmt: skip


def take_back(state: State) -> None:
    """End all decisions."""
    kept = [each.id for each in exemptions(state, "default") if each.removed_at is None]
    if kept:
        remove_exemptions(state, "default", kept, "bench", now())
    for rule in governance_rules(state, "default"):
        remove_governance_rule(state, "default", rule.id, "bench", now())


def after_decisions(client: Client, pid: int, state: State) -> None:
    """Print what the first call after a decision costs, of several of a kind."""
    print(f"{'first after a decision':24}{'list':>18}{'median':>9}{'most':>9}{'target':>9}{'CPU ms':>9}")
    for kind, decide in decisions(client, state).items():
        for n, (path, target) in enumerate(AFTER.items()):
            times: list[float] = []
            spent = 0.0
            for nth in range(EACH * n, EACH * (n + 1)):
                decide(nth)
                time.sleep(0.1)
                before, started = cpu(pid), time.perf_counter()
                client.get(path).raise_for_status()
                times.append((time.perf_counter() - started) * 1000)
                spent += cpu(pid) - before
                take_back(state)
                client.get(path)
            missed = " over" if median(times) > target else ""
            print(f"{kind:24}{path:>18}{median(times):9.0f}{max(times):9.0f}{target:9}{spent / EACH:9.0f}{missed}")
    print(f"peak {peak(pid)[1]:.0f} MB")


def after_publishing(client: Client, pid: int, home: Path, state: State) -> None:
    """Publish the same snapshot again, and print what lists cost until readers are given it, and then."""
    first = state.snapshot("default")
    assert first is not None
    folder = home / "snapshots" / "default"
    shutil.copytree(folder / first.id, folder / "again")
    state.publish(replace(first, id="again", published_at=now()))
    times: list[float] = []
    started, served = time.perf_counter(), ""
    while served != "again":
        asked = time.perf_counter()
        served = client.get("/findings", params={"limit": str(50 - len(times) % 2)}).headers["X-Snapshot"]
        times.append((time.perf_counter() - asked) * 1000)
        time.sleep(0.2)
    waited = time.perf_counter() - started
    print(f"{'after publishing':24}{'median':>9}{'most':>9}{'first':>9}{'target':>9}{'ready s':>9}")
    print(f"{'findings':24}{median(times):9.0f}{max(times):9.0f}{times[-1]:9.0f}{LIST:9}{waited:9.1f}")
    print(f"peak {peak(pid)[1]:.0f} MB of two snapshots")


def main() -> None:
    workloads = int(sys.argv[1]) if len(sys.argv) > 1 else reads.WORKLOADS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder)
        if not (home / "state.db").exists():
            home.mkdir(parents=True, exist_ok=True)
            reads.publish(home, workloads)
        copy = Path(folder) / "copy"
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns("copy"))
        with serving(copy) as (client, pid):
            measure(client, pid)
            after_decisions(client, pid, State(copy))
            after_publishing(client, pid, copy, State(copy))


if __name__ == "__main__":
    main()
