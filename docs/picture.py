"""Write docs/terminal.svg: what a scan of the embedded estate really prints."""

import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from bartizan.base.bundled import bundled
from bartizan.cli.scan import fix_first, run
from bartizan.cli.screen.line import coloured
from bartizan.cli.screen.summary import summary_screen
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.pipeline.scan import ScanRequest
from bartizan_demo.process import Estate

_WIDTH = 120


def main() -> None:
    """Scan the embedded estate and save the summary as a picture."""
    with Estate.start() as estate, tempfile.TemporaryDirectory() as home:
        os.environ.update(estate.environ)
        aws = AwsTarget((), estate.aws, None, estate.role_arns, None)
        azure = AzureTarget(estate.subscriptions, estate.arm, None)
        result = run(ScanRequest((aws,), (azure,), (bundled("rules"),)), Path(home))
        save(result, Path(home))


def save(result: Mapping[str, Any], home: Path) -> None:
    """Save the summary of a scan as a picture."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO())
    console.print(Text("$ bartizan demo", style="bold green"))
    lines = summary_screen(result, fix_first(home, result["snapshot_id"]), _WIDTH)
    console.print(Text.from_ansi(coloured(lines)))
    console.save_svg(str(Path(__file__).parent / "terminal.svg"), title="bartizan")


if __name__ == "__main__":
    main()
