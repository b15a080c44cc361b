"""Whose name an object store is used in: as the clouds' own command lines find it, each time it is about to expire."""

import datetime
import os
from typing import TYPE_CHECKING, Any

from bartizan.store.objects.failure import no_credentials

if TYPE_CHECKING:
    from obstore.store import AzureCredential, S3Credential

_UNSIGNED = ("AWS_SKIP_SIGNATURE",)
_KEYS = tuple(
    f"AZURE_STORAGE_{name}"
    for name in ("ACCOUNT_KEY", "ACCESS_KEY", "MASTER_KEY", "SAS_KEY", "SAS_TOKEN", "TOKEN", "SKIP_SIGNATURE")
)
"""What of the environment obstore itself signs requests with; azure-identity knows tokens only."""
_SCOPE = "https://storage.azure.com/.default"
_ASKED_ANEW = datetime.timedelta(minutes=5)
"""After which botocore is asked again, which renews what is about to expire and reads a file that was changed."""


class AwsChain:
    """botocore's chain: environment, profiles with roles and SSO, web identity, task and instance roles.

    ``region`` is the profile's, or the environment's; empty without any.

    Raises:
        StoreSetupError: it finds nothing, or what does not work.
    """

    def __init__(self, name: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.session import Session

        self._name = name
        self._errors = (BotoCoreError, ClientError)
        self._session = Session()
        try:
            self.region = str(self._session.get_config_variable("region") or "")
            self._found = self._session.get_credentials()
        except self._errors as error:
            raise no_credentials(name, type(error).__name__) from None
        if self._found is None:
            raise no_credentials(name)

    def __call__(self) -> "S3Credential":
        """Return credentials that are good now."""
        try:
            now = self._found.get_frozen_credentials()
        except self._errors as error:
            raise no_credentials(self._name, type(error).__name__) from None
        return {
            "access_key_id": now.access_key,
            "secret_access_key": now.secret_key,
            "token": now.token,
            "expires_at": datetime.datetime.now(datetime.UTC) + _ASKED_ANEW,
        }


class AzureChain:
    """azure-identity's chain: client secret or certificate, workload and managed identity, `az login`."""

    def __init__(self, name: str) -> None:
        from azure.identity import DefaultAzureCredential

        self._name = name
        self._credential = DefaultAzureCredential()

    def __call__(self) -> "AzureCredential":
        """Return a token that is good now."""
        from azure.core.exceptions import ClientAuthenticationError

        try:
            found = self._credential.get_token(_SCOPE)
        except ClientAuthenticationError as error:
            raise no_credentials(self._name, type(error).__name__) from None
        return {"token": found.token, "expires_at": datetime.datetime.fromtimestamp(found.expires_on, datetime.UTC)}


def aws_options(name: str, region: str) -> dict[str, Any]:
    """Return what an S3 store takes to find credentials, and the region where its address names none."""
    if any(os.environ.get(each) for each in _UNSIGNED):
        return {"region": region} if region else {}
    chain = AwsChain(name)
    return {"credential_provider": chain} | ({"region": region or chain.region} if region or chain.region else {})


def azure_options(name: str) -> dict[str, Any]:
    """Return what a blob store takes to find credentials: nothing where the environment holds a key of the account."""
    return {} if any(os.environ.get(each) for each in _KEYS) else {"credential_provider": AzureChain(name)}
