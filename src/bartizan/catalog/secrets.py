"""Secrets in the customer's own code: only their kind and place ever leave this module.

Third-party code is left out, since its authors' test keys are nobody's secrets here, and so are lock files, hashes and
maps: a scanner that cries wolf there is turned off.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from bartizan.base.secret_shape import PRIVATE_KEY, marks_in, shaped
from bartizan.catalog.ecosystems.shared.text import text_of
from bartizan.catalog.package import Secret

_LONGEST_FILE = 1024 * 1024
_LONGEST_LINE = 4096
_OVERLAP = 1024
"""Of the pieces that longer lines are looked at in: no secret but a private key is longer."""
_KEY_LINES = 7
"""Of a private key, as far as to its first line of base64."""
_MOST = 50
"""Of one file: a list of a thousand is one finding, too."""
_TEXT = (
    ".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".php", ".go", ".cs", ".java", ".kt", ".sh", ".ps1", ".json", ".yaml",
    ".yml", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties", ".xml", ".txt", ".config", ".pem", ".key",
    ".tf", ".sql",
)  # fmt: skip
_NAMES = frozenset({".env", "credentials", ".npmrc", ".pypirc", ".netrc", "dockerfile", "id_rsa", "id_ed25519"})
_NOT_OWN = re.compile(
    r"(?:^|/)(?:node_modules|site-packages|vendor|_vendor|dist-packages|\.git|tests?|__tests__|fixtures?|examples?|docs?"
    r"|locale|i18n|testdata|spec|botocore/data)/|\.(?:dist|egg)-info/|\.deps\.json$|\.min\.js$|\.map$"
    r"|(?:^|/)(?:[\w.-]*lock(?:\.json|\.yaml)?|yarn\.lock|go\.sum|cacert\.pem)$|!/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SecretScanner:
    """Looks for secrets: ``wants`` a file by its path and size, and ``scan`` yields those in its content."""

    wants: Callable[[str, int], bool]
    scan: Callable[[str, bytes], Iterable[Secret]]


def wants(path: str, size: int) -> bool:
    """Return whether a file is the customer's own text."""
    name = path.rpartition("/")[2].lower()
    is_text = name.endswith(_TEXT) or name in _NAMES or name.startswith(".env.")
    return is_text and 0 < size <= _LONGEST_FILE and not _NOT_OWN.search(path)


def scan(path: str, content: bytes) -> Iterator[Secret]:
    """Yield the kind and line of each secret in a file, the first of each line."""
    text = text_of(content)
    # One look at the file first: most files hold nothing that begins as a secret does.
    marks = marks_in(text)
    if not marks:
        return
    found = 0
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if kind := _kind(line, lines[number : number + _KEY_LINES], marks):
            yield Secret(kind, path, number)
            found += 1
            if found == _MOST:
                return


def _kind(line: str, after: Sequence[str], marks: Set[str]) -> str:
    """Return the kind of the first secret in a line; what follows a line may be the key that begins there."""
    if kind := next(filter(None, (shaped(piece, marks) for piece in _pieces(line))), ""):
        return kind
    begun = line[-_OVERLAP:]
    found = "PRIVATE KEY" in begun and PRIVATE_KEY.search("\n".join((begun, *(each[:_OVERLAP] for each in after))))
    return "private_key" if found and found.start() < len(begun) else ""


def _pieces(line: str) -> Iterator[str]:
    """Yield a line, or where it is long its overlapping pieces: a bundle may be a single line."""
    for start in range(0, max(len(line) - _OVERLAP, 1), _LONGEST_LINE - _OVERLAP):
        yield line[start : start + _LONGEST_LINE]


SECRETS = SecretScanner(wants, scan)
