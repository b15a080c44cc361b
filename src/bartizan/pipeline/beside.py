"""Work beside other work: where one core is busy with Python, the engine has another one for SQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

from bartizan.store import Engine

_AGAIN_S = 0.05


def has_more_cores(engine: Engine) -> bool:
    """Whether an engine takes more than one core: in small estates the buffers of another thread would count."""
    return bool(engine.rows("select 1 where current_setting('threads') > 1"))


@contextmanager
def beside(engine: Engine, work: Callable[[Engine], object]) -> Iterator[None]:
    """Have a thread do ``work`` with a cursor of an engine while the block runs; both are done afterwards.

    Neither may need or change what the other makes. What the work raises is raised after the block. It is done before
    the block where the engine takes but one core.
    """
    if not has_more_cores(engine):
        work(engine)
        yield
        return
    with engine.cursor() as cursor, ThreadPoolExecutor(1, "beside") as pool:
        engine.stops_too(cursor.stop)
        doing = pool.submit(work, cursor)
        try:
            yield
        except BaseException:
            while not doing.done():  # a query that begins just as it is to end may miss that
                cursor.stop()
                wait([doing], _AGAIN_S)
            raise
        doing.result()
