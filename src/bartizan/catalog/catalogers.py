"""Every cataloger."""

from bartizan.catalog.bundle import NODE_EMBEDDED
from bartizan.catalog.cataloger import Cataloger
from bartizan.catalog.dotnet import DOTNET_INSTALLED, DOTNET_LOCKED, DOTNET_PINNED
from bartizan.catalog.dotnet_program import DOTNET_EMBEDDED, DOTNET_INFERRED
from bartizan.catalog.go import GO_EMBEDDED
from bartizan.catalog.go_mod import GO_LOCKED
from bartizan.catalog.java import JAVA_EMBEDDED, JAVA_INSTALLED
from bartizan.catalog.node import NODE_INSTALLED
from bartizan.catalog.node_locked import NODE_LOCKED
from bartizan.catalog.node_pinned import NODE_PINNED
from bartizan.catalog.php import PHP_INSTALLED, PHP_LOCKED
from bartizan.catalog.python import PYTHON_INSTALLED
from bartizan.catalog.python_inferred import PYTHON_INFERRED
from bartizan.catalog.python_locked import PYTHON_LOCKED
from bartizan.catalog.python_pinned import PYTHON_PINNED
from bartizan.catalog.ruby import RUBY_INSTALLED, RUBY_LOCKED
from bartizan.catalog.rust import RUST_EMBEDDED, RUST_LOCKED
from bartizan.catalog.sbom import PYTHON_EMBEDDED

CATALOGERS: tuple[Cataloger, ...] = (
    PYTHON_INSTALLED,
    PYTHON_EMBEDDED,
    PYTHON_LOCKED,
    PYTHON_PINNED,
    PYTHON_INFERRED,
    NODE_INSTALLED,
    NODE_EMBEDDED,
    NODE_LOCKED,
    NODE_PINNED,
    JAVA_INSTALLED,
    JAVA_EMBEDDED,
    DOTNET_INSTALLED,
    DOTNET_LOCKED,
    DOTNET_PINNED,
    DOTNET_EMBEDDED,
    DOTNET_INFERRED,
    GO_EMBEDDED,
    GO_LOCKED,
    RUST_EMBEDDED,
    RUST_LOCKED,
    RUBY_INSTALLED,
    RUBY_LOCKED,
    PHP_INSTALLED,
    PHP_LOCKED,
)
