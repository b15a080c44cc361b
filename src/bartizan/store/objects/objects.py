"""The objects below one prefix: the only code that knows obstore."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bartizan.store.disk import writing
from bartizan.store.objects.address import ObjectAddress
from bartizan.store.objects.credentials import aws_options, azure_options
from bartizan.store.objects.failure import StoreError, not_installed, store_error

if TYPE_CHECKING:
    from obstore.store import AzureStore, S3Store

_CONNECT = "10s"
_REQUEST = "180s"
"""For the longest part of an object: 8 MB over a slow line."""
_RETRIES = 5
_LONGEST_RETRY = datetime.timedelta(seconds=60)
_PART = 8_000_000
_TRIES = 3


class Objects:
    """The objects of a store below its prefix; keys have no slash at their ends. All threads may use it.

    Raises:
        StoreError: the store cannot be used; the message says what to do.
    """

    def __init__(self, address: ObjectAddress) -> None:
        try:
            import obstore
        except ImportError as error:
            raise not_installed() from error
        self._obstore = obstore
        self.name = address.name
        with self._telling():
            self._store = _opened(address)

    def put(self, key: str, content: bytes | Path) -> None:
        """Write an object, as a whole or not at all."""
        with self._telling():
            self._obstore.put(self._store, key, content, chunk_size=_PART)

    def read(self, key: str, most: int) -> bytes | None:
        """Return a small object, None where there is none.

        Raises:
            StoreError: it is larger than this.
        """
        with self._telling():
            try:
                found = self._obstore.get(self._store, key)
            except FileNotFoundError as error:
                _raise_without_bucket(self.name, error)
                return None
            if found.meta["size"] > most:
                raise StoreError(f"{self.name}: the object {key} is too large ({found.meta['size']:,} bytes)")
            return bytes(found.bytes())

    def fetch(self, key: str, file: Path) -> bool:
        """Write an object to a file, and say whether there was one."""
        with self._telling(), writing(file):
            try:
                found = self._obstore.get(self._store, key)
            except FileNotFoundError as error:
                _raise_without_bucket(self.name, error)
                return False
            with file.open("wb") as target:
                for part in found.stream(min_chunk_size=_PART):
                    target.write(part)
        return True

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the objects below a folder with their sizes in bytes, by what follows the folder in their keys."""
        with self._telling():
            parts = self._obstore.list(self._store, f"{folder}/")
            return {each["path"].removeprefix(f"{folder}/"): each["size"] for part in parts for each in part}

    def folders(self, folder: str) -> list[str]:
        """Return the names of the folders in a folder."""
        with self._telling():
            found: Any = self._obstore.list_with_delimiter(self._store, f"{folder}/")
            return [str(each).rstrip("/").rpartition("/")[2] for each in found["common_prefixes"]]

    def remove(self, folder: str) -> bool:
        """Remove all objects below a folder, and say whether there were any."""
        for n in range(_TRIES):  # Azure's answer to many at once stops at the first that is gone already
            keys = [f"{folder}/{name}" for name in self.sizes(folder)]
            if not keys:
                return n > 0
            self._delete(keys)
        return True

    def remove_one(self, key: str) -> None:
        """Remove an object, where there is one."""
        self._delete([key])

    def _delete(self, keys: list[str]) -> None:
        with self._telling():
            try:
                self._obstore.delete(self._store, keys)
            except FileNotFoundError as error:
                _raise_without_bucket(self.name, error)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, FileNotFoundError, ValueError) as error:
            raise store_error(self.name, error) from None  # its text may hold what signs a request


def _raise_without_bucket(name: str, error: FileNotFoundError) -> None:
    """Raise where not an object but all of them are missing."""
    found = store_error(name, error)
    if "is not there" in str(found):
        raise found from None


def _opened(address: ObjectAddress) -> "S3Store | AzureStore":
    """Return the store, with the credentials that its cloud's own libraries find."""
    from obstore.store import AzureStore, S3Store

    more: dict[str, Any] = {
        "prefix": address.prefix or None,
        "client_options": {"allow_http": not address.has_tls, "connect_timeout": _CONNECT, "timeout": _REQUEST},
        "retry_config": {"max_retries": _RETRIES, "retry_timeout": _LONGEST_RETRY},
    }
    if address.account:
        more |= {"account_name": address.account, "endpoint": address.endpoint, **azure_options(address.name)}
        return AzureStore(container_name=address.bucket, **more)
    more |= {"endpoint": address.endpoint} if address.endpoint else {}
    more |= aws_options(address.name, address.region)
    return S3Store(address.bucket, **more)
