"""Workers that follow events and notify, each killed at a random moment while changes come.

It is run with a home, a number of kills and a file of what to change. Who runs it looks what came of it. With a home
alone it is one worker, which nobody kills.
"""

import asyncio
import json
import os
import random
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import boto3

from bartizan.service.connecting import listed
from bartizan.service.notifying.delivering import Deliverer
from bartizan.service.work.lost import watch_for_lost
from bartizan.service.work.reacting import EventFollower
from bartizan.state import State
from bartizan.state.events.health import event_health
from bartizan.state.notify.outbox import pending, waiting
from bartizan.state.work.runs import runs
from tests.watch.events import detail, envelope

CALL = "AddPermission20150331v2"
OPEN = {"StatementId": "opened", "Action": "lambda:InvokeFunction", "Principal": "*"}
"""What anybody may do then: each change is a finding."""
LONGEST_LIFE = float(os.environ.get("BARTIZAN_KILL_WITHIN", "9"))
"""Seconds: a little more than a read of what changed takes."""
PATIENCE = 300


def work(home: Path) -> None:
    """Follow events, have what changed read and notify, until killed."""
    (connector,) = listed(home)
    watch_for_lost(State(home), threading.Event())
    threading.Thread(target=deliver, args=(home,), daemon=True).start()
    asyncio.run(EventFollower(home, "default", connector, holder="worker").follow())


def deliver(home: Path) -> None:
    while True:
        Deliverer(home, holder="worker").round()
        time.sleep(0.1)


def started(home: Path) -> int:
    child = os.fork()
    if not child:
        work(home)
    return child


def killed(child: int, *, with_scan: bool) -> None:
    """Kill a worker, and the scan that it has started, or leave that behind."""
    files = Path(f"/proc/{child}/task").glob("*/children")
    scans = [int(pid) for file in files for pid in file.read_text().split()]
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for scan in scans if with_scan else ():
        with suppress(ProcessLookupError):
            os.kill(scan, signal.SIGKILL)


def main(home: Path, kills: int, what: Path) -> None:
    """Change one function after another, with a worker that is killed meanwhile; then let one finish."""
    said = json.loads(what.read_text(encoding="utf-8"))
    chance = random.Random(said["seed"])
    where = {"region_name": said["region"], "endpoint_url": said["url"]}
    functions, queue = boto3.client("lambda", **where), boto3.client("sqs", **where)
    here = {"account": said["account"], "region": said["region"]}
    about = {"awsRegion": said["region"], "recipientAccountId": said["account"]}
    for name in said["functions"][:kills]:
        child = started(home)
        functions.add_permission(FunctionName=name, **OPEN)
        message = envelope(detail(CALL, params={"functionName": name}, **about), **here)
        for _ in range(chance.choice((1, 1, 2))):
            queue.send_message(QueueUrl=said["queue"], MessageBody=message)
        time.sleep(chance.uniform(0.05, LONGEST_LIFE))
        killed(child, with_scan=chance.random() < 0.5)
    last, deadline = started(home), time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not is_done(home, queue, said["queue"]):
        time.sleep(0.5)
    killed(last, with_scan=True)


def is_done(home: Path, queue: object, url: str) -> bool:
    """Return whether nothing waits: in the queue, to be read, or to be sent."""
    state = State(home)
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    depth = queue.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]  # type: ignore[attr-defined]
    (connector,) = listed(home)
    is_read = not any(map(int, depth.values())) and not event_health(state, connector.id).waiting
    is_over = all(run.status not in ("running", "queued", "cancelling") for run in runs(state, "default")[0])
    return is_read and is_over and not pending(state, "default") and not waiting(state, "default")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        work(Path(sys.argv[1]))
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
