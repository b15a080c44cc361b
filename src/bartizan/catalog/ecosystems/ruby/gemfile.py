"""Which gems a Gemfile names only for development or for other platforms.

Source: https://bundler.io/man/gemfile.5.html. A Gemfile is a program: only what it says line by line is read.
"""

import re
from collections.abc import Iterable

_GEM = re.compile(r"gem[\s(]+['\"]([\w.-]+)['\"]", re.ASCII)
_GROUPS = re.compile(r"(?:group|groups)(?::|\s*=>|\b)\s*\(?\s*([^#]*?)(?:\bdo\b|$)")
_PLATFORMS = re.compile(r"platforms?(?::|\s*=>|\b)\s*\(?\s*([^#]*?)(?:\bdo\b|$)")
_WORD = re.compile(r"[a-z]\w*", re.ASCII)
_OPTION = re.compile(r",\s*(?::?\w+\s*=>|\w+:)")
_BLOCK = re.compile(r"\bdo\b\s*(?:\|.*\|)?$|^(?:if|unless|case|begin|def)\b")
_DEVELOPMENT = {"development", "dev", "test", "tests", "ci", "lint", "docs", "doc", "debug", "rubocop", "guard"}
_ELSEWHERE = {"mingw", "mswin", "x64_mingw", "mswin64", "windows", "jruby", "truffleruby", "rbx"}
_LONGEST = 500


def not_for_functions(text: str) -> set[str]:
    """Return the gems that stand only in groups for development, or only for other platforms."""
    left_out: set[str] = set()
    needed: set[str] = set()
    blocks: list[bool] = []
    for line in text.splitlines():
        bare = line[:_LONGEST].strip()
        is_left_out = any(blocks) or _is_other(bare)
        if gem := _GEM.match(bare):
            (left_out if is_left_out else needed).add(gem[1])
        elif _BLOCK.search(bare):
            blocks.append(is_left_out)
        elif bare.partition(" ")[0] == "end" and blocks:
            blocks.pop()
    return left_out - needed


def _is_other(line: str) -> bool:
    return _all_in(_GROUPS, line, _DEVELOPMENT) or _all_in(_PLATFORMS, line, _ELSEWHERE)


def _all_in(names: re.Pattern[str], line: str, others: Iterable[str]) -> bool:
    """Return whether a line names groups or platforms, and only such."""
    found = names.search(line)
    stated = _WORD.findall(re.sub(r"%[iw]", "", _OPTION.split(found[1])[0])) if found else []
    return bool(stated) and set(stated) <= set(others)
