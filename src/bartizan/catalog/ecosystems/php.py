"""PHP packages as Composer installs and locks them."""

from collections.abc import Iterator

from bartizan.catalog.cataloger import Cataloger, Contents
from bartizan.catalog.ecosystems.shared.lock_shape import list_in, object_of
from bartizan.catalog.ecosystems.shared.text import dict_of, dicts_of, parsed, str_of
from bartizan.catalog.package import Evidence, Package


def _read_installed(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        value = parsed(content)
        # The first version of the format is the bare list.
        listed = list_in(value if isinstance(value, dict) else {"packages": value}, "packages")
        yield from _packages(contents.place(path), listed, Evidence.INSTALLED)


def _read_locked(contents: Contents) -> Iterator[Package]:
    for path, content in contents.files.items():
        yield from _packages(contents.place(path), list_in(object_of(content), "packages"), Evidence.LOCKED)


def _packages(place: str, listed: object, evidence: Evidence) -> Iterator[Package]:
    for each in dicts_of(listed):
        name, version = str_of(each.get("name")).lower(), str_of(each.get("version"))
        # What Composer takes from a folder is the customer's own.
        if "/" in name and version and dict_of(each.get("dist")).get("type") != "path":
            yield Package("Packagist", name, version.removeprefix("v"), place, evidence)


PHP_INSTALLED = Cataloger(
    name="php-installed",
    ecosystem="Packagist",
    evidence=Evidence.INSTALLED,
    read=_read_installed,
    suffixes=("vendor/composer/installed.json", "composer/installed.json"),
    is_alone=True,
)

PHP_LOCKED = Cataloger(
    name="php-locked",
    ecosystem="Packagist",
    evidence=Evidence.LOCKED,
    read=_read_locked,
    names=frozenset({"composer.lock"}),
    is_alone=True,
    is_of_own_code=True,
)
