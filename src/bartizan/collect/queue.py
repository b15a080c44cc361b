"""The queue of a target's events, whichever cloud it is in."""

from contextlib import AbstractAsyncContextManager

from bartizan.collect.shared.queue import EventQueue
from bartizan.collect.shared.target import AwsTarget, AzureTarget


def opened_events(target: AwsTarget | AzureTarget, url: str) -> AbstractAsyncContextManager[EventQueue]:
    """Give the queue while it is read.

    Raises:
        BartizanError: it cannot be entered.
    """
    # Imported on use: one cloud does not pay for the other's SDK.
    if isinstance(target, AwsTarget):
        from bartizan.collect.aws.queue import opened_queue

        return opened_queue(target, url)
    from bartizan.collect.azure.queue import opened_storage_queue

    return opened_storage_queue(target, url)
