"""An ``aws`` for the shell whose commands real awscli runs, in forks of ``serve_aws.py``."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands.tools import TOOLS

_CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    asked = {{"words": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}}
    socket.send_fds(server, [json.dumps(asked).encode()], [0, 1, 2])
    code = server.recv(1)
sys.exit(code[0] if code else 255)
"""


@contextmanager
def forked_aws(folder: Path) -> Iterator[Path]:
    """Serve awscli while this lasts, and yield the folder of a command ``aws``."""
    address = str(folder / "aws.socket")
    command = [str(TOOLS / "python"), str(Path(__file__).with_name("serve_aws.py")), address]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as serving:
        try:
            assert serving.stdout is not None
            assert serving.stdout.readline() == b"ready\n"
            (folder / "bin").mkdir()
            client = folder / "bin" / "aws"
            client.write_text(_CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
            client.chmod(0o755)
            yield folder / "bin"
        finally:
            serving.terminate()
