"""Lock files that are JSON, TOML or text of another shape than theirs are said to be unreadable, not empty."""

import pytest

from tests.catalog.reading import reading

SHAPES = {
    "package-lock.json": ["[]", "null", '"x"', '{"packages": 5}', '{"dependencies": "x"}'],
    "bun.lock": ["[]", '{"packages": "x"}'],
    "deno.lock": ["[]", '{"packages": 1}'],
    "yarn.lock": ["\0\1", "nothing of Yarn's"],
    "pnpm-lock.yaml": ["[", "&a [*a]", "lockfileVersion: '9.0'\npackages: 7", "packages:\n  /a@1.0.0:\n"],
    "poetry.lock": ["package = 3", "[[package]]\nname = 1"],
    "Pipfile.lock": ["[]", '{"default": "x"}'],
    "Gemfile.lock": ["\0", "rails (1.0)"],
    "composer.lock": ["[]", '{"packages": {"a": 1}}'],
    "vendor/composer/installed.json": ['{"packages": 5}', "7"],
    "Cargo.lock": ["package = 3"],
    "packages.lock.json": ["[]", '{"dependencies": 3}'],
}
EMPTY = {
    "package-lock.json": '{"lockfileVersion": 3, "packages": {}}',
    "yarn.lock": "# yarn lockfile v1\n\n",
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages: {}\n",
    "poetry.lock": "package = []\n[metadata]\n",
    "Pipfile.lock": '{"_meta": {}, "default": {}}',
    "Gemfile.lock": "PLATFORMS\n  ruby\n\nDEPENDENCIES\n",
    "composer.lock": '{"packages": []}',
    "Cargo.lock": "version = 4\n",
    "packages.lock.json": '{"version": 1, "dependencies": {}}',
}


def unreadable(files: dict[str, str]) -> set[tuple[str, str]]:
    return {(each.path, str(each.reason)) for each in reading(files).unreadable}


@pytest.mark.parametrize(("name", "content"), [(name, each) for name, found in SHAPES.items() for each in found])
def test_another_shape_is_said(name: str, content: str) -> None:
    assert unreadable({name: content}) == {(name, "malformed")}


@pytest.mark.parametrize(("name", "content"), EMPTY.items())
def test_an_empty_lock_file_is_no_trouble(name: str, content: str) -> None:
    assert unreadable({name: content}) == set()
