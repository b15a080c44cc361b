"""Secrets in the customer's own code: only their kind and place ever leave this module.

Third-party code is left out, since its authors' test keys are nobody's secrets here, and so are lock files, hashes and
maps: a scanner that cries wolf there is turned off.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bartizan.catalog.package import Secret
from bartizan.catalog.text import text_of
from bartizan.secret_shape import HINT, shaped

_LONGEST_FILE = 1024 * 1024
_LONGEST_LINE = 4096
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
    r"|locale|i18n|testdata|spec)/|\.(?:dist|egg)-info/|\.deps\.json$|\.min\.js$|\.map$"
    r"|(?:^|/)(?:[\w.-]*lock(?:\.json|\.yaml)?|yarn\.lock|go\.sum|botocore/data/.*|cacert\.pem)$|!/",
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
    # One search over the file first: most files hold nothing that begins as a secret does.
    if not HINT.search(text):
        return
    found = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if HINT.search(line) and (kind := shaped(line[:_LONGEST_LINE])):
            yield Secret(kind, path, number)
            found += 1
            if found == _MOST:
                return


SECRETS = SecretScanner(wants, scan)
