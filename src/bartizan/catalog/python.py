"""Python packages as installers leave them.

Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

import re
from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.text import text_of

_HEADER = re.compile(r"^(Name|Version)[ \t]*:[ \t]*(\S+)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_HEAD = 8 * 1024


def normal(name: str) -> str:
    """Return a project's name as it is compared.

    Source: https://packaging.python.org/en/latest/specifications/name-normalization/
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        head = text_of(content[:_HEAD]).partition("\n\n")[0].replace("\r", "")
        told = {name.lower(): value for name, value in reversed(_HEADER.findall(head))}
        name, version = _of_folder(path)
        name, version = told.get("name") or name, told.get("version") or version
        if name:
            yield Package("PyPI", normal(name), version, contents.place(path), Evidence.INSTALLED)


def _of_folder(path: str) -> tuple[str, str]:
    """Return the name and version that a record's folder tells: ``a_b-1.0.dist-info``, ``c-2.0-py3.11.egg-info``."""
    for part in reversed(path.rsplit("/", 2)[-2:]):
        bare = part.removesuffix(".dist-info").removesuffix(".egg-info")
        if bare != part:
            name, _, rest = bare.partition("-")
            version = rest.partition("-")[0]
            return (name, version) if name and version else ("", "")
    return "", ""


PYTHON_INSTALLED = Cataloger(
    name="python-installed",
    ecosystem="PyPI",
    evidence=Evidence.INSTALLED,
    read=_read,
    suffixes=(".dist-info/metadata", ".egg-info/pkg-info", "egg-info/pkg-info", ".egg-info"),
    is_alone=True,
)
