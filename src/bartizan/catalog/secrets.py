"""Which files of a package are looked through for secrets, and by what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bartizan.catalog.package import Secret


@dataclass(frozen=True, slots=True)
class SecretScanner:
    """Looks for secrets: ``wants`` a file by its path and size, and ``scan`` yields those in its content."""

    wants: Callable[[str, int], bool]
    scan: Callable[[str, bytes], Iterable[Secret]]


SECRETS: SecretScanner | None = None
