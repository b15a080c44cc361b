"""Write docs/terminal.svg: what a scan of the embedded estate really prints."""

import io
import os
import tempfile
from pathlib import Path

from bartizan.cli.summary import print_summary
from rich.console import Console
from rich.text import Text

from bartizan.base.bundled import bundled
from bartizan.cli.scan import run
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.pipeline.scan import ScanRequest
from bartizan_demo.process import Estate


def main() -> None:
    """Scan the embedded estate and save the summary as a picture."""
    console = Console(record=True, width=120, file=io.StringIO())
    with Estate.start() as estate, tempfile.TemporaryDirectory() as home:
        os.environ.update(estate.environ)
        aws = AwsTarget((), estate.aws, None, estate.role_arns, None)
        azure = AzureTarget(estate.subscriptions, estate.arm, None)
        result = run(ScanRequest((aws,), (azure,), (bundled("rules"),)), Path(home))
        console.print(Text("$ bartizan demo", style="bold green"))
        print_summary(result, Path(home), console=console)
    console.save_svg(str(Path(__file__).parent / "terminal.svg"), title="bartizan")


if __name__ == "__main__":
    main()
