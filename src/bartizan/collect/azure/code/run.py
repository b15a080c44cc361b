"""Where the code of web and function apps is, reported app by app as their descriptions and settings come in.

Flex Consumption apps name a blob container. All others say in their settings: a URL (``WEBSITE_RUN_FROM_PACKAGE``, on
Linux Consumption also ``SCM_RUN_FROM_PACKAGE``), or a file that only the app's deployment site (Kudu) can read.
Sources: https://learn.microsoft.com/azure/azure-functions/run-functions-from-deployment-package and
https://github.com/projectkudu/kudu/wiki/REST-API
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from yarl import URL

from bartizan.collect.azure.code.deployment_site import BLOB_READ, GET_BLOB, LIST_BLOBS, PUBLISH, Blob, CodeWeb, Headers
from bartizan.collect.azure.code.place import CONTAINER, Place, ineligible, is_image, place
from bartizan.collect.azure.engine.collector import Item, slot_action
from bartizan.collect.azure.engine.for_each import for_each
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.memory import Memory
from bartizan.collect.shared.target import AzureTarget, TakeCode
from bartizan.model import CODE, CodeLink, Outcome

KINDS = frozenset({"azure_function_app", "azure_web_app"})
NOT_OPTED_IN = "not_opted_in"
GET_PACKAGE, KUDU_FILE, KUDU_ZIP = "package:GET", "kudu:GET vfs", "kudu:GET zip"
_AT_ONCE = 8
_AGE_HOURS = 24.0
"""An app says that it changed when its settings did, and not always when its code did."""
_SETTINGS = ("WEBSITE_RUN_FROM_PACKAGE", "SCM_RUN_FROM_PACKAGE")
_RELEASED = "released-package.zip"
_FILE = re.compile(r"[\w.()+@-][\w.()+@ -]{0,200}\.\w{1,10}")
_PACKAGES = "/api/vfs/data/SitePackages/"


@dataclass(frozen=True)
class _App:
    kind: str
    id: str
    region: str
    place: Place


class CodeFinder:
    """Collects what is known about one subscription's apps and hands over a link for each."""

    def __init__(self, web: CodeWeb, target: AzureTarget, take: TakeCode, memory: Memory, scope: str) -> None:
        self._web = web
        self._target = target
        self._take = take
        self._memory = memory
        self._scope = scope
        self._apps: dict[str, _App] = {}
        self._due: list[tuple[_App, str]] = []

    def listed(self, kind: str, item: Item) -> None:
        """Take an app; one whose code is not assessed is reported at once."""
        if kind not in KINDS:
            return
        app = _App(kind, item.key, item.region, place(item))
        reason = "" if self._target.assess_ineligible else ineligible(item)
        reason = reason or (CONTAINER if is_image(item) else "")
        if reason:
            self._tell(app, reason=reason)
        elif app.place.container:
            self._due.append((app, ""))
        else:
            self._apps[item.key] = app

    def keeps(self, item: Item) -> bool | None:
        """Return whether what was read of an app's code stands; None where its settings do not lead to it."""
        app = self._apps.get(item.key)
        if app is None:
            return None
        # Who opts in wants what was left out last time.
        is_more = self._target.kudu or self._target.assess_ineligible
        return not is_more and self._memory.keeps(app.kind, item.key, item.marker, CODE, _AGE_HOURS)

    def take_settings(self, item: Item, answer: Any) -> None:
        """Take an app's settings with their values; only where the package is stays in memory."""
        app = self._apps.pop(item.key, None)
        if app is None:
            return
        settings = answer.get("properties") if isinstance(answer, dict) else None
        stated = settings if isinstance(settings, dict) else {}
        values = (str(stated[name]).strip() for name in _SETTINGS if stated.get(name))
        self._due.append((app, next(values, "0")))

    def refused(self, item: Item, error: CallError) -> None:
        """Note that an app's settings could not be read."""
        app = self._apps.pop(item.key, None)
        if app is not None:
            self._fail(app, error)

    async def work(self) -> None:
        """Find out where the code of the apps is that were heard of so far."""
        due, self._due = self._due, []
        await for_each(due, _AT_ONCE, lambda each: self._find(*each))

    async def _find(self, app: _App, setting: str) -> None:
        try:
            if app.place.container:
                await self._in_container(app)
            elif setting.lower().startswith("http"):
                await self._at_address(app, setting)
            elif setting in {"0", "1"}:
                await self._on_site(app, is_package=setting == "1")
            else:
                self._tell(app, outcome=Outcome.FAILED, detail="the setting does not say where the package is")
        except CallError as error:
            self._fail(app, error)

    async def _in_container(self, app: _App) -> None:
        container = self._web.addresses.storage(app.place.container)
        if container is None:
            self._tell(app, outcome=Outcome.FAILED, detail="the deployment container is no address of Azure storage")
            return
        newest = _newest(await self._web.blobs(container.with_query(None)))
        if newest is None:
            self._tell(app, operation=LIST_BLOBS, outcome=Outcome.FAILED, detail="the container holds no package")
            return
        url = URL(f"{str(container.with_query(None)).rstrip('/')}/{quote(newest.name)}", encoded=True)
        self._lead(app, url, GET_BLOB, self._web.storage_headers, BLOB_READ, newest)

    async def _at_address(self, app: _App, setting: str) -> None:
        url = await self._web.addresses.public(setting)
        if url is None:
            detail = "the package's address is not on the public internet, or not https"
            self._tell(app, operation=GET_PACKAGE, outcome=Outcome.FAILED, detail=detail)
        elif self._web.addresses.storage(setting) and "sig" not in url.query:
            self._lead(app, url, GET_BLOB, self._web.storage_headers, BLOB_READ)
        else:
            self._lead(app, url, GET_PACKAGE, _no_headers)

    async def _on_site(self, app: _App, *, is_package: bool) -> None:
        if not self._target.kudu:
            self._tell(app, reason=NOT_OPTED_IN)
            return
        path, operation = "/api/zip/site/wwwroot/", KUDU_ZIP
        if is_package:
            name = await self._package_name(app)
            path, operation = f"{_PACKAGES}{quote(name)}", KUDU_FILE
        self._lead(app, self._deployment(app, path), operation, self._web.deployment_headers, _publish(app))

    async def _package_name(self, app: _App) -> str:
        url = self._deployment(app, f"{_PACKAGES}packagename.txt")
        text = (await self._web.get(KUDU_FILE, url, self._web.deployment_headers, _publish(app))).decode(
            "utf-8-sig", "replace"
        )
        if not _FILE.fullmatch(text.strip()):
            raise CallError(Outcome.FAILED, "NoPackage", "packagename.txt names no file", KUDU_FILE)
        return text.strip()

    def _deployment(self, app: _App, path: str) -> URL:
        url = self._web.addresses.deployment(app.place.scm, path)
        if url is None:
            raise CallError(Outcome.FAILED, "NoSite", "the app has no deployment site", KUDU_FILE)
        return url

    def _lead(  # noqa: PLR0917 - what there is to say of a link
        self,
        app: _App,
        url: URL,
        operation: str,
        headers: Headers,
        permission: str = "",
        blob: Blob | None = None,
    ) -> None:
        digest, size = (blob.digest, blob.size) if blob else ("", 0)
        asked = str(self._web.addresses.reached(url))
        stated = {"digest": digest, "size": size, "url": asked, "headers": headers, "permission": permission}
        self._tell(app, operation=operation, **stated)

    def _fail(self, app: _App, error: CallError) -> None:
        outcome = Outcome.DENIED if error.outcome is Outcome.DENIED else Outcome.FAILED
        stated = {"operation": error.operation, "permission": error.permission, "detail": error.detail}
        self._tell(app, outcome=outcome, **stated)

    def _tell(self, app: _App, **stated: Any) -> None:
        self._take(CodeLink(app.kind, app.id, self._scope, app.region, **stated))


async def _no_headers() -> Mapping[str, str]:
    """Return no headers. A link that has its own is not redirected: the next address might be inside a network."""
    return {}


def _publish(app: _App) -> str:
    return slot_action(PUBLISH) if "/slots/" in app.id else PUBLISH


def _newest(blobs: Sequence[Blob]) -> Blob | None:
    """Return the package that was released last: by the name that deployments give it, else by its ending."""
    released = [each for each in blobs if each.name.rpartition("/")[2].lower() == _RELEASED]
    packages = released or [each for each in blobs if each.name.lower().endswith(".zip")]
    return max(packages, key=lambda each: each.changed, default=None)
