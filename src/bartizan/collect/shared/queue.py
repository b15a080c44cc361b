"""Queues that events come to, as both clouds have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class QueueMessage:
    """A message, its ID where the queue has one, and what deletes it."""

    body: str
    receipt: str
    id: str = ""


@dataclass(frozen=True)
class QueueDepth:
    """How many messages wait in a queue, about."""

    waiting: int


class EventQueue(Protocol):
    """A queue that can be read. What it refuses is a CallError."""

    async def receive(self, wait: int = 20) -> list[QueueMessage]:
        """Return some messages, after at most ``wait`` seconds; they come again unless they are deleted."""

    async def delete(self, messages: Sequence[QueueMessage]) -> None:
        """Delete messages of one answer."""

    async def peek(self) -> None:
        """Try to take a message, and leave it to others."""

    async def depth(self) -> QueueDepth:
        """Return how many messages wait."""
