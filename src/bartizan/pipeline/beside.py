"""Work beside other work: where one core is busy with Python, the engine has another one for SQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from bartizan.store import Engine


@contextmanager
def beside(engine: Engine, work: Callable[[Engine], object]) -> Iterator[None]:
    """Have a thread do ``work`` with a cursor of an engine while the block runs; both are done afterwards.

    Neither may need or change what the other makes. What the work raises is raised after the block.
    """
    with engine.cursor() as cursor, ThreadPoolExecutor(1, "beside") as pool:
        engine.stops_too(cursor.stop)
        doing = pool.submit(work, cursor)
        try:
            yield
        except BaseException:
            cursor.stop()
            raise
        doing.result()
