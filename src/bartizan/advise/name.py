"""How packages' names are compared: as their registries do."""

import re


def normal(ecosystem: str, name: str) -> str:
    """Return the form of a name that is equal for all spellings of one package.

    Source: https://packaging.python.org/en/latest/specifications/name-normalization/ for PyPI; NuGet and Packagist do
    not tell cases apart, the others do.
    """
    if ecosystem == "PyPI":
        return re.sub(r"[-_.]+", "-", name).lower()
    return name.lower() if ecosystem in {"NuGet", "Packagist"} else name


NORMAL_SQL = (
    "case ecosystem when 'PyPI' then regexp_replace(lower(name), '[-_.]+', '-', 'g') "
    "when 'NuGet' then lower(name) when 'Packagist' then lower(name) else name end"
)
"""``normal`` in SQL, over the columns ``ecosystem`` and ``name``."""
