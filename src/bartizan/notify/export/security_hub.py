"""Findings for AWS Security Hub: imported into the account and region that they are about.

Source: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
"""

from bartizan.model import UsageError
from bartizan.notify.export.aws import AwsClients, AwsRefusedError
from bartizan.notify.export.part import ExportPart
from bartizan.notify.post import PostError

_PASSING = ("internal", "throttl", "limit")


def check_hub(address: str) -> None:
    """Check what is known of Security Hub.

    Raises:
        UsageError: there is an address, though findings say where they go.
    """
    if address:
        raise UsageError("security-hub has no address: a finding goes to its own account and region")


def import_findings(part: ExportPart, role: str, clients: AwsClients) -> list[str]:
    """Import the findings of one account and region and return which were refused for good, in words.

    An account that takes no findings is among these: the findings of the others do not wait for it.

    Raises:
        PostError: not all were taken.
        UsageError: there are no credentials.
    """
    try:
        with clients.client("securityhub", part.region, role.replace("{account}", part.scope)) as client:
            answer = client.batch_import_findings(Findings=list(part.events))
    except AwsRefusedError as error:
        return [f"{part.scope} {part.region}: {error}"] * len(part.events)
    failed = [(str(each.get("ErrorCode")), str(each.get("ErrorMessage"))) for each in answer.get("FailedFindings", [])]
    if any(code.lower().startswith(_PASSING) for code, _ in failed):
        raise PostError(f"Security Hub did not take all findings: {failed[0][0]}")
    return [f"{code}: {message[:200]}" for code, message in failed]
