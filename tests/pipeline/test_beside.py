"""What is done beside other work is done when that is, or says why not."""

from threading import Event

import pytest

from bartizan.model import BartizanError
from bartizan.pipeline.beside import beside
from bartizan.store import Engine

_LONG = "create table endless as select sum(a.range * b.range) from range(10_000_000) as a, range(10_000_000) as b"


@pytest.mark.parametrize("cores", [1, 2])
def test_both_are_done(cores: int) -> None:
    with Engine(threads=cores) as engine:
        with beside(engine, lambda cursor: cursor.create("theirs", "select 1 as n")):
            engine.create("mine", "select 2 as n")
        assert engine.rows("from theirs union all from mine") == [{"n": 1}, {"n": 2}]


@pytest.mark.parametrize("cores", [1, 2])
def test_what_is_wrong_beside_is_raised(cores: int) -> None:
    with Engine(threads=cores) as engine, pytest.raises(BartizanError, match="nowhere"):  # noqa: SIM117
        with beside(engine, lambda cursor: cursor.create("theirs", "from nowhere")):
            engine.create("mine", "select 2 as n")


def test_what_is_wrong_ends_what_is_beside() -> None:
    with Engine(threads=2) as engine, pytest.raises(ZeroDivisionError):  # noqa: SIM117
        with beside(engine, lambda cursor: cursor.execute(_LONG)):
            raise ZeroDivisionError


def test_a_stop_ends_both() -> None:
    begun = Event()

    def work(cursor: Engine) -> None:
        begun.set()
        while True:
            cursor.execute("select 1")

    with Engine(threads=2) as engine, pytest.raises(BartizanError, match="the scan was stopped"):  # noqa: SIM117
        with beside(engine, work):
            begun.wait()
            engine.stop()
