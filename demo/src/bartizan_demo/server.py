"""Both emulators in one process: ``python -m bartizan_demo.server --estate demo|empty|functions:N|accounts:N[:M]``.

Prints one JSON line that says where they listen, then serves until its standard input closes or SIGTERM comes.
"""

import argparse
import asyncio
import gc
import json
import signal
import sys

from bartizan_demo.company.aws.account import aws_estate
from bartizan_demo.company.azure.tenant import start_tenant
from bartizan_demo.emulators.aws.emulator import start_aws


async def serve(name: str) -> None:
    """Start both emulators with an estate, say where, and serve until told to end."""
    estate = aws_estate(name)
    aws = await start_aws(estate)
    arm = await start_tenant(name)
    about = {
        "aws": aws.url,
        "arm": arm.url,
        "arm_token": arm.token,
        "accounts": estate.accounts,
        "role_arns": estate.role_arns,
        "subscriptions": arm.subscriptions,
    }
    gc.collect()
    gc.freeze()  # the estate stays as long as the process: no collection need look at it again
    ended = await _end_asked()
    print(json.dumps(about), flush=True)  # noqa: T201 the line is this program's answer
    await ended.wait()
    await aws.close()
    await arm.close()


async def _end_asked() -> asyncio.Event:
    """Return what SIGTERM, SIGINT or the end of standard input will set: whoever started us is gone then."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    await loop.connect_read_pipe(lambda: _UntilClosed(asked), sys.stdin)
    return asked


class _UntilClosed(asyncio.Protocol):
    def __init__(self, closed: asyncio.Event) -> None:
        self._closed = closed

    def connection_lost(self, _: Exception | None) -> None:
        self._closed.set()

    def eof_received(self) -> None:
        self._closed.set()


def main() -> None:
    """Read the arguments and serve."""
    arguments = argparse.ArgumentParser(prog="python -m bartizan_demo.server", description=__doc__)
    arguments.add_argument("--estate", default="demo", help="demo, empty, functions:N or accounts:N[:M]")
    asyncio.run(serve(arguments.parse_args().estate))


if __name__ == "__main__":
    main()
