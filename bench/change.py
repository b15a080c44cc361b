"""From a change at the cloud to the API: ``python bench/change.py [functions] [changes]``.

A function is opened to anybody, its event is sent to the queue, and the API is asked for the finding until it is
there. ``serve`` runs in a process of its own, as does the emulator. Above 10,000 functions the emulator holds a share
of them, and the home is made of its scan: a change has one function read, which the emulator has.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import boto3
from httpx2 import Client
from tests.cli.process import run
from tests.watch.events import detail, envelope

from bartizan.service.connecting import connect
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate
from grown import grow

REGION = "us-east-1"
CALL = "AddPermission20150331v2"
OPEN = {"StatementId": "opened", "Action": "lambda:InvokeFunction", "Principal": "*"}
TARGETS = {1_000: (10, 30), 100_000: (30, 90)}
RULE = "aws.lambda.public_resource_policy"
PATIENCE = 900
MOST = 10_000
"""Functions that the emulator can hold."""


@contextmanager
def served(home: Path) -> Iterator[Client]:
    """Serve a home, with the worker that follows its events."""
    command = [sys.executable, "-m", "bartizan", "serve", "--no-sign-in", "--port", "0", "--home", str(home)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        found = re.search(r"http://\S+", server.stderr.readline())
        assert found
        with Client(base_url=f"{found[0]}/api/v1", timeout=120) as client:
            yield client
    finally:
        server.terminate()
        server.wait()


def seconds_to_see(client: Client, name: str) -> float:
    """Return the seconds until the API has the finding of a function."""
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE:
        answer = client.get("/findings", params={"rule_id": RULE, "filter": f'resource_name = "{name}"'})
        answer.raise_for_status()
        if answer.json()["items"]:
            return time.monotonic() - began
        time.sleep(0.1)
    raise TimeoutError(name)


def measure(home: Path, estate: Estate, changes: int, times: int) -> list[float]:
    """Return the seconds of each change."""
    where: Any = {"region_name": REGION, "endpoint_url": estate.aws}
    functions, queues = boto3.client("lambda", **where), boto3.client("sqs", **where)
    queue, account = queues.create_queue(QueueName="changes")["QueueUrl"], estate.accounts[0]
    settings = {"endpoint_url": estate.aws, "regions": REGION, "events_queue": queue}
    connect(home, Connector("shop", "aws", "account", account, settings))
    began = time.monotonic()
    done = run("scan", "--connector", "shop", "--quota-share", "off", home=home)
    assert done.returncode in (0, 3), done.stderr
    print(f"first scan: {time.monotonic() - began:.1f} s")
    if times > 1:
        grow(home, times)
        print(f"made a home with {times} times as many functions in {time.monotonic() - began:.1f} s")
    names = [
        each["FunctionName"] for each in functions.get_paginator("list_functions").paginate().search("Functions[]")
    ]
    about = {"awsRegion": REGION, "recipientAccountId": account}
    took = []
    with served(home) as client:
        for name in names[:: max(1, len(names) // changes)][:changes]:
            functions.add_permission(FunctionName=name, **OPEN)
            event = detail(CALL, params={"functionName": name}, **about)
            queues.send_message(QueueUrl=queue, MessageBody=envelope(event, account=account, region=REGION))
            took.append(seconds_to_see(client, name))
            print(f"{name}: {took[-1]:.1f} s", flush=True)
    return took


def main(workloads: int, changes: int, folder: Path) -> None:
    """Print the figures."""
    times = max(1, workloads // 1_000) if workloads > MOST else 1
    with Estate.start(f"functions:{workloads // times}") as estate:
        os.environ.update(estate.environ)
        took = measure(folder, estate, changes, times)
    middle, most = TARGETS.get(workloads, (10, 30))
    print(f"{workloads:,} functions, {changes} changes: median {median(took):.1f} s, target {middle}")
    if len(took) > 1:
        print(f"p99 {quantiles(took, n=100)[-1]:.1f} s, target {most}")


if __name__ == "__main__":
    given = dict(enumerate(map(int, sys.argv[1:])))
    with tempfile.TemporaryDirectory() as folder:
        main(given.get(0, 1_000), given.get(1, 5), Path(folder))
