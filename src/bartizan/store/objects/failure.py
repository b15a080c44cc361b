"""What a person does about an object store that cannot be used.

The library's own message has addresses and, where a request is signed in its address, what signs it: only the service's
code and the status are taken from it.
"""

import re

from bartizan.base.snapshots_url import SNAPSHOTS_URL
from bartizan.model import BartizanError, UsageError

_CODE = re.compile(r"<Code>\s*([A-Za-z]{1,60})\s*</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_NO_BUCKET = ("NoSuchBucket", "ContainerNotFound", "InvalidBucketName")
_SIGNS_OF_CREDENTIALS = ("169.254.", "token request", "metadata", "Access Key", "identity", "credential")
_REFUSED = ("401", "403")
_ELSEWHERE = ("PermanentRedirect", "AuthorizationHeaderMalformed", "without LOCATION")
_RIGHTS = "allow it to list, read, write and delete there (docs/deploy.md), and check the clock of this machine"


class StoreError(BartizanError):
    """The object store cannot be used. The message names it, which is for who runs Bartizan, not who reads pages."""


class StoreSetupError(StoreError, UsageError):
    """The object store cannot be used as it is set up."""


class DamagedSnapshotError(StoreError):
    """A snapshot that was published cannot be read; ``what`` says why, in a few words."""

    def __init__(self, snapshot_id: str, store: str, what: str) -> None:
        super().__init__(
            f"the snapshot {snapshot_id} on {store} is damaged ({what}): run `bartizan scan` again, or name an older "
            "one with --snapshot"
        )
        self.what = what


def not_installed() -> StoreSetupError:
    """Return the error of an installation without the library."""
    return StoreSetupError("snapshots on an object store take one more package: pip install 'bartizan[objects]'")


def no_credentials(name: str, said: str = "") -> StoreSetupError:
    """Return the error of a store without credentials that work; ``said`` is the kind of their library's own error."""
    why = f" ({said})" if said else ""
    return StoreSetupError(
        f"there are no credentials for {name}, or they cannot be used{why}: name a profile with AWS_PROFILE and "
        "sign in, set those of the environment, or give this machine a role (docs/state.md)"
    )


def store_error(name: str, error: Exception) -> StoreError:
    """Return the error to raise for one of the library's, about the store of this name."""
    text = str(error).partition("Debug source:")[0]
    code, status = _CODE.search(text), _STATUS.search(text)
    said = code[1] if code else f"HTTP {status[1]}" if status else ""
    if said in _NO_BUCKET:
        return StoreSetupError(f"{name} is not there ({said}): make the bucket or container, or check {SNAPSHOTS_URL}")
    if any(sign in text for sign in _ELSEWHERE):
        return StoreSetupError(f"{name} is in another region: add ?region=REGION to {SNAPSHOTS_URL}")
    if not code and any(sign in text for sign in _SIGNS_OF_CREDENTIALS):
        return no_credentials(name)
    if status and status[1] in _REFUSED:
        return StoreSetupError(f"{name} refuses these credentials ({said}): {_RIGHTS}")
    if status:
        return StoreError(f"{name} failed ({said}): try again, or look at the store's own status")
    return StoreError(f"{name} cannot be reached: check host, network and {SNAPSHOTS_URL}")
