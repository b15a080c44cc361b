"""Every cataloger is asked: one that is written and not listed would let packages look clean."""

import importlib
import pkgutil

import bartizan.catalog
from bartizan.catalog.cataloger import Cataloger
from bartizan.catalog.catalogers import CATALOGERS


def test_every_cataloger_is_listed_once() -> None:
    written: dict[int, str] = {}
    for module in pkgutil.iter_modules(bartizan.catalog.__path__):
        names = vars(importlib.import_module(f"bartizan.catalog.{module.name}"))
        written |= {id(value): value.name for value in names.values() if isinstance(value, Cataloger)}
    assert sorted(written.values()) == sorted(each.name for each in CATALOGERS)
    assert len({each.name for each in CATALOGERS}) == len(CATALOGERS)


def test_names_say_ecosystem_and_evidence() -> None:
    for each in CATALOGERS:
        assert each.name.rpartition("-")[2] == each.evidence
