"""Make a broken input shorter, as long as it breaks the same."""

import asyncio

from tests.catalog.targets import Target

from fuzzing.trial import tried


def minimised(target: Target, data: bytes, loop: asyncio.AbstractEventLoop) -> bytes:
    """Return the input without all that it breaks the same without; the input where it breaks nothing."""
    causes = tried(target, data, loop)
    step = len(data) // 2 if causes else 0
    while step:
        at = 0
        while at < len(data):
            shorter = data[:at] + data[at + step :]
            if causes & tried(target, shorter, loop):
                data = shorter
            else:
                at += step
        step //= 2
    return data
