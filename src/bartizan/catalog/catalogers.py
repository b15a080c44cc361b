"""Every cataloger: what the modules of ``ecosystems`` define."""

from bartizan.base.by_place import defined_below
from bartizan.catalog.cataloger import Cataloger

CATALOGERS = defined_below("bartizan.catalog.ecosystems", Cataloger)
