"""What is said of an error: one line and an exit code, and a file to attach to an issue where it is our own fault."""

import errno
import os
import re
import sys
import warnings
from pathlib import Path

from bartizan.cli import log_lines
from bartizan.model import BartizanError, now, printable, visible

_ENVIRONMENT = {errno.EACCES, errno.EDQUOT, errno.EISDIR, errno.ENOSPC, errno.ENOTDIR, errno.EPERM, errno.EROFS}
"""Errors of the system that a person can fix, and that are no fault of the program."""
_FOLDER = "reports"
_ISSUES = "attach it to an issue"
_QUERY = re.compile(r"(https?://[^\s?'\"]*)\?[^\s'\"]*")
_RANDOM = re.compile(r"(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{24,}")
_SHORTEST = 5
"""Characters of a variable's value that is looked for in a report; shorter ones are words like ``true``."""
_LONGEST = 2000
_homes: list[Path] = []


def remember(home: Path) -> None:
    """Keep the home that a command was given: a report is written into it."""
    _homes[:] = [home]


def silence() -> None:
    """Let no library print a traceback or a warning of its own."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    import threading

    threading.excepthook = lambda given: _say_unexpected(given.exc_value) if given.exc_value else None


def say(error: BaseException) -> int:
    """Print one line about an error that ended the run, and return the exit code that it means."""
    known = explained(error)
    if known is not None:
        log_lines.say(f"bartizan: {_told(known)}", "error")
        return known.exit_code
    _say_unexpected(error)
    return BartizanError.exit_code


def _told(error: BartizanError) -> str:
    if not error.keeps_lines:
        return printable(error, _LONGEST)
    return "\n".join(visible(line)[:_LONGEST] for line in str(error).split("\n"))


def explained(error: BaseException) -> BartizanError | None:
    """Return an error in words that say what to do, None where it is not one that we expect."""
    if isinstance(error, BartizanError):
        return error
    if isinstance(error, OSError) and error.errno in _ENVIRONMENT:
        return BartizanError(f"{error.filename or 'a file'} cannot be used: {error.strerror}")
    if isinstance(error, MemoryError):
        return BartizanError("there is not enough memory; scan fewer accounts at a time, or use a larger machine")
    return None


def _say_unexpected(error: BaseException) -> None:
    what = f"{type(error).__name__}: {printable(masked(str(error)), 160)}".rstrip(": ")
    try:
        file: Path | None = written(error)
    except OSError:
        file = None
    where = f"; {file} says more: {_ISSUES}" if file else ""
    log_lines.say(f"bartizan: this should not have happened: {what}{where}", "error")


def written(error: BaseException) -> Path:
    """Write what is needed to find a mistake of ours, and nothing else, for its owner alone; return the file."""
    import tempfile

    name = f"crash-{now():%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    for folder in (*(home / _FOLDER for home in _homes if home.is_dir()), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(exist_ok=True)
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(report(error))
        return folder / name
    raise OSError(errno.EACCES, "no folder can be written")


def report(error: BaseException) -> str:
    """Return versions, the command without its values, and the traceback; masked, without local variables."""
    import platform
    import traceback

    from bartizan import __version__

    lines = [
        f"bartizan {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {' '.join(_command())}",
        "",
        *traceback.format_exception(error),
    ]
    return masked("\n".join(line.rstrip("\n") for line in lines)) + "\n"


def _command() -> list[str]:
    """Return the words of the command line that we know, and the names of its options."""
    from bartizan.cli.on_use import COMMANDS

    given = sys.argv[1:]
    options = [word.partition("=")[0] for word in given if word.startswith("-")]
    return [*(word for word in given if word in COMMANDS), *options]


def masked(text: str) -> str:
    """Return a text without the values of environment variables, queries of URLs and what looks like a secret."""
    values = [(value, name) for name, value in os.environ.items() if len(value) >= _SHORTEST]
    for value, name in sorted(values, key=lambda each: -len(each[0])):
        text = text.replace(value, f"${name}")
    text = _QUERY.sub(r"\1?…", text)
    from bartizan.base.secret_shape import shaped

    lines = ["(a line that holds a secret)" if shaped(line) else line for line in text.split("\n")]
    return "\n".join(line if _is_frame(line) else _RANDOM.sub("…", line) for line in lines)


def _is_frame(line: str) -> bool:
    return line.lstrip().startswith("File ")
