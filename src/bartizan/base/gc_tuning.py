"""Settings of Python's memory management: what stays, and when to give pages back to the system."""

import atexit
import ctypes
import gc
import sys

_ARENAS = -8
"""How glibc's malloc.h numbers the option that says how many arenas there may be."""
_OF_ANSWERS = (10_000, 20, 20)
"""After how many new objects to look for cycles while clouds are read."""


def give_back() -> None:
    """Collect what nothing refers to any more and let the allocator return its free pages, where it supports that."""
    gc.collect()
    trim()


def trim() -> None:
    """Let the allocator return its free pages to the system, where it supports that."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
    if trim:
        trim(0)


def share_one_arena() -> None:
    """Let all threads of a server take memory from one place, where the allocator supports that.

    Each of the many threads that answer would have a place of its own, and keep in it what its next answer may need.
    """
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):  # glibc alone has it
        set_option(_ARENAS, 1)


def pass_by_imports() -> None:
    """Let the collector pass by what a command has imported so far, while it runs and when it ends.

    Not once the engine is there: its binding counts what is alive at the end, and calls what is frozen a leak.
    """
    if "duckdb" not in sys.modules:
        gc.freeze()


def settle() -> None:
    """Let the collector of cycles pass by what stays as long as the process: the modules and what they hold.

    Answers are trees that die with their last reference, so a collection looks through all of them for next to
    nothing: it sets out after ten thousand new objects instead of seven hundred. The first call alone counts, since
    what a second one found alive would be one scan's own and stay for ever.
    """
    if gc.get_threshold() == _OF_ANSWERS:
        return
    gc.collect()
    gc.freeze()
    # As above: the end must find nothing frozen.
    atexit.register(gc.unfreeze)
    gc.set_threshold(*_OF_ANSWERS)
