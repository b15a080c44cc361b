"""Whose name calls are made in: the standard credential chain, or a role assumed from it."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable
from typing import Protocol

from botocore.credentials import ReadOnlyCredentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from bartizan.collect.aws.transport.operation import Body
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome, UsageError

_SESSION_NAME = "bartizan"
_BEFORE_EXPIRY = datetime.timedelta(minutes=5)


class Credentials(Protocol):
    """Gives the credentials that are good now."""

    async def current(self) -> ReadOnlyCredentials:
        """Return credentials, renewed where they were about to expire.

        Raises:
            CallError: they could not be renewed.
        """
        ...


class Chain:
    """botocore's credential chain: environment, profile, SSO, web identity, container and instance roles."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._renewing = asyncio.Lock()

    async def check(self) -> None:
        """Look the credentials up once.

        Raises:
            UsageError: there are none, or the configuration names some that do not work.
        """
        try:
            # Blocking: it may ask the instance's metadata service, or start a credential process.
            found = await asyncio.to_thread(self._session.get_credentials)
        except (BotoCoreError, ClientError) as error:
            raise UsageError(f"the AWS credentials cannot be used: {error}") from error
        if found is None:
            raise UsageError(
                "no AWS credentials were found; set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                "sign in with `aws sso login`, or name a profile with --profile"
            )

    async def current(self) -> ReadOnlyCredentials:
        """Return the chain's credentials.

        Raises:
            CallError: they expired and could not be renewed.
        """
        credentials = self._session.get_credentials()
        try:
            if isinstance(credentials, RefreshableCredentials) and credentials.refresh_needed():
                async with self._renewing:
                    return await asyncio.to_thread(credentials.get_frozen_credentials)
            return credentials.get_frozen_credentials()
        except (BotoCoreError, ClientError) as error:
            raise CallError(Outcome.FAILED, "CredentialsNotRenewed", str(error), "credentials") from error


class AssumedRole:
    """A role's credentials, renewed before they expire; ``ask`` calls sts:AssumeRole in another's name.

    ``external_id`` is what the role's trust asks of who assumes it for several customers.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
    """

    def __init__(self, role_arn: str, ask: Callable[[Body], Awaitable[Body]], external_id: str = "") -> None:
        self._params = {"RoleArn": role_arn, "RoleSessionName": _SESSION_NAME}
        self._params |= {"ExternalId": external_id} if external_id else {}
        self._ask = ask
        self._credentials: ReadOnlyCredentials | None = None
        self._renew_at = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        self._renewing = asyncio.Lock()

    async def current(self) -> ReadOnlyCredentials:
        """Return the role's credentials.

        Raises:
            CallError: the role may not be assumed.
        """
        # Each call asks: the lock is for those who find them about to expire.
        if self._credentials is None or datetime.datetime.now(datetime.UTC) >= self._renew_at:
            async with self._renewing:
                if self._credentials is None or datetime.datetime.now(datetime.UTC) >= self._renew_at:
                    self._credentials = await self._assumed()
        return self._credentials

    async def _assumed(self) -> ReadOnlyCredentials:
        answer = await self._ask(dict(self._params))
        given = answer["Credentials"]
        self._renew_at = datetime.datetime.fromisoformat(given["Expiration"]) - _BEFORE_EXPIRY
        return ReadOnlyCredentials(given["AccessKeyId"], given["SecretAccessKey"], given.get("SessionToken"))
