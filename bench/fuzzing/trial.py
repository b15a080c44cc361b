"""Try one input: read it, judge the reading, and measure what that took."""

import asyncio
import re
import resource
import time
import traceback

from tests.catalog.inputs import LONGEST
from tests.catalog.judge import faults
from tests.catalog.targets import Target

SLOW = 2.0
"""Seconds of CPU for an input of the longest size, and so for any."""
_GROWN = 256 * 1024
"""KiB that a reading may add to the most that the process held."""


def tried(target: Target, data: bytes, loop: asyncio.AbstractEventLoop) -> set[str]:
    """Return what broke, in words that are the same for the same cause."""
    held, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        reading = loop.run_until_complete(target.read(data))
    except Exception as error:  # whatever it is, it is what was looked for
        return {_told(error)}
    broken = faults(reading, max(reading.bytes_total, len(data)))
    took = time.process_time() - began
    if took > SLOW:
        broken.add(f"slow: more than {SLOW:.0f} seconds for {LONGEST // 1024} KiB")
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held > _GROWN:
        broken.add("memory: grew by more than 256 MiB")
    return broken


def _told(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    text = re.sub(r"\d+", "n", str(error))[:60]
    return f"raised {type(error).__name__} in {place.name}: {text}"
