"""`bartizan scan`: discover and assess, print one summary, exit with what it means."""

import asyncio
from collections.abc import Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bartizan.base.bundled import bundled
from bartizan.base.home import DIRECTORY
from bartizan.cli.help import App
from bartizan.cli.home import WritableHome
from bartizan.cli.options import RuleFolders, RuleProfile, SettingsFile, rule_folders, warn_of_old_advisories
from bartizan.cli.output import Format, FormatOption, QuietOption, Row, asked, emit_json, note
from bartizan.cli.running.stopping import end_at_signals, stop_at_signals, stoppable
from bartizan.cli.scan_options import (
    ArmUrl,
    Aws,
    Azure,
    Changed,
    Cloud,
    Connectors,
    Directory,
    EndpointUrl,
    Events,
    Everything,
    FailOn,
    LastAccessed,
    OrganizationRole,
    OtherServices,
    Packages,
    Profile,
    QuotaShare,
    ReadKudu,
    Refresh,
    Regions,
    RoleArns,
    SinceLast,
    SnapshotId,
    Subscriptions,
)
from bartizan.model import BartizanError, Severity, Usage, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bartizan.base.settings import Settings
    from bartizan.collect.shared.target import AwsTarget, AzureTarget
    from bartizan.pipeline.scan import ScanRequest

_WORST = 3


def register(app: App) -> None:
    """Add the scan command."""
    app.command("scan")(scan_command)


def scan_command(
    home: WritableHome,
    aws: Aws = False,
    azure: Azure = False,
    connector: Connectors = None,
    everything: Everything = False,
    region: Regions = None,
    profile: Profile = "",
    role_arn: RoleArns = None,
    organization_role: OrganizationRole = "",
    last_accessed: LastAccessed = False,
    other_services: OtherServices = False,
    endpoint_url: EndpointUrl = "",
    subscription: Subscriptions = None,
    cloud: Cloud = "AzureCloud",
    read_kudu: ReadKudu = False,
    arm_url: ArmUrl = "",
    packages: Packages = True,
    since_last: SinceLast = False,
    refresh: Refresh = None,
    quota_share: QuotaShare = "0.8",
    rules: RuleFolders = None,
    rule_profile: RuleProfile = "",
    settings: SettingsFile = None,
    fail_on: FailOn = None,
    directory: Directory = DIRECTORY,
    events: Events = None,
    id_: SnapshotId = "",
    changed: Changed = "",
    format_: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Discover workloads, assess them and publish a snapshot."""
    from bartizan.base.settings import load_settings
    from bartizan.collect.shared.target import AwsTarget, AzureTarget
    from bartizan.service.connecting import remember, targets

    _check_named(aws or azure or connector or everything)
    shown_as, known = one_object(format_), load_settings(home, settings).with_profile(rule_profile)
    share, asks = quota(quota_share), _asks(known, last_accessed=last_accessed, other_services=other_services)
    names = (tuple(region or ()), endpoint_url or None, profile or None, tuple(role_arn or ()))
    kudu, ineligible = read_kudu or known.packages.kudu, known.packages.ineligible
    adhoc: list[AwsTarget | AzureTarget] = [AwsTarget(*names, share, organization_role)] if aws else []
    adhoc += [AzureTarget(tuple(subscription or ()), arm_url, share, cloud, kudu, ineligible)] if azure else []
    saved = targets(home, connector or (), everything=everything, quota_share=share, directory=directory)
    how = {"since_last": since_last, "refresh": refresh, "packages": packages} | _where(home, directory, changed)
    result = run(_request([*adhoc, *saved], known, rules, asks, id_, **how), home, quiet=quiet, events=events)
    with _ended(result, fail_on):
        remember(home, adhoc, directory=directory)
        _tell(result, home, shown_as, warns=packages and not quiet)


def _check_named(is_named: object) -> None:
    if not is_named:
        raise UsageError("say what to scan: --aws, --azure, --connector NAME or --all (or try `bartizan demo`)")


def _where(home: Path, directory: str, changed: str) -> dict[str, Any]:
    """Return the directory, and the resources that a read of changes is about."""
    if not changed:
        return {"directory": directory}
    from bartizan.service.work.reacting import changed_by

    return {"directory": directory, "changed": changed_by(home, changed)}


def _asks(known: "Settings", **options: bool) -> dict[str, bool]:
    """Return which options are on, here or in the settings."""
    return {name: is_on or getattr(known.permissions, name) for name, is_on in options.items()}


def _request(
    read: "Sequence[AwsTarget | AzureTarget]",
    known: "Settings",
    rules: list[Path] | None,
    asks: Mapping[str, Any],
    id_: str,
    **how: Any,
) -> "ScanRequest":
    from bartizan.collect.shared.target import AwsTarget, AzureTarget
    from bartizan.pipeline.scan import ScanRequest

    aws = tuple(replace(each, **asks) for each in read if isinstance(each, AwsTarget))
    azure = tuple(each for each in read if isinstance(each, AzureTarget))
    if id_:
        how |= {"id": id_, "wait": True}
    folders = (bundled("rules"), *rule_folders(rules))
    return ScanRequest(aws, azure, settings=known, rule_folders=folders, **how)


def _tell(result: dict[str, Any], home: Path, format_: Format, *, warns: bool) -> None:
    for warning in result["warnings"]:
        note(f"warning: {warning}")
    try:
        if warns:
            warn_of_old_advisories(home)
        print_result(result, home, format_)
    except KeyboardInterrupt:
        note(f"bartizan: stopped; {_standing(result['snapshot_id'])}")


def one_object(format_: Format | None) -> Format:
    """Return the format that was asked for where there is one object to print.

    Raises:
        UsageError: it is one for rows.
    """
    if format_ in (Format.CSV, Format.JSONL):
        raise UsageError(f"--format {format_}: a scan prints one object; choose table or json")
    return asked(format_)


def print_result(result: dict[str, Any], home: Path, format_: Format) -> None:
    """Print what a scan found: a summary with what to fix first, or the object of the contract."""
    from bartizan.cli.output import emit_lines, table_width

    if format_ is Format.JSON:
        emit_json(result)
        return
    from bartizan.cli.screen.summary import summary_screen

    emit_lines(summary_screen(result, fix_first(home, result["snapshot_id"]), table_width()))


def fix_first(home: Path, snapshot: str) -> "list[tuple[Row, Row | None]]":
    """Return the recommendations to begin with, each with its worst finding."""
    from bartizan.report.paging import Part
    from bartizan.report.views.findings import FindingFilter, findings
    from bartizan.report.views.recommendations import recommendations
    from bartizan.service.published import open_published

    worst: list[tuple[Row, Row | None]] = []
    with open_published(home, snapshot) as opened:
        for row in recommendations(opened.engine).items[:_WORST]:
            failing = findings(opened.engine, FindingFilter("fail", rule=row.rule_id), Part(limit=1)).items
            worst.append((row.model_dump(), failing[0].model_dump() if failing else None))
    return worst


def run(request: "ScanRequest", home: Path, *, quiet: bool = False, events: int | None = None) -> dict[str, Any]:
    """Run a scan, with progress on stderr unless ``quiet``, and return the summary of what it published.

    Progress goes as JSON lines to the file descriptor ``events``, where one is given.

    Stopped by Ctrl-C or SIGTERM, or failing, it may have published something before: that is said on stderr, and its
    summary stands.

    Raises:
        BartizanError: nothing was published.
    """
    # Imported on use: the stages and their libraries take most of a second, which `bartizan --help` need not wait for.
    from bartizan.cli.live.display import shown
    from bartizan.cli.live.events import reported
    from bartizan.pipeline.scan import published, scan

    usage = Usage()
    progress = reported(usage, events) if events is not None else nullcontext() if quiet else shown(usage)

    stop_at_signals()
    try:
        with progress:
            return asyncio.run(stoppable(scan(request, home, usage))).summary
    except UsageError:
        raise
    except (BartizanError, KeyboardInterrupt, asyncio.CancelledError) as error:
        why = str(error) if isinstance(error, BartizanError) else "stopped"
        manifest = published(request, home)
        if manifest is None:
            raise BartizanError(f"{why}; nothing was published") from error
        note(f"bartizan: {why}; {_standing(manifest.id)}")
        return manifest.summary


@contextmanager
def _ended(result: dict[str, Any], fail_on: Severity | None) -> "Iterator[None]":
    """End with the exit code of a published scan after the block, or at a signal within it."""
    code = exit_code(result, fail_on)
    end_at_signals(code, f"bartizan: stopped; {_standing(result['snapshot_id'])}")
    yield
    raise typer.Exit(code)


def _standing(snapshot_id: str) -> str:
    return f"the snapshot {snapshot_id} was published and stands"


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
