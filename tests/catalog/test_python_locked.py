"""Python's lock files and requirements: other platforms, development, local code, includes, addresses, encodings."""
# ruff: noqa: E501 - inputs are kept as the one-line texts that they are

import codecs
import json

import pytest

from bartizan.catalog.ecosystems.python.markers import is_elsewhere, oldest_of
from bartizan.catalog.package import Reason
from tests.catalog.reading import found, reading


def named(files: dict[str, bytes | str]) -> set[tuple[str, str]]:
    return {(name, version) for name, version, _ in found(files)}


def entry(name: str, version: str = "1.0", more: str = "") -> str:
    return f'[[package]]\nname = "{name}"\nversion = "{version}"\n{more}\n'


@pytest.mark.parametrize(
    ("marker", "elsewhere"),
    [
        ("sys_platform == 'win32'", True),
        ("sys_platform != 'win32'", False),
        ("'linux' in sys_platform", False),
        ("sys_platform not in 'linux darwin'", True),
        ("platform_machine == 'aarch64' and sys_platform == 'linux'", True),
        ("implementation_name == 'pypy' or os_name == 'nt'", True),
        ("platform_python_implementation != 'PyPy'", False),
        ("python_version < '3'", True),
        ("'3' > python_version", True),
        ("python_version < '3.9'", False),
        ("python_version < '3.9' and (sys_platform == 'darwin')", True),
        ("python_full_version >= '3.8.1'", False),
        ("extra == 'x'", False),
        ("platform_release > '5'", False),
        ("((sys_platform", False),
        ("sys_platform == 'win32' nonsense", False),
        ("(" * 500 + "sys_platform == 'win32'", False),
        ("", False),
    ],
)
def test_markers_rule_out_only_what_is_certain(marker: str, elsewhere: bool) -> None:
    assert is_elsewhere(marker) is elsewhere


def test_a_project_that_needs_a_newer_python_decides_more() -> None:
    assert is_elsewhere("python_version < '3.11'", oldest_of(">=3.11,<4"))
    assert not is_elsewhere("python_version < '3.12'", oldest_of("^3.11"))
    assert oldest_of("*") == oldest_of("") == (3, 6)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF8, "utf-8"),
    ],
)
def test_requirements_in_every_encoding_that_pip_reads(mark: bytes, encoding: str) -> None:
    text = "Django==2.2\r\nrequests==2.19.1\r\n"
    assert named({"requirements.txt": mark + text.encode(encoding)}) == {("django", "2.2"), ("requests", "2.19.1")}


def test_requirements_that_pip_cannot_read_are_told() -> None:
    (told,) = reading({"requirements.txt": "Django==2.2\n".encode("utf-16-le")}).unreadable
    assert told.reason is Reason.MALFORMED


def test_requirements_that_name_other_files() -> None:
    files: dict[str, bytes | str] = {
        "requirements.txt": "-r requirements/common.txt\n--requirement=deps-prod.txt\n-c limits.txt\nflask\nsix>=1\n",
        "requirements/common.txt": "-r ../more.in\nDjango==2.2\n",
        "more.in": "-rrequirements.txt\nidna==2.0\n",
        "deps-prod.txt": "PyYAML==5.3 \\\n  --hash=sha256:00\n",
        "limits.txt": "flask==1.0\njinja2==2.0\n",
        "unnamed.txt": "urllib3==1.0\n",
    }
    assert named(files) == {("django", "2.2"), ("idna", "2.0"), ("pyyaml", "5.3"), ("flask", "1.0")}


def test_requirements_that_are_not_there_are_told() -> None:
    done = reading({"api/requirements.txt": "-r ../missing.txt\nsix==1.0\n"})
    assert [each.name for each in done.packages] == ["six"]
    assert [(each.path, each.reason) for each in done.unreadable] == [("missing.txt", Reason.GONE)]


def test_requirements_that_are_not_there_do_not_matter_where_all_is_installed() -> None:
    files: dict[str, bytes | str] = {
        "requirements.txt": "-r ../base.txt\n",
        "six-1.0.dist-info/METADATA": "Name: six\n",
    }
    assert found(files) == {("six", "1.0", "installed")}


def test_requirements_at_an_address_are_told_without_it() -> None:
    (told,) = reading({"requirements.txt": "-r https://h.test/more.txt\n-c https://h.test/limits.txt\n"}).unreadable
    assert (told.path, told.reason) == ("requirements.txt", Reason.UNSUPPORTED)
    assert "h.test" not in told.detail


def test_requirements_one_after_the_other_without_an_end() -> None:
    files = {f"a{n}.txt": f"-r a{n + 1}.txt\np{n}==1\n" for n in range(20)}
    done = reading({"requirements.txt": "-r a0.txt\n", **files})
    assert len(done.packages) == 8
    assert [each.path for each in done.unreadable] == ["a8.txt"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("requests (==2.19.1)", ("requests", "2.19.1")),
        ("requests[security,socks]==2.19.1,<3", ("requests", "2.19.1")),
        ("requests==v2.19.1", ("requests", "2.19.1")),
        ("https://h.test/p/requests-2.19.1-py2.py3-none-any.whl#sha256=00", ("requests", "2.19.1")),
        ("requests @ https://h.test/requests-2.19.1-py3-none-any.whl ; os_name=='posix'", ("requests", "2.19.1")),
        ("requests @ https://h.test/requests/archive/refs/tags/v2.19.1.tar.gz", ("requests", "2.19.1")),
        ("https://h.test/zope.interface-5.0.tar.gz", ("zope-interface", "5.0")),
        ("https://h.test/a_b-1.0%2Blocal-py3-none-any.whl", ("a-b", "1.0+local")),
        ("git+https://h.test/psf/requests@v2.19.1#egg=requests", ("requests", "2.19.1")),
        ("-e git+https://h.test/psf/requests@0a1b2c3#egg=requests", ("requests", "")),
        ("requests @ git+ssh://git@h.test/psf/requests.git", ("requests", "")),
        ("requests @ https://h.test/requests-2.19.1-py3-none-any.whl ; os_name=='nt'", None),
        ("requests==2.*", None),
        ("requests>=2.0", None),
        ("-e .", None),
        ("./wheels/own-1.0-py3-none-any.whl", None),
        ("own @ file:///build/own", None),
        ("--index-url https://h.test/simple", None),
    ],
)
def test_lines_of_requirements(line: str, expected: tuple[str, str] | None) -> None:
    assert named({"requirements.txt": line}) == ({expected} if expected else set())


PYPROJECT = """[project]
requires-python = ">=3.11"
dependencies = ["requests", "colorama; sys_platform == 'win32'"]
[project.optional-dependencies]
extra = ["six"]
[dependency-groups]
dev = ["pytest>=7", {include-group = "docs"}]
[tool.poetry.group.lint.dependencies]
ruff = "*"
[tool.poetry.dev-dependencies]
mypy = {version = "1", optional = true}
"""
LOCKED = "".join(
    [
        entry("requests", more='[package.dependencies]\nurllib3 = "*"\nwin = {version = "1", markers = "os_name == \'nt\'"}'),
        entry("pytest", more='[package.dependencies]\niniconfig = "*"\nurllib3 = [{version = "1"}]'),
        *map(entry, ("urllib3", "win", "iniconfig", "colorama", "six", "ruff", "mypy", "unknown")),
    ]
)  # fmt: skip
NEEDED = {"requests", "urllib3", "six", "unknown"}


@pytest.mark.parametrize("name", ["poetry.lock", "pdm.lock"])
def test_what_only_developers_and_other_platforms_need(name: str) -> None:
    lock = LOCKED if name == "poetry.lock" else LOCKED.replace('[package.dependencies]\nurllib3 = "*"\nwin = {version = "1", markers = "os_name == \'nt\'"}', 'dependencies = ["urllib3<2", "win>=1; os_name == \'nt\'"]').replace('[package.dependencies]\niniconfig = "*"\nurllib3 = [{version = "1"}]', 'dependencies = ["iniconfig"]')  # fmt: skip
    assert {name for name, _ in named({f"api/{name}": lock, "api/pyproject.toml": PYPROJECT})} == NEEDED
    # Without the project, only who depends on whom is known, and what the lock file tells of platforms.
    assert {n for n, _ in named({name: lock})} == NEEDED | {"pytest", "iniconfig", "colorama", "ruff", "mypy"}
    assert {n for n, _ in named({name: lock, "pyproject.toml": "[["})} >= NEEDED


def test_poetrys_own_marks_of_groups_and_platforms() -> None:
    first = entry("a", more='category = "main"') + entry("b", more='category = "dev"')
    second = "".join(
        [
            entry("a", more='groups = ["main", "dev"]\nmarkers = "python_version >= \'3.9\'"'),
            entry("b", more='groups = ["dev"]'),
            entry("c", more='groups = ["main"]\nmarkers = "sys_platform == \'win32\'"'),
            entry("d", more='groups = ["main", "dev"]\nmarkers = {main = "os_name == \'nt\'", dev = "os_name != \'x\'"}'),
            entry("e", more='groups = ["main"]\nmarkers = "python_version < \'3.10\'"'),
        ]
    )  # fmt: skip
    assert named({"poetry.lock": first}) == {("a", "1.0")}
    assert named({"poetry.lock": second + '[metadata]\npython-versions = "^3.10"\n'}) == {("a", "1.0")}


@pytest.mark.parametrize(
    ("source", "is_own"),
    [
        ('source = { type = "directory", url = "../own" }', True),
        ('source = { type = "file", url = "own-1.0-py3-none-any.whl" }', True),
        ('source = { type = "git", url = "https://h.test/x.git", resolved_reference = "0a" }', False),
        ('source = { path = "../own" }', True),
        ('source = { editable = "." }', True),
        ('source = { virtual = "." }', True),
        ('source = { directory = "packages/own" }', True),
        ('source = { git = "https://h.test/x.git?rev=v1#0a" }', False),
        ('source = { url = "https://h.test/x-1.0.tar.gz" }', False),
        ('path = "./own"', True),
        ("editable = true", True),
    ],
)
def test_what_comes_from_a_folder_is_the_customers_own(source: str, is_own: bool) -> None:
    for name in ("poetry.lock", "uv.lock", "pdm.lock"):
        assert named({name: entry("x", more=source)}) == (set() if is_own else {("x", "1.0")})


def test_uv_tells_groups_of_its_own_projects_forks_and_platforms() -> None:
    registry = 'source = { registry = "https://h.test/simple" }\n'
    own = """source = { virtual = "." }
dependencies = [{ name = "requests" }, { name = "colorama", marker = "sys_platform == 'win32'" },
                { name = "numpy", version = "2.0" }]
[package.optional-dependencies]
web = [{ name = "six" }]
[package.dev-dependencies]
dev = [{ name = "pytest" }, { name = "numpy", version = "1.0" }]
"""
    fork = registry + "resolution-markers = [\"sys_platform == 'win32'\", \"sys_platform == 'darwin'\"]\n"
    lock = 'requires-python = ">=3.11"\n' + "".join(
        [
            entry("own", more=own),
            entry("member", more='source = { editable = "packages/member" }\ndependencies = [{ name = "idna" }]'),
            entry("requests", more=registry + "dependencies = [{ name = \"tomli\", marker = \"python_version < '3.11'\" }]"),
            entry("pytest", more=registry + 'dependencies = [{ name = "iniconfig" }]'),
            *(entry(name, more=registry) for name in ("colorama", "tomli", "iniconfig", "six", "idna")),
            entry("numpy", "1.0", registry), entry("numpy", "2.0", registry), entry("torch", "3.0", fork),
        ]
    )  # fmt: skip
    wanted = {("requests", "1.0"), ("numpy", "2.0"), ("six", "1.0"), ("idna", "1.0")}
    assert named({"uv.lock": lock}) == wanted


def test_pipenv_and_pep_751() -> None:
    default = {
        "requests": {"version": "==2.0", "markers": "python_version >= '3.7'"},
        "pywin32": {"version": "==300", "markers": "sys_platform == 'win32'"},
        "own": {"editable": True, "path": "."},
        "tagged": {"git": "https://h.test/x.git", "ref": "v1.2.0"},
        "commit": {"git": "https://h.test/x.git", "ref": "0a1b2c3d4e"},
    }
    pipfile = json.dumps({"default": default, "develop": {"pytest": {"version": "==7.0"}}, "docs": {"x": {}}})
    assert named({"Pipfile.lock": pipfile}) == {("requests", "2.0"), ("tagged", "1.2.0"), ("commit", "")}
    pylock = "".join(
        f'[[packages]]\nname = "{name}"\nversion = "1.0"\n{more}\n'
        for name, more in [
            ("requests", ""),
            ("pywin32", "marker = \"sys_platform == 'win32'\""),
            ("pytest", "marker = \"'dev' in dependency_groups\""),
            ("own", 'directory = { path = "." }'),
        ]
    )
    assert named({"pylock.toml": pylock}) == named({"pylock.prod.toml": pylock}) == {("requests", "1.0")}


def test_tests_beside_a_project_are_not_the_function_and_a_function_called_test_is_one() -> None:
    assert named({"requirements.txt": "a==1\n", "tests/requirements.txt": "pytest==7\n"}) == {("a", "1")}
    assert named({"api/host.json": "{}", "api/docs/requirements.txt": "sphinx==7\n"}) == set()
    assert named({"api/test/requirements.txt": "a==1\n", "api/examples/uv.lock": entry("b")}) == {
        ("a", "1"),
        ("b", "1.0"),
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project]\ndependencies = ['requests==2.19.1', 'flask>=1', 'x==1; os_name == \"nt\"']\n"),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\npython = '3.11.2'\nrequests = '2.19.1'\nflask = '^1.0'\nown = {path = '.'}\n"
            "x = {version = '1.0', platform = 'win32'}\n[tool.poetry.group.dev.dependencies]\npytest = '7.0'\n",
        ),
        ("Pipfile", "[packages]\nrequests = '==2.19.1'\nflask = '*'\n[dev-packages]\npytest = '==7.0'\n"),
    ],
)
def test_a_project_without_a_lock_file_pins_as_requirements_do(name: str, text: str) -> None:
    assert found({name: text}) == {("requests", "2.19.1", "pinned")}
    assert found({name: text, "requirements.txt": "django==2.2\n"}) == {("django", "2.2", "pinned")}
    assert found({name: text, "site-packages/a-1.dist-info/METADATA": ""}) == {
        ("requests", "2.19.1", "pinned"),
        ("a", "1", "installed"),
    }
