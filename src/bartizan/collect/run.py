"""Read every target of both clouds at once; one that cannot be entered does not take the others with it."""

import asyncio
from collections.abc import Awaitable, Sequence

from bartizan.base.gc_tuning import settle
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AwsTarget, AzureTarget, Sink, SkipsCode, TakeCode, reads_all
from bartizan.model import LIST, BartizanError, Observation, Outcome, Usage, printable


async def collected(
    aws: Sequence[AwsTarget],
    azure: Sequence[AzureTarget],
    sink: Sink,
    usage: Usage,
    *,
    memory: Memory,
    soon: asyncio.Event,
    code: TakeCode | None = None,
    skips_code: SkipsCode = reads_all,
) -> None:
    """Read every target into the sink; ``soon`` is set once each has the facts that decide exposure.

    ``code`` receives where the code of each workload is; without it, and for Azure subscriptions that ``skips_code``
    names, nothing is asked for that. A target that cannot be entered lands as a failed listing of its account or
    subscription, or of its cloud where it has several, unless there is no other target.

    Raises:
        BartizanError: no target could be read; the error of the first.
    """
    # Imported on use: a scan of one cloud does not pay for the other's SDK.
    events = [asyncio.Event() for _ in (*aws, *azure)]
    waiting = iter(events)
    reads: list[tuple[str, str, Awaitable[None]]] = []
    if aws:
        from bartizan.collect.aws import collect as read_aws

        for entry in aws:
            read = read_aws(entry, sink, usage, memory=memory, soon=next(waiting), code=code)
            reads.append(("aws_account", _only([arn.split(":")[4] for arn in entry.role_arns], "aws"), read))
    if azure:
        from bartizan.collect.azure import collect as read_azure

        for target in azure:
            one = next(waiting)
            read = read_azure(target, sink, usage, memory=memory, soon=one, code=code, skips_code=skips_code)
            reads.append(("azure_subscription", _only(target.subscriptions, "azure"), read))
    settle()
    async with asyncio.TaskGroup() as group:
        watch = group.create_task(_set_after(events, soon))
        tasks = [group.create_task(_error_of(read, event)) for (*_, read), event in zip(reads, events, strict=True)]
        await asyncio.wait(tasks)
        watch.cancel()
    errors = [
        (kind, scope, error) for (kind, scope, _), task in zip(reads, tasks, strict=True) if (error := task.result())
    ]
    if errors and len(errors) == len(reads):
        raise errors[0][-1]
    for kind, scope, error in errors:
        sink(Observation(kind, "", LIST, Outcome.FAILED, scope=scope, detail=printable(error)))


def _only(scopes: Sequence[str], cloud: str) -> str:
    return scopes[0] if len(scopes) == 1 else cloud


async def _set_after(events: Sequence[asyncio.Event], soon: asyncio.Event) -> None:
    for event in events:
        await event.wait()
    soon.set()


async def _error_of(read: Awaitable[None], event: asyncio.Event) -> BartizanError | None:
    """Await one target's collection and return what kept it from being read, None where nothing did."""
    try:
        await read
    except BartizanError as error:
        return error
    except BaseExceptionGroup as group:
        known, other = group.split(BartizanError)
        if known is None or other is not None:
            raise
        return _leaf(known)
    finally:
        event.set()
    return None


def _leaf(group: BaseExceptionGroup[BartizanError]) -> BartizanError:
    first = group.exceptions[0]
    return _leaf(first) if isinstance(first, BaseExceptionGroup) else first
