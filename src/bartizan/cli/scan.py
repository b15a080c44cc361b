"""`bartizan scan`: discover and assess, print one summary, exit with what it means."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.base.bundled import bundled
from bartizan.cli.options import Format, FormatOption, Home, RuleFolders, RuleProfile, SettingsFile, rule_folders
from bartizan.cli.output import emit_json
from bartizan.cli.progress import shown
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.model import BartizanError, Severity, Usage, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bartizan.pipeline.scan import ScanRequest
    from bartizan.state import Manifest


def register(app: typer.Typer) -> None:
    """Add the scan command."""
    app.command("scan")(scan_command)


def scan_command(
    home: Home,
    aws: Annotated[bool, typer.Option("--aws", help="Scan AWS with the standard credential chain.")] = False,
    azure: Annotated[bool, typer.Option("--azure", help="Scan Azure with azure-identity's default chain.")] = False,
    region: Annotated[list[str] | None, typer.Option(help="Only these AWS regions (default: all enabled).")] = None,
    endpoint_url: Annotated[str, typer.Option(envvar="AWS_ENDPOINT_URL", help="AWS endpoint of an emulator.")] = "",
    profile: Annotated[str, typer.Option(help="AWS profile.")] = "",
    role_arn: Annotated[list[str] | None, typer.Option(help="AWS role to assume; repeat for more accounts.")] = None,
    subscription: Annotated[list[str] | None, typer.Option(help="Only these Azure subscriptions.")] = None,
    arm_url: Annotated[str, typer.Option(help="Azure Resource Manager (default: the cloud's own).")] = "",
    quota_share: Annotated[str, typer.Option(help="Part of each API quota to use, 0 to 1, or 'off'.")] = "0.8",
    organization_role: Annotated[str, typer.Option(help="Role to assume in each account of the organization.")] = "",
    cloud: Annotated[str, typer.Option(help="AzureCloud, AzureUSGovernment or AzureChinaCloud.")] = "AzureCloud",
    read_kudu: Annotated[bool, typer.Option("--read-kudu", help="Read code through deployment sites, too.")] = False,
    since_last: Annotated[bool, typer.Option("--since-last/--full", help="Ask only what changed or is old.")] = False,
    refresh: Annotated[int | None, typer.Option(help="With --since-last: re-read at most so many old answers.")] = None,
    last_accessed: Annotated[bool, typer.Option("--last-accessed", help="Ask which services roles used.")] = False,
    packages: Annotated[bool, typer.Option("--packages/--no-packages", help="Read the workloads' code.")] = True,
    rules: RuleFolders = None,
    rule_profile: RuleProfile = "",
    settings: SettingsFile = None,
    fail_on: Annotated[Severity | None, typer.Option(help="Exit with 1 when a finding is this severe.")] = None,
    format_: FormatOption = None,
) -> None:
    """Discover workloads, assess them and publish a snapshot."""
    from bartizan.base.settings import load_settings
    from bartizan.pipeline.scan import ScanRequest

    if not aws and not azure:
        raise UsageError("say what to scan: --aws, --azure or both (or try `bartizan demo`)")
    share, known = quota(quota_share), load_settings(home, settings).with_profile(rule_profile)
    roles, regions = tuple(role_arn or ()), tuple(region or ())
    asked = last_accessed or known.permissions.last_accessed
    aws_target = AwsTarget(regions, endpoint_url or None, profile or None, roles, share, organization_role, asked)
    reach = {"kudu": read_kudu or known.packages.kudu, "assess_ineligible": known.packages.ineligible}
    azure_target = AzureTarget(tuple(subscription or ()), arm_url, share, cloud, **reach)
    request = ScanRequest(
        aws=(aws_target,) if aws else (),
        azure=(azure_target,) if azure else (),
        rule_folders=(bundled("rules"), *rule_folders(rules)),
        since_last=since_last,
        refresh=refresh,
        packages=packages,
        settings=known,
    )
    result = run(request, home)
    _tell(result, home, format_, packages=packages)
    raise typer.Exit(exit_code(result, fail_on))


def _tell(result: dict[str, Any], home: Path, format_: Format | None, *, packages: bool) -> None:
    from bartizan.cli.advisory_age import warn_of_old_advisories
    from bartizan.cli.summary import print_summary

    for warning in result["warnings"]:
        print(f"warning: {warning}", file=sys.stderr)
    if packages:
        warn_of_old_advisories(home)
    is_table = (format_ or (Format.TABLE if sys.stdout.isatty() else Format.JSON)) is Format.TABLE
    try:
        print_summary(result, home) if is_table else emit_json(result)
    except KeyboardInterrupt:
        print(f"bartizan: stopped; {_standing(result['snapshot_id'])}", file=sys.stderr)


def run(request: "ScanRequest", home: Path) -> dict[str, Any]:
    """Run a scan with progress on stderr and return the summary of what it published.

    Stopped by Ctrl-C or SIGTERM, or failing, it may have published something before: that is told on stderr, and its
    summary stands.

    Raises:
        BartizanError: nothing was published.
    """
    # Imported on use: the stages and their libraries take most of a second, which `bartizan --help` need not wait for.
    from bartizan.pipeline.scan import published, scan

    usage = Usage()

    _on_stop(_interrupt)
    try:
        with shown(usage):
            return asyncio.run(_stoppable(scan(request, home, usage))).summary
    except UsageError:
        raise
    except (BartizanError, KeyboardInterrupt, asyncio.CancelledError) as error:
        why = str(error) if isinstance(error, BartizanError) else "stopped"
        manifest = published(request, home)
        if manifest is None:
            raise BartizanError(f"{why}; nothing was published") from error
        print(f"bartizan: {why}; {_standing(manifest.id)}", file=sys.stderr)
        return manifest.summary


def _standing(snapshot_id: str) -> str:
    return f"the snapshot {snapshot_id} was published and stands"


async def _stoppable(scan: "Coroutine[Any, Any, Manifest]") -> "Manifest":
    """Await a scan; a signal ends it where it is, in a query of the engine too, and lets its questions end in order."""
    loop, own = asyncio.get_running_loop(), asyncio.current_task()

    def stop(*_: object) -> None:
        if asyncio.current_task(loop) is own or own is None:
            raise KeyboardInterrupt
        # Raised in one of many tasks it would come up again in each that waits for it, and end none of the others.
        loop.call_soon_threadsafe(own.cancel)

    _on_stop(stop)
    try:
        return await scan
    finally:
        _on_stop(_interrupt)


def _on_stop(handler: "Callable[..., None]") -> None:
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, handler)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def quota(text: str) -> float | None:
    """Return the share of the quotas that may be used, None for unpaced.

    Raises:
        UsageError: the text is neither ``off`` nor a number above 0 and up to 1.
    """
    if text == "off":
        return None
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise UsageError(f"--quota-share {text!r}: give a number above 0 and up to 1, or 'off'")
    return share


def exit_code(result: dict[str, Any], fail_on: Severity | None) -> int:
    """Return the contract's exit code for a published scan."""
    if fail_on and any(n and Severity(s).rank <= fail_on.rank for s, n in result["findings"].items()):
        return 1
    return 3 if result["status"] == "partial" else 0
