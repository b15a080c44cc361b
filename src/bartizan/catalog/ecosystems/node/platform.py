"""Which Node packages are for other platforms than the one functions run on: Linux on x86-64 with glibc.

Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#os
"""

import re
from collections.abc import Iterable

_OURS = {"os": "linux", "cpu": "x64", "libc": "glibc"}
_NAMED = re.compile(
    r"^fsevents$|(?:^|[-/.])(?:"
    r"(?:darwin|macos|win32|windows|freebsd|openbsd|netbsd|sunos|android|openharmony)[-.](?:x64|64|x32|32|ia32|arm|universal)"
    r"|linux-(?:arm|ia32|32|s390x|ppc64|riscv64|mips64|loong64|x64-musl)|linuxmusl-)"
)


def is_elsewhere(kind: str, listed: Iterable[str]) -> bool:
    """Return whether a list of a kind (os, cpu, libc) does not admit ours; ``!x`` stands for all but x."""
    stated = list(listed)
    barred = {each[1:] for each in stated if each.startswith("!")}
    admitted = {each for each in stated if not each.startswith("!")} - {"any"}
    return _OURS[kind] in barred or (bool(admitted) and _OURS[kind] not in admitted)


def is_named_elsewhere(name: str) -> bool:
    """Return whether a package is for another platform by its name, where the lock file tells no more."""
    return bool(_NAMED.search(name[:300]))


def is_ruled_out(conditions: str) -> bool:
    """Return whether Yarn's conditions do not admit ours: ``(os=darwin | os=linux) & cpu=x64``."""
    for each in conditions[:1000].split("&"):
        listed: dict[str, list[str]] = {}
        for token in each.strip(" ()").split("|"):
            kind, _, stated = token.strip().partition("=")
            barred = "!" if kind.startswith("!") else ""
            listed.setdefault(kind.lstrip("!"), []).append(barred + stated)
        if any(kind in _OURS and is_elsewhere(kind, stated) for kind, stated in listed.items()):
            return True
    return False
