"""Check an installation and its home: what works, what does not, and what to do about it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bartizan import __version__
from bartizan.base.home import DIRECTORY, Home
from bartizan.model import BartizanError, now
from bartizan.service.answers.scopes.evaluated import (
    START,
    last_in_words,
    latest_scans,
    next_in_words,
    no_worker,
    utc,
    why_in_words,
)
from bartizan.service.connecting import listed
from bartizan.service.work.event_state import event_state
from bartizan.state import State
from bartizan.state.address import STATE_URL, has_state, server_url
from bartizan.store import snapshot_store
from bartizan.store.places import object_store

_OLD_HOURS = 48
_LEAST_FREE = 1_000_000_000
_SERVING = ("fastapi", "uvicorn", "htpy", "argon2", "authlib")


@dataclass(frozen=True)
class SelfCheck:
    """A check of an installation: ``state`` is ok, warning or failed; ``fix`` says what to do, empty for nothing."""

    check: str
    state: str
    detail: str
    fix: str = ""


def self_checks(home: Path) -> list[SelfCheck]:
    """Return what was checked, in an order in which each stands on those before it."""
    checks: tuple[Callable[[Path], Iterator[SelfCheck]], ...] = (
        _program, _home, _state, _objects, _snapshot, _scans, _events, _serving,
    )  # fmt: skip
    return [found for check in checks for found in check(home)]


def _program(_: Path) -> Iterator[SelfCheck]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield SelfCheck("program", "ok", f"bartizan {__version__} on Python {version}")


def _home(home: Path) -> Iterator[SelfCheck]:
    if not home.is_dir():
        yield SelfCheck("home", "warning", f"{home} is not there yet", "the first scan makes it")
        return
    if not os.access(home, os.W_OK):
        yield SelfCheck("home", "failed", f"{home} cannot be written", "make it writable, or name another with --home")
        return
    free = shutil.disk_usage(home).free
    state = "ok" if free > _LEAST_FREE else "warning"
    yield SelfCheck("home", state, f"{home}, {free / 1e9:.1f} GB free", "" if state == "ok" else "make room")


def _state(home: Path) -> Iterator[SelfCheck]:
    if not has_state(home):
        return
    try:
        state = State(home)
        state.snapshot(DIRECTORY)
    except BartizanError as error:
        fix = f"see {STATE_URL} and the server" if server_url() else "restore the home from a backup"
        yield SelfCheck("state", "failed", str(error), fix)
        return
    yield SelfCheck("state", "ok", f"{state.name if server_url() else Home(home).state.name} opens and is current")


def _objects(home: Path) -> Iterator[SelfCheck]:
    try:
        store = object_store(home, DIRECTORY)
        if store:
            store.try_out()
            yield SelfCheck("snapshots", "ok", f"{store.name} can be written and read")
    except BartizanError as error:
        yield SelfCheck("snapshots", "failed", str(error), "docs/deploy.md says what the store must allow")


def _snapshot(home: Path) -> Iterator[SelfCheck]:
    try:
        found = State(home).snapshot(DIRECTORY) if has_state(home) else None
    except BartizanError:
        return
    if found is None:
        yield SelfCheck("latest scan", "warning", "nothing was scanned yet", "bartizan scan --aws, or bartizan demo")
        return
    store = snapshot_store(home, DIRECTORY)
    try:
        wrong = "" if store.has(found.id) else f"the files of {found.id} are not there"
        wrong = wrong or (f"{found.id}: {what}" if (what := store.damage(found.id)) else "")
    except BartizanError:
        return
    if wrong:
        yield SelfCheck("latest scan", "failed", wrong, "bartizan scan")
        return
    hours = (now() - found.published_at).total_seconds() / 3600
    detail = f"{found.id}, {found.status}, {hours:.0f} h ago"
    if found.status != "complete":
        yield SelfCheck("latest scan", "warning", detail, "bartizan coverage says what could not be read")
    elif hours > _OLD_HOURS:
        yield SelfCheck("latest scan", "warning", detail, "bartizan scan --all")
    else:
        yield SelfCheck("latest scan", "ok", detail)


def _scans(home: Path) -> Iterator[SelfCheck]:
    """Say which connectors fail or are late, and whether a worker scans what is due."""
    try:
        known = {each.id: each for each in listed(home)} if has_state(home) else {}
        found = latest_scans(home, now()) if known else {}
    except BartizanError:
        return
    for id_, scans in found.items():
        name = known[id_].name
        fix = f"bartizan connect {known[id_].provider} {name} --check"
        if scans.state in ("failing", "overdue"):
            detail = f"{name}: {last_in_words(scans)}; next: {next_in_words(scans, now())}"
            failed = scans.state == "failing"
            yield SelfCheck("scans", "failed" if failed else "warning", detail, fix if failed else START)
        for each in () if scans.failures else scans.unevaluated:
            yield SelfCheck("scans", "warning", f"{name}: {each.scope} is {why_in_words(each)}", fix)
    if found and not (first := next(iter(found.values()))).is_watched:
        yield SelfCheck("worker", "warning", no_worker(first).partition(":")[0], START)
    elif found:
        yield SelfCheck("worker", "ok", f"a worker scans what is due; it was there at {utc(first.worker_at)}")


def _events(home: Path) -> Iterator[SelfCheck]:
    try:
        known = listed(home) if has_state(home) else []
        found = [(each.name, event_state(home, each, now())) for each in known]
    except BartizanError:
        return
    for name, said in found:
        if said:
            state = "ok" if said.state == "ok" else "warning"
            yield SelfCheck("events", state, f"{name}: {said.detail}", said.fix.replace("NAME", name))


def _serving(_: Path) -> Iterator[SelfCheck]:
    missing = [name for name in _SERVING if find_spec(name) is None]
    if missing:
        yield SelfCheck("serving", "warning", f"{', '.join(missing)} missing", "pip install 'bartizan[serve]'")
    else:
        yield SelfCheck("serving", "ok", "what `bartizan serve` takes is installed")
