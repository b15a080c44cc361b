"""Give memory that one stage is done with back to the system before the next stage asks for its own."""

import ctypes
import gc


def give_back() -> None:
    """Collect what nothing refers to any more and let the allocator return its free pages, where it can be told to."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
    if trim:
        trim(0)
