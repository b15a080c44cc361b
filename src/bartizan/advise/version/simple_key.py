"""Keys of plain versions in SQL: most versions are a few small numbers, and the engine keys them ten times as fast."""

_NUMBER = (
    "case when p::int = 0 then '10' when p::int < 256 then '11' || printf('%02x', p::int) "
    "else '12' || printf('%04x', p::int) end"
)
_LIKE = {
    "PyPI": ("0110", "01ff00ff00"),
    "Maven": ("", "01"),
    **dict.fromkeys(("npm", "Go", "crates.io", "NuGet"), ("", "01ff")),
}
"""What stands before and after the numbers in the keys of each ecosystem that has them in common."""

IS_PLAIN = f"ecosystem in {tuple(_LIKE)} and regexp_full_match(version, '[0-9]{{1,4}}(\\.[0-9]{{1,4}}){{0,5}}')"
"""Whether ``PLAIN_KEY`` is the key of a row's ``version`` in its ``ecosystem``."""


def _around(n: int) -> str:
    cases = " ".join(f"when '{ecosystem}' then '{around[n]}'" for ecosystem, around in _LIKE.items())
    return f"case ecosystem {cases} end"


_NUMBERS = "string_split(regexp_replace(version, '(\\.0+)+$', ''), '.')"
PLAIN_KEY = (
    f"unhex({_around(0)} || array_to_string(list_transform({_NUMBERS}, lambda p: {_NUMBER}), '') || {_around(1)})"
)
"""The same bytes that ``key`` gives, which a test holds."""
