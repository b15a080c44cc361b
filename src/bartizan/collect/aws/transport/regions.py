"""The regions that AWS has, as the SDK lists them for its partitions: a name that is not among them is a slip."""

from functools import cache

from botocore.loaders import Loader

_PSEUDO = "-global"


@cache
def known_regions() -> frozenset[str]:
    """Return the names of the regions of every partition."""
    partitions = Loader().load_data("partitions")["partitions"]
    names = (name for partition in partitions for name in partition["regions"])
    return frozenset(name for name in names if not name.endswith(_PSEUDO))
