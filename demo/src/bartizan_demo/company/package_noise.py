"""Files that libraries ship and that name packages which are nowhere installed: none of them is a finding."""

from collections.abc import Mapping

_YARN = 'lodash@^3.0.0:\n  version "3.10.1"\n\nminimist@^1.2.0:\n  version "1.2.0"\n'
_CARGO = (
    '[[package]]\nname = "smallvec"\nversion = "1.6.0"\n'
    'source = "registry+https://github.com/rust-lang/crates.io-index"\n'
)

OF_REQUESTS: Mapping[str, str] = {
    "requests/static/yarn.lock": _YARN,
    "requests/native/Cargo.lock": _CARGO,
    "requests/tests/requirements.txt": "PyYAML==5.3\n",
    "requests/tests/data/Django-2.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: Django\nVersion: 2.2\n",
}
"""Of a Python project that was built from more than Python."""

OF_ZOD: Mapping[str, str] = {
    "node_modules/zod/yarn.lock": _YARN,
    "node_modules/zod/examples/app/node_modules/lodash/package.json": '{"name": "lodash", "version": "3.10.1"}',
    "packages/prices/package.json": '{"name": "@stores/prices", "devDependencies": {"qs": "6.0.0"}}',
}
"""Of a Node package with its examples, and a part of the customer's own workspace."""
