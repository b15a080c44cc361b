"""A short fuzzing of each target: whatever is read, a reading comes of it, and nothing odd is in it.

``python bench/fuzz.py`` does the same for longer and is guided by the code that it reaches.
"""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalog.inputs import LONGEST, again
from tests.catalog.judge import faults
from tests.catalog.mutations import Mutations
from tests.catalog.over_http import stop
from tests.catalog.seeds import seeds
from tests.catalog.targets import TARGETS

SEEDS = seeds()
BITS = st.one_of(
    st.binary(min_size=1, max_size=6),
    st.sampled_from([b"\0", b"\x1b", b"[", b'{"a":', b"a.", b"-1", b"!/", b"PK\x01\x02", b"9" * 5000, b"\xff" * 4]),
    st.builds(again, st.binary(min_size=1, max_size=4), st.integers(0, 16)),
)  # fmt: skip


def changed(data: bytes, changes: Sequence[tuple[float, bytes, bool]]) -> bytes:
    """Return an input with bits put in at these shares of its length, in the place of others or between them."""
    for share, bit, is_instead in changes:
        at = int(share * len(data))
        data = data[:at] + bit + data[at + (len(bit) if is_instead else 0) :]
    return data


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_reading_comes_of_anything(name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(SEEDS[name]))
    places = st.tuples(st.floats(0, 1), BITS, st.booleans())
    content = changed(seed, data.draw(st.lists(places, max_size=5)))
    if number := data.draw(st.integers(0, 2**32)):
        content = Mutations(SEEDS[name])(content, LONGEST, number)

    async def read() -> set[str]:
        reading = await TARGETS[name].read(content)
        await stop()
        return faults(reading, max(reading.bytes_total, len(content)))

    assert asyncio.run(read()) == set()


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_reach_what_they_are_for(name: str) -> None:
    """Fuzzing that starts from inputs of which nothing comes finds nothing."""

    async def read() -> int:
        readings = [await TARGETS[name].read(seed) for seed in SEEDS[name] if seed[:1] != b"\x0c"]
        await stop()
        if name == "unread":  # what it finds are files that are not read
            return sum(len(each.unreadable) for each in readings)
        return sum(len(each.packages) + len(each.secrets) for each in readings)

    assert asyncio.run(read()) >= 2
