"""Parse commands with azure-cli, up to the call that each would make; run by a Python that has azure-cli.

Takes a JSON list of argument lists, prints a JSON list of what is wrong with each ("" for nothing).
"""

import contextlib
import io
import json
import os
import sys
import tempfile

os.environ |= {
    "AZURE_CONFIG_DIR": tempfile.mkdtemp(),
    "AZURE_CORE_COLLECT_TELEMETRY": "no",
    "AZURE_CORE_NO_COLOR": "yes",
}
os.environ |= {"AZURE_EXTENSION_USE_DYNAMIC_INSTALL": "no"}

import jmespath
from azure.cli.core import get_default_cli
from knack.events import EVENT_INVOKER_POST_PARSE_ARGS


class Parsed(Exception):  # noqa: N818 not an error
    """The command parsed: stop before it runs."""


def stop(*_, **__):
    raise Parsed


def problem(cli, words):
    told = io.StringIO()
    if "--query" in words:
        jmespath.compile(words[words.index("--query") + 1])
    with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
        try:
            invocation = cli.invocation_cls(
                cli_ctx=cli,
                parser_cls=cli.parser_cls,
                commands_loader_cls=cli.commands_loader_cls,
                help_cls=cli.help_cls,
            )
            cli.invocation = invocation
            invocation.execute(words)
        except Parsed:
            return ""
        except (Exception, SystemExit) as error:
            return f"{words}: {told.getvalue().strip()[-400:] or repr(error)}"
    return f"{words}: ran"


if __name__ == "__main__":
    cli = get_default_cli()
    # Handlers run in the order in which they were registered: this one comes after the check of --ids.
    found = []
    cli.register_event(EVENT_INVOKER_POST_PARSE_ARGS, stop)
    for words in json.load(sys.stdin):
        found.append(problem(cli, words))
    sys.stdout.write("\n" + json.dumps(found) + "\n")
