"""Every cataloger, strongest evidence first."""

from bartizan.catalog.bundle import NODE_EMBEDDED
from bartizan.catalog.cataloger import Cataloger
from bartizan.catalog.node import NODE_INSTALLED
from bartizan.catalog.node_locked import NODE_LOCKED
from bartizan.catalog.php import PHP_INSTALLED, PHP_LOCKED
from bartizan.catalog.python import PYTHON_INSTALLED
from bartizan.catalog.python_inferred import PYTHON_INFERRED
from bartizan.catalog.python_locked import PYTHON_LOCKED, PYTHON_PINNED
from bartizan.catalog.ruby import RUBY_INSTALLED, RUBY_LOCKED
from bartizan.catalog.sbom import PYTHON_EMBEDDED

CATALOGERS: tuple[Cataloger, ...] = (
    NODE_INSTALLED,
    PHP_INSTALLED,
    PYTHON_INSTALLED,
    RUBY_INSTALLED,
    NODE_EMBEDDED,
    PYTHON_EMBEDDED,
    NODE_LOCKED,
    PHP_LOCKED,
    PYTHON_LOCKED,
    RUBY_LOCKED,
    PYTHON_PINNED,
    PYTHON_INFERRED,
)
