"""What there are sources of."""

from enum import StrEnum


class Kind(StrEnum):
    """What a source tells."""

    ADVISORIES = "advisories"
    KEV = "kev"
    EPSS = "epss"
    LIFECYCLE = "lifecycle"
