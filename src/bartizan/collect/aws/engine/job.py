"""Reports that AWS only writes when asked: begun by one call, and read by another until they are done."""

import asyncio
import time
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bartizan.collect.aws.engine.asking import AwsCaller
from bartizan.collect.aws.engine.collector import AwsCall, Job
from bartizan.collect.aws.transport.errors import MALFORMED
from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome


async def reported(asking: AwsCaller, job: Job, call: AwsCall, facts: Mapping[str, Any], rank: int = 1) -> Body:
    """Return what a job reports, as far as the call keeps it.

    Raises:
        CallError: the job was not begun, could not be read, failed, or took longer than a throttled call may.
    """
    if job.is_told_at_begin:
        await _finished(asking, job, job.begin, facts, rank)
        return await asking.body(call, facts, rank=rank)
    begun = await asking.body(job.begin, facts, rank=rank)
    known = ChainMap(begun, dict(facts))
    first = await _finished(asking, job, replace(call, items=""), known, rank)
    paging = asking.client.operations[call.operation].paging
    if call.items and paging and paging.following(first):
        return await asking.body(call, known, rank=rank)
    if call.items and call.items not in first:
        raise _failure(call, {"Code": MALFORMED, "Message": f"the report lacks {call.items}"})
    return {call.items: first[call.items]} if call.items else first


async def _finished(asking: AwsCaller, job: Job, call: AwsCall, facts: Mapping[str, Any], rank: int) -> Body:
    """Return the answer to a call that says that a report is done; the pauses between two looks grow."""
    patience = asking.client.patience
    give_up = time.monotonic() + patience.throttled
    attempt = 0
    while True:
        attempt += 1
        # Hardly any report is done at once: a look before the first pause would be wasted.
        if attempt > 1 or not job.is_told_at_begin:
            await asyncio.sleep(patience.wait(attempt, None))
        page = await asking.body(call, facts, rank=rank)
        state = page.get(job.state)
        if state == job.done:
            return page
        if state is None:
            raise _failure(call, {"Code": MALFORMED, "Message": f"the report lacks {job.state}"})
        if state == job.failed:
            raise _failure(call, page.get(job.error) or {})
        if time.monotonic() > give_up:
            raise _failure(call, {"Message": f"the job was still {state} after {patience.throttled:.0f} seconds"})


def _failure(call: AwsCall, error: Mapping[str, Any]) -> CallError:
    code, message = str(error.get("Code") or "JobFailed"), str(error.get("Message") or "the job failed")
    return CallError(Outcome.FAILED, code, message, call.operation, call.action)
