"""Commands come with their modules, and only with those."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import bartizan.cli
from bartizan.cli.on_use import MODULES, commands_of
from tests.catalog.test_archive import zipped


def test_each_command_is_where_the_list_says() -> None:
    assert {module: tuple(commands_of(module)) for module in MODULES} == dict(MODULES)


def test_no_module_with_commands_is_left_out() -> None:
    with_commands = {
        module.name
        for module in pkgutil.iter_modules(bartizan.cli.__path__)
        if "typer.Typer" in Path(bartizan.cli.__path__[0], f"{module.name}.py").read_text(encoding="utf-8")
    }
    assert with_commands - {"on_use"} == set(MODULES)


def test_a_name_that_is_nearly_a_command() -> None:
    command = [sys.executable, "-c", "from bartizan.cli import main; main()", "inventri"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "inventory" in done.stderr


def test_a_package_on_disk_needs_neither_http_nor_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"app.py": b"x = 1\n"}))
    code = "import sys, json; from bartizan.cli import app\n"
    code += "try: app(['package', 'scan', 'a.zip', '--home', 'home', '--format', 'json'])\n"
    code += "finally: print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert not loaded & {"aiohttp", "rich", "botocore", "sqlalchemy", "sqlglot", "yaml"}
    assert json.loads(done.stdout)["packages"] == []
