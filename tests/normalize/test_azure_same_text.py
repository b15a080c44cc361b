"""Web apps and function apps are read alike: what their tables have in common is the same text in both files."""

from pathlib import Path

import bartizan.normalize

FOLDER = Path(bartizan.normalize.__file__).parent / "azure"


def columns(table: str) -> dict[str, str]:
    """Each line of the outer SELECT by its column's description."""
    lines = (FOLDER / f"{table}.sql").read_text(encoding="utf-8").splitlines()
    return {text.strip(): line.strip() for line in lines if (text := line.rpartition(" -- ")[2]) != line}


def ctes(table: str) -> set[str]:
    text = (FOLDER / f"{table}.sql").read_text(encoding="utf-8").partition("\n\nselect\n")[0]
    return {part.strip().rstrip(",").removeprefix("with ") for part in text.partition("\nwith ")[2].split("\n\n")}


def names(parts: set[str]) -> dict[str, str]:
    return {part.partition(" as (")[0]: part for part in parts}


def test_shared_parts_are_the_same() -> None:
    web, function = names(ctes("web_app")), names(ctes("function_app"))
    assert set(web) <= set(function)
    assert {name for name in web if web[name] != function[name]} == {"runtime"}
    logic = names(ctes("logic_app"))
    assert {name for name in logic if logic[name] != web[name]} == set()
    shared = set(columns("web_app")) & set(columns("function_app"))
    assert len(shared) > 40
    assert {text for text in shared if columns("web_app")[text] != columns("function_app")[text]} == set()
