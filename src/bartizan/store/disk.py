"""What a person does about a disk that takes no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bartizan.model import BartizanError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Write to a path while the body runs.

    Raises:
        BartizanError: the system does not let it be written.
    """
    try:
        yield
    except OSError as error:
        raise BartizanError(
            f"{path} cannot be written ({error.strerror}): make room for it and run this again"
        ) from error
