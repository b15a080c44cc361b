"""Buckets keep the rate, the order and the cloud's own penalties."""

import asyncio

import pytest

from bartizan.collect.shared.quota import Bucket, Quotas


class Time:
    """A clock that moves only when somebody sleeps on it."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.at += seconds
        await asyncio.sleep(0)


def bucket(rate: float, burst: float) -> tuple[Bucket, Time]:
    time = Time()
    return Bucket(rate, burst, time.now, time.sleep), time


async def test_burst_goes_at_once_then_the_rate_holds() -> None:
    gate, time = bucket(10, 5)
    for _ in range(5):
        await gate.acquire()
    assert time.at == 0
    for _ in range(100):
        await gate.acquire()
    assert time.at == pytest.approx(10.0)


async def test_idle_time_saves_up_no_more_than_the_burst() -> None:
    gate, time = bucket(10, 5)
    time.at = 1000.0
    for _ in range(15):
        await gate.acquire()
    assert time.at == pytest.approx(1001.0)


async def test_first_come_first_served() -> None:
    gate, _ = bucket(10, 1)
    order: list[int] = []

    async def caller(number: int) -> None:
        await gate.acquire()
        order.append(number)

    await asyncio.gather(*(caller(number) for number in range(20)))
    assert order == list(range(20))


async def test_lower_rank_goes_before_those_who_came_earlier() -> None:
    gate, time = bucket(10, 1)
    await gate.acquire()
    order: list[str] = []

    async def caller(name: str, rank: int) -> None:
        await gate.acquire(rank)
        order.append(name)

    await asyncio.gather(caller("late 1", 1), caller("late 2", 1), caller("soon 1", 0), caller("soon 2", 0))
    assert order == ["soon 1", "soon 2", "late 1", "late 2"]
    assert time.at == pytest.approx(0.4)


async def test_who_gives_up_waiting_costs_nothing() -> None:
    gate, time = bucket(10, 1)
    await gate.acquire()
    leaving, staying = asyncio.create_task(gate.acquire()), asyncio.create_task(gate.acquire())
    leaving.cancel()
    await staying
    assert time.at == pytest.approx(0.1)


async def test_penalty_holds_everybody_and_burns_the_saved_burst() -> None:
    gate, time = bucket(10, 5)
    gate.penalise(3)
    await gate.acquire()
    assert time.at == pytest.approx(3.0)
    await gate.acquire()
    assert time.at == pytest.approx(3.1)


async def test_penalty_reaches_a_caller_who_is_already_waiting() -> None:
    gate, time = bucket(10, 1)
    await gate.acquire()
    waiting = asyncio.create_task(gate.acquire())
    await asyncio.sleep(0)
    gate.penalise(7)
    await waiting
    assert time.at >= 7


async def test_shorter_penalty_does_not_shorten_a_longer_one() -> None:
    gate, time = bucket(10, 1)
    gate.penalise(5)
    gate.penalise(1)
    await gate.acquire()
    assert time.at == pytest.approx(5.0)


async def test_cancelled_waiter_lets_the_next_one_through() -> None:
    gate = Bucket(1000, 1)
    gate.penalise(0.05)
    first = asyncio.create_task(gate.acquire())
    second = asyncio.create_task(gate.acquire())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait_for(second, 1)
    assert first.cancelled()


async def test_share_scales_the_rate_and_each_key_has_one_bucket() -> None:
    time = Time()
    quotas = Quotas(0.5, time.now, time.sleep)
    gate = quotas.bucket(("111122223333", "eu-west-1", "lambda"), 20, 2)
    assert gate is quotas.bucket(("111122223333", "eu-west-1", "lambda"), 20, 2)
    assert gate is not quotas.bucket(("111122223333", "us-east-1", "lambda"), 20, 2)
    for _ in range(101):
        await gate.acquire()
    assert time.at == pytest.approx(10.0)


async def test_no_share_paces_nothing_but_still_takes_a_penalty() -> None:
    time = Time()
    gate = Quotas(None, time.now, time.sleep).bucket(("any",), 1, 1)
    for _ in range(1000):
        await gate.acquire()
    assert time.at == 0
    gate.penalise(2)
    await gate.acquire()
    assert time.at == pytest.approx(2.0)
