"""`bartizan serve`: the portal and the API, on this machine unless more is asked for, behind a door."""

import ipaddress
import logging
import socket
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.base.gc_tuning import give_back, settle, share_one_arena
from bartizan.cli.help import App
from bartizan.cli.home import WritableHome
from bartizan.cli.options import SettingsFile
from bartizan.cli.output import note
from bartizan.cli.running.watch import begin_watching
from bartizan.model import UsageError

if TYPE_CHECKING:
    from bartizan.api.settings import ServeSettings

PORT = 8350
_EXTRA = "serving takes more packages: pip install 'bartizan[serve]'"


def register(app: App) -> None:
    """Add the serve command."""
    app.command("serve")(serve_command)


def serve_command(
    home: WritableHome,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 takes a free one.")] = PORT,
    public_url: Annotated[str, typer.Option(metavar="URL", help="What browsers see, behind a proxy.")] = "",
    trusted_proxy: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="Proxy whose X-Forwarded-For counts; may be repeated.")
    ] = None,
    no_sign_in: Annotated[
        bool, typer.Option("--no-sign-in", help="Everybody on this machine is admin; loopback only.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Scan each connector when it is due, as `watch` does.")
    ] = False,
    settings: SettingsFile = None,
) -> None:
    """Serve the portal and the API until stopped; print the link that lets the owner in."""
    from bartizan.api.settings import ServeSettings
    from bartizan.base.settings import load_settings

    if no_sign_in and not _is_loopback(host):
        raise UsageError(f"--no-sign-in makes everybody who reaches {host} admin; it goes with 127.0.0.1 only")
    known = load_settings(home, settings)
    with listening_on(host, port) as listening:
        url = public_url.rstrip("/") or f"http://{_shown(host)}:{listening.getsockname()[1]}"
        if not no_sign_in and not _is_loopback(host) and not url.startswith("https://"):
            raise UsageError(
                f"{url} would send sessions in clear text; put TLS in front and name it with --public-url https://…"
            )
        issuers, proxies = tuple(known.sign_in.issuers), frozenset(trusted_proxy or ())
        run(ServeSettings(home, url, issuers, proxies, no_sign_in), listening, watch=watch)


def run(settings: "ServeSettings", listening: socket.socket, *, watch: bool = False) -> None:
    """Serve on a socket until stopped; with ``watch``, scan connectors when they are due.

    Raises:
        UsageError: what serving takes is not installed.
    """
    try:
        import uvicorn

        from bartizan.access.owner import has_password, owner_link_secret
        from bartizan.portal.app import create_portal
        from bartizan.service.notifying.working import NotificationWorker
        from bartizan.service.work.catching_up import catch_up_until
        from bartizan.service.work.lost import watch_for_lost
        from bartizan.service.work.reacting import EventWorker
    except ImportError as error:
        raise UsageError(f"{_EXTRA} ({error.name} is not there)") from error
    share_one_arena()
    app = create_portal(settings)
    if not settings.is_open and not settings.issuers and not has_password(app.state.state):
        # In the fragment, which no browser sends and no log keeps.
        note(f"open {settings.public_url}/signin#{owner_link_secret(app.state.state)} (once, within an hour)")
    else:
        note(f"open {settings.public_url}")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    # Head and body of an answer are two writes: the second would wait 40 ms until the client confirms the first. The
    # event loop has them sent at once on sockets that say they are TCP's.
    listening = socket.socket(listening.family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=listening.detach())
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, proxy_headers=False)
    server = uvicorn.Server(config)
    app.state.is_stopping = lambda: server.should_exit
    ended = threading.Event()
    watch_for_lost(app.state.state, ended)
    catch_up_until(app.state.state, app.state.snapshots, ended)
    worker = NotificationWorker(settings.home, note).start()
    EventWorker(settings.home, note).start()
    if watch:
        begin_watching(settings.home)
    give_back()
    settle()  # a look for cycles in all that was imported would hold every request up for 100 ms
    server.run(sockets=[listening])
    worker.stop()
    ended.set()
    app.state.snapshots.close()


def listening_on(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        UsageError: the address or the port cannot be had.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror or error}; choose another --port") from error


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
