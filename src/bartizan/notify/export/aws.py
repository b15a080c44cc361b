"""Clients of AWS services for exports: the default credential chain, or a role that it may assume.

These are botocore's own, unlike those of a scan: an export makes few calls.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from bartizan.model import UsageError
from bartizan.notify.post import PostError

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}|\{account\}):role/[\w+=,.@/-]{1,512}", re.ASCII)
_HOME = "us-east-1"
_LATER = frozenset(
    {"RequestTimeout", "SlowDown", "ThrottlingException", "TooManyRequestsException", "LimitExceededException"}
)


class AwsRefusedError(PostError):
    """AWS does not let an account write there, and will not by being asked again."""


def check_role(role: str, *, for_each: bool) -> None:
    """Check a role's ARN, in which ``{account}`` stands for the account of the findings where each has a role.

    Raises:
        UsageError: it is none.
    """
    if role and not (_ROLE.fullmatch(role) and (for_each or "{account}" not in role)):
        raise UsageError("a role is named by its ARN, such as arn:aws:iam::111122223333:role/bartizan-export")


class AwsClients:
    """Clients for one export, the last of which is kept: parts that follow each other go to the same place."""

    def __init__(self) -> None:
        self._key: tuple[str, str, str] | None = None
        self._client: Any = None

    @contextmanager
    def client(self, service: str, region: str, role: str) -> Iterator[Any]:
        """Give a client of a service; what goes wrong with its calls is an error of the receiver.

        Raises:
            AwsRefusedError: the account may not do this.
            PostError: AWS could not be reached, is busy, or has an error of its own.
            UsageError: there are no credentials.
        """
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ParamValidationError

        try:
            if self._key != (service, region, role):
                self._client = self._made(service, region, role)
                self._key = service, region, role
            yield self._client
        except NoCredentialsError as error:
            raise UsageError("there are no AWS credentials where this runs") from error
        except ParamValidationError as error:  # what AWS would refuse
            raise AwsRefusedError("the request is of a form that AWS does not take") from error
        except ClientError as error:
            raise _error(error.response) from error
        except BotoCoreError as error:
            raise PostError(f"AWS could not be reached: {type(error).__name__}") from error

    @cached_property
    def _session(self) -> Any:
        from botocore.session import Session

        return Session()

    def _made(self, service: str, region: str, role: str) -> Any:
        from botocore.config import Config

        where = region or self._session.get_config_variable("region") or _HOME
        settings = Config(connect_timeout=10, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"})
        if not role:
            return self._session.create_client(service, where, config=settings)
        asking = self._session.create_client("sts", where, config=settings)
        given = asking.assume_role(RoleArn=role, RoleSessionName="bartizan-export")["Credentials"]
        keys = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        names = "aws_access_key_id", "aws_secret_access_key", "aws_session_token"
        return self._session.create_client(service, where, config=settings, **dict(zip(names, keys, strict=True)))


def _error(response: Any) -> PostError:
    code = str(response.get("Error", {}).get("Code", ""))
    message = str(response.get("Error", {}).get("Message", ""))[:300]
    said = f"AWS answered {code}{f': {message}' if message else ''}"
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    is_refused = 400 <= status < 500 and status != 429 and code not in _LATER
    return AwsRefusedError(said) if is_refused else PostError(said)
