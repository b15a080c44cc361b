"""Python: records, locks, pins, embedded lists, and packages that were stripped of their records."""
# ruff: noqa: E501 - inputs are kept as the one-line texts that they are

import json

import pytest

from bartizan.catalog.package import Reason
from tests.catalog.reading import found, reading


def record(name: str, version: str) -> str:
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: x\n\nName: not this\nVersion: 9\n"


@pytest.mark.parametrize(
    "path",
    ["PyYAML-5.3.dist-info/METADATA", "python/PyYAML-5.3.dist-info/METADATA", "x/PyYAML-5.3-py3.egg-info/PKG-INFO",
     "PyYAML-5.3-py3.11.egg-info", "PyYAML-5.3.egg/EGG-INFO/PKG-INFO"],
)  # fmt: skip
def test_records_of_installers(path: str) -> None:
    assert found({path: record("PyYAML", "5.3")}) == {("pyyaml", "5.3", "installed")}


def test_a_record_without_headers_is_told_by_its_folder() -> None:
    assert found({"a_b-1.0.dist-info/METADATA": "nothing"}) == {("a-b", "1.0", "installed")}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a-1.0.dist-info/METADATA", "Name: A_b\r\nVersion: 1.0\r\n\r\nName: evil\r\nVersion: 9\r\n", ("a-b", "1.0")),
        ("c-2.0.dist-info/METADATA", "\ufeffName: c\nVersion: 2.0\n", ("c", "2.0")),
        ("d-3.0.dist-info/METADATA", "name: d\nversion: 3.0\n\nName: x\n", ("d", "3.0")),
        ("e.f-4.0.dist-info/METADATA", "Name: e.f\n\n", ("e-f", "4.0")),
        ("e.f-4.0.dist-info/METADATA", "Summary: x\r\n\r\nName: evil\r\nVersion: 9\r\n", ("e-f", "4.0")),
        ("g-5.0.dist-info/METADATA", "Name:\n g\nVersion:\n\t5.0\n", ("g", "5.0")),
        ("h-6.0.dist-info/RECORD", "h.py,,\n", ("h", "6.0")),
        ("lib/h_2-6.0.dist-info/INSTALLER", "pip\n", ("h-2", "6.0")),
        ("http-2-0.11.0.dist-info/RECORD", "", ("http-2", "0.11.0")),
        ("i_j-7.0.1.post1+l.2.dist-info/METADATA", "Name: i.j\nVersion: 7.0.1.post1+l.2\n", ("i-j", "7.0.1.post1+l.2")),
        ("k_3-8.0-py3.11-linux-x86_64.egg-info/PKG-INFO", "", ("k-3", "8.0")),
        ("l-9.0-py3.11.egg/EGG-INFO/PKG-INFO", "", ("l", "9.0")),
        ("src/m.egg-info/PKG-INFO", "Name: m\nVersion: 1.0\n", ("m", "1.0")),
    ],
)
def test_records_of_every_form(path: str, text: str, expected: tuple[str, str]) -> None:
    assert found({path: text}) == {(*expected, "installed")}


def test_what_is_built_or_installed_from_the_customers_own_folder_is_no_package() -> None:
    direct = {"url": "file:///build/own", "dir_info": {"editable": False}}
    wheel = {"url": "file:///wheels/six-1.16.0-py3-none-any.whl", "archive_info": {}}
    files = {
        "own-1.0.dist-info/METADATA": record("own", "1.0"),
        "own-1.0.dist-info/direct_url.json": json.dumps(direct),
        "six-1.16.0.dist-info/METADATA": record("six", "1.16.0"),
        "six-1.16.0.dist-info/direct_url.json": json.dumps(wheel),
        "odd-1.0.dist-info/METADATA": record("odd", "1.0"),
        "odd-1.0.dist-info/direct_url.json": "{",
        "src/built.egg-info/PKG-INFO": record("built", "1.0"),
        "pyproject.toml": "",
    }
    assert found(files) == {("six", "1.16.0", "installed"), ("odd", "1.0", "installed")}


def test_a_wheel_and_requirements_packed_within() -> None:
    from tests.catalog.test_archive import zipped

    inner = zipped({"requests-2.0.dist-info/METADATA": record("requests", "2.0").encode()})
    done = reading({".requirements.zip": inner})
    assert [(p.name, p.path) for p in done.packages] == [
        ("requests", ".requirements.zip!/requests-2.0.dist-info/METADATA")
    ]


def test_requirements() -> None:
    text = """
    # comment
    requests==2.31.0 --hash=sha256:00
    urllib3[secure] == 1.26.5 ; python_version >= "3.8"
    pywin32==300; sys_platform == "win32"
    flask>=2.0
    django===4.2   # pinned
    boto3==1.*
    a @ https://example.org/a.whl
    """
    names = {
        (name, version) for name, version, _ in found({"requirements.txt": "\n".join(map(str.strip, text.split("\n")))})
    }
    assert names == {("requests", "2.31.0"), ("urllib3", "1.26.5"), ("django", "4.2"), ("a", "")}


POETRY = '[[package]]\nname = "Requests"\nversion = "2.31.0"\ncategory = "main"\n\n[[package]]\nname = "pytest"\nversion = "7.0"\ncategory = "dev"\n'
UV = '[[package]]\nname = "requests"\nversion = "2.31.0"\nsource = { registry = "x" }\n\n[[package]]\nname = "own"\nversion = "0"\nsource = { editable = "." }\n'
PYLOCK = (
    '[[packages]]\nname = "requests"\nversion = "2.31.0"\n\n[[packages]]\nname = "own"\ndirectory = { path = "." }\n'
)
PIPFILE = json.dumps({"default": {"requests": {"version": "==2.31.0"}}, "develop": {"pytest": {"version": "==7.0"}}})


@pytest.mark.parametrize(
    ("name", "text"),
    [("poetry.lock", POETRY), ("uv.lock", UV), ("pdm.lock", UV), ("pylock.toml", PYLOCK), ("Pipfile.lock", PIPFILE)],
)
def test_locks(name: str, text: str) -> None:
    assert found({name: text}) == {("requests", "2.31.0", "locked")}


def test_what_is_installed_counts_and_not_what_would_be() -> None:
    files = {
        "requirements.txt": "requests==2.0\nother==1.0\n",
        "requests-2.1.dist-info/METADATA": record("requests", "2.1"),
    }
    assert found(files) == {("requests", "2.1", "installed")}


def test_lists_embedded_in_wheels() -> None:
    components = [
        {"purl": "pkg:cargo/openssl@0.10.1"},
        {"purl": "pkg:pypi/No_Version"},
        {"purl": "pkg:deb/debian/x@1"},
        7,
    ]
    files = {
        "cryptography-42.0.dist-info/METADATA": record("cryptography", "42.0"),
        "cryptography-42.0.dist-info/sboms/rust.cyclonedx.json": json.dumps({"components": components}),
    }
    assert found(files) == {("cryptography", "42.0", "installed"), ("openssl", "0.10.1", "embedded")}


def test_stripped_packages_are_inferred_and_own_ones_are_not() -> None:
    files = {
        "python/yaml/__init__.py": "import x\n__version__ = '5.3.1'\n",
        "python/requests/__init__.py": "from .v import y\n",
        "python/requests/__version__.py": "__title__ = 'requests'\n__version__ = '2.31.0'\n",
        "python/requests/six.py": "__version__ = '1.0.0'\n",
        "python/orders/__init__.py": "__version__ = '1.0'\n",
        "python/six.py": "__version__ = '1.16.0'\n",
        "python/idna/__init__.py": "",
    }
    assert found(files) == {
        ("pyyaml", "5.3.1", "inferred"),
        ("requests", "2.31.0", "inferred"),
        ("six", "1.16.0", "inferred"),
        ("idna", "", "inferred"),
    }


def test_code_that_does_not_tell_the_release_after_its_own() -> None:
    files = {"certifi/__init__.py": "__version__ = '2026.10.19'\n", "requirements.txt": "certifi==2026.10.19.post1\n"}
    assert found(files) == {("certifi", "2026.10.19.post1", "pinned")}


def test_beside_records_nothing_is_inferred() -> None:
    files = {"requests/__init__.py": "__version__ = '1'\n", "yaml-1.dist-info/METADATA": record("yaml", "1")}
    assert found(files) == {("yaml", "1", "installed")}


@pytest.mark.parametrize("root", ["", "python/"])
def test_parts_of_namespaces_beside_records_are_no_projects(root: str) -> None:
    files = {
        f"{root}ruamel/yaml/__init__.py": "__version__ = '0.18'\n",
        f"{root}langgraph/cache/redis/__init__.py": "",
        f"{root}ruamel_yaml-0.18.dist-info/METADATA": record("ruamel.yaml", "0.18"),
    }
    assert found(files) == {("ruamel-yaml", "0.18", "installed")}


def test_files_that_make_no_sense_are_told() -> None:
    done = reading({"poetry.lock": "[[", "Pipfile.lock": "{", "uv.lock": "package = 3"})
    assert {each.path for each in done.unreadable} == {"poetry.lock", "Pipfile.lock", "uv.lock"}


def test_a_lock_file_with_a_number_that_python_does_not_read_is_unreadable() -> None:
    told = reading({"poetry.lock": "[[package]]\nname = 'a'\nversion = '1'\nsize = " + "9" * 5000})
    assert [(each.path, each.reason) for each in told.unreadable] == [("poetry.lock", Reason.MALFORMED)]
    assert "a number of thousands of digits" in told.unreadable[0].detail
