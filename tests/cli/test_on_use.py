"""Commands come with their modules, and only with those."""

import json
import subprocess
import sys
from pathlib import Path

import bartizan.cli
from bartizan.cli.on_use import COMMANDS, commands_of
from tests.catalog.test_archive import zipped


def test_each_command_is_where_the_list_says() -> None:
    modules = {place.module for place in COMMANDS.values()}
    assert {name: module for module in modules for name in commands_of(module)} == {
        name: place.module for name, place in COMMANDS.items()
    }


def test_no_module_with_commands_is_left_out() -> None:
    folder = Path(bartizan.cli.__path__[0])
    files = [(file.relative_to(folder).with_suffix("").parts, file) for file in folder.rglob("*.py")]
    texts = {".".join(parts): file.read_text(encoding="utf-8") for parts, file in files if parts[0] != "screen"}
    marks = ("\ndef register(", "\napp = App(help=", "\napp = App(\n    help=")
    with_commands = {name for name, text in texts.items() if any(mark in text for mark in marks)}
    assert with_commands == {place.module for place in COMMANDS.values()}


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
