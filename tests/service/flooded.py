"""A flood of events through a worker that runs: what is called, what memory it takes, and what is known in the end."""

import asyncio
import datetime
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from bartizan.service.connecting import connect, listed
from bartizan.state import State
from bartizan.state.events.health import event_health
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun, runs
from bartizan.store import open_snapshot
from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.conftest import Emulators
from tests.service.killed_event_worker import killed
from tests.watch.events import detail, envelope

ROOT = Path(__file__).parents[2]
REGION, CHANGED = "us-east-1", 5
READ = "lambda:GetFunction"
"""A call that is made for each function that is read again."""
MOST_WAITING = 300
"""Messages in the queue: the emulator looks at all of them whenever one is sent, which takes longer than all else."""
NOON = datetime.datetime(2026, 11, 29, 12)


@dataclass(frozen=True)
class Flood:
    """What came of it: calls by operation, the scans, memory in MB before and at its most, seconds, what was wrong."""

    calls: Counter[str]
    scans: list[ScanRun]
    memory: tuple[float, float]
    seconds: float
    seen: int
    descriptions: dict[str, str]


def flooded(home: Path, estate: Estate, n: int, patience: float = 600) -> Flood:
    """Send N events in any order about five functions, each with a change behind it, and wait until all is read."""
    where: Any = {"region_name": REGION, "endpoint_url": estate.aws}
    functions, queues = boto3.client("lambda", **where), boto3.client("sqs", **where)
    queue = queues.create_queue(QueueName="flood")["QueueUrl"]
    account, emulators = estate.accounts[0], Emulators(estate)
    settings = {"endpoint_url": estate.aws, "regions": REGION, "events_queue": queue}
    connect(home, Connector("shop", "aws", "account", account, settings))
    done = run("scan", "--connector", "shop", "--quota-share", "off", home=home)
    assert done.returncode in (0, 3), done.stderr
    names = [each["FunctionName"] for each in functions.list_functions()["Functions"]][:CHANGED]
    emulators.reset_now()
    worker, began = _worker(home), time.monotonic()
    try:
        time.sleep(3)  # what it imports is not of the flood
        before = most = memory_of(worker)
        for first, messages in enumerate(_batches(n, names, account)):
            queues.send_message_batch(QueueUrl=queue, Entries=messages)
            while first % 10 == 0 and _depth(queues, queue) > MOST_WAITING:
                time.sleep(0.1)
            if first % max(1, n // 100) == 0:
                functions.update_function_configuration(FunctionName=names[first % CHANGED], Description=f"{first}")
        for name in names:
            functions.update_function_configuration(FunctionName=name, Description="the last")
            queues.send_message(QueueUrl=queue, MessageBody=_message(n, name, account))
        while time.monotonic() - began < patience and not _is_read(home, n):
            most = max(most, memory_of(worker))
            time.sleep(0.5)
        seconds = time.monotonic() - began
    finally:
        killed(worker, with_scan=True)
    found = runs(State(home), "default")[0]
    last = next(each for each in found if each.snapshot_id)
    with open_snapshot(home / "snapshots" / "default" / last.snapshot_id) as engine:
        rows = engine.rows(
            "select id, body->>'Description' as said from observation where aspect = 'self' and said <> ''"
        )
    (connector,) = listed(home)
    calls = asyncio.run(emulators.calls())
    ids = {row["id"].rpartition(":")[2]: row["said"] for row in rows}
    said = {name: ids.get(name, "") for name in names}
    return Flood(calls, found, (before, most), seconds, event_health(State(home), connector.id).seen, said)


def _depth(queues: Any, queue: str) -> int:
    asked = ["ApproximateNumberOfMessages"]
    return int(queues.get_queue_attributes(QueueUrl=queue, AttributeNames=asked)["Attributes"][asked[0]])


def _worker(home: Path) -> int:
    """Start a worker in a process of its own: a fork of one that has threads is not to be trusted."""
    command = [sys.executable, "-m", "tests.service.killed_event_worker", str(home)]
    return subprocess.Popen(command, cwd=ROOT).pid


def _batches(n: int, names: list[str], account: str) -> list[list[dict[str, str]]]:
    order = list(range(n))
    random.Random(1).shuffle(order)
    messages = [{"Id": str(k % 10), "MessageBody": _message(k, names[k % CHANGED], account)} for k in order]
    parts = (messages[first : first + 10] for first in range(0, n, 10))
    return [[each | {"Id": str(k)} for k, each in enumerate(part)] for part in parts]


def _message(n: int, name: str, account: str) -> str:
    at = (NOON + datetime.timedelta(milliseconds=n)).isoformat() + "Z"
    about = {"awsRegion": REGION, "recipientAccountId": account, "eventTime": at}
    made = detail("UpdateFunctionConfiguration20150331v2", params={"functionName": name}, **about)
    return envelope(made, account=account, region=REGION)


def _is_read(home: Path, n: int) -> bool:
    (connector,) = listed(home)
    health = event_health(State(home), connector.id)
    return health.seen >= n + CHANGED and not health.waiting


def memory_of(pid: int) -> float:
    """Return the megabytes that a process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
