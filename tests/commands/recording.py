"""Run commands in a real shell that notes each call of a cloud's command line instead of making it."""

import json
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.remediation.samples import Sample, chosen

_TOOLS = ("aws", "az", "bartizan", "curl", "docker", "sleep")
_PREAMBLE = """
noted() {
  printf '%s\\0' "$SAMPLE" "$#" "$@" >> "$RECORD"
  case " $* " in *" json "*) echo '{}' ;; *) echo looked-up ;; esac
}
""" + "".join(f'{tool}() {{ noted {tool} "$@"; }}\n' for tool in _TOOLS)


class Call(NamedTuple):
    """One call of a command line: its words, and the sample whose commands it is part of."""

    sample: Sample
    words: list[str]


def recorded(samples: list[Sample]) -> tuple[list[Call], list[str]]:
    """Return every call that the samples' commands make, and what the shell refused."""
    with tempfile.TemporaryDirectory() as folder:
        record, refused = Path(folder) / "record", []
        record.touch()
        for n, sample in enumerate(samples):
            script = f"{_PREAMBLE}set -eu\n{chosen(sample.cli)}"
            environment = {"SAMPLE": str(n), "RECORD": str(record), "PATH": "/usr/bin:/bin"}
            ran = subprocess.run(
                ["bash", "-c", script], env=environment, cwd=folder, capture_output=True, text=True, check=False
            )
            if ran.returncode or ran.stderr:
                refused.append(f"{sample.rule_id} {sample.table}: {ran.stderr.strip() or ran.returncode}")
        return list(_calls(record.read_bytes().decode().split("\0")[:-1], samples)), refused


def _calls(words: list[str], samples: list[Sample]) -> Iterator[Call]:
    while words:
        sample, count = int(words[0]), int(words[1])
        yield Call(samples[sample], words[2 : 2 + count])
        words = words[2 + count :]


def problems(python: Path, script: str, calls: list[Call]) -> list[str]:
    """Return what a parser, run where its command line is installed, says of calls that it refuses."""
    asked = json.dumps([call.words[1:] for call in calls])
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(Path(folder) / "layer.zip", "w") as archive:
            archive.writestr("python/drivers.py", "")
        command = [python, Path(__file__).with_name(script)]
        ran = subprocess.run(command, input=asked, cwd=folder, capture_output=True, text=True, check=True)
    told: list[str] = json.loads(ran.stdout.splitlines()[-1])
    return [
        f"{call.sample.rule_id} on {call.sample.table}: {why}" for call, why in zip(calls, told, strict=True) if why
    ]
