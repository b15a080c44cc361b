"""The licences that bundlers gather beside a bundle: each is of a package in it.

webpack and ncc keep banners (``index.js.LICENSE.txt``); their licence plugins, Angular's and Rollup's write lists.
Source: https://github.com/xz64/license-webpack-plugin and https://github.com/mjeanroy/rollup-plugin-license
"""

import re
from collections.abc import Iterator

LISTS = frozenset({"licenses.txt", "3rdpartylicenses.txt", "third-party-licenses.txt", "thirdpartylicenses.txt"})
"""Names of files with a list, in lower case."""
_NAME = r"(?:@[a-z0-9~._-]{1,100}/)?[a-z0-9~_-][a-z0-9~._-]{0,213}"
_VERSION = r"\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[\w.]{1,40})?"
_LICENCE = (
    r"\(?(?:MIT|ISC|Apache-2\.0|BSD|0BSD|BlueOak|CC0|CC-BY|MPL|Unlicense|Python|WTFPL|Zlib|LGPL|GPL|AGPL|Artistic)"
)
_LISTED = re.compile(rf"^(?P<name>{_NAME})\n{_LICENCE}[^\n]{{0,60}}$", re.MULTILINE)
_FIELDS = re.compile(
    rf"^(?:Package|Name): (?P<name>{_NAME})$(?:\nVersion: (?P<version>{_VERSION})$)?", re.MULTILINE | re.IGNORECASE
)


def listed(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and version of the packages that a list names; the version is often empty."""
    text = text.replace("\r\n", "\n")
    for found in _LISTED.finditer(text):
        yield found["name"], ""
    for found in _FIELDS.finditer(text):
        yield found["name"], found["version"] or ""
