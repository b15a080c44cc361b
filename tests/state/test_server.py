"""State on a server: how it is named, what is said where it cannot be used, and that its password is said nowhere."""

import re
import secrets
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from bartizan.model import BartizanError, UsageError
from bartizan.state import State
from bartizan.state.address import PASSWORD_FILE, STATE_URL
from bartizan.state.failure import StateError, StateSetupError
from bartizan.state.nouns import SavedQuery
from bartizan.state.saved_query import save_query
from bartizan.state.server_address import server_address
from tests.certificate import certificate
from tests.cli.process import run
from tests.state.postgres import Server

SECRET = f"canary{secrets.token_hex(6)}"
UNREACHABLE = f"postgresql://bartizan:{SECRET}@127.0.0.1:9/bartizan"
NONSENSE = [
    "nonsense",
    SECRET,
    f"mysql://bartizan:{SECRET}@127.0.0.1/bartizan",
    f"postgresql+psycopg://bartizan:{SECRET}@127.0.0.1/bartizan",
    f"postgresql://:{SECRET}@127.0.0.1/bartizan",
    f"postgresql://bartizan:{SECRET}@127.0.0.1",
    f"postgresql://bartizan:{SECRET}@/bartizan",
    f"postgresql://bartizan:x@{SECRET}@127.0.0.1/bartizan",
    f"postgresql://bartizan:x@127.0.0.1:{SECRET}/bartizan",
    f"postgresql://bartizan:{SECRET}@127.0.0.1:70000/bartizan",
    f"postgresql://bartizan@127.0.0.1/bartizan?password={SECRET}",
    f"postgresql://bartizan:{SECRET}@127.0.0.1/bartizan?sslmode=allow",
    f"postgresql://bartizan:x@127.0.0.1/bartizan;{SECRET}",
]


def refused(home: Path, match: str) -> BartizanError:
    """Return the error of a state that cannot be opened, which holds no password wherever one looks."""
    with pytest.raises(BartizanError, match=match) as raised:
        State(home)
    shown = "".join(traceback.format_exception(raised.value)) + repr(raised.value)
    assert SECRET not in shown
    assert "\n" not in str(raised.value)
    return raised.value


@pytest.mark.parametrize("url", NONSENSE, ids=range(len(NONSENSE)))
def test_what_is_no_address(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STATE_URL, url)
    assert isinstance(refused(tmp_path, STATE_URL), UsageError)


def test_addresses() -> None:
    found = server_address(
        "postgres://bartizan%40team:p%40ss%2F@db.example:6432/state?sslmode=verify-full&sslrootcert=/ca.pem"
    )
    assert (found.user, found.host, found.port, found.database) == ("bartizan@team", "db.example", 6432, "state")
    assert (found.password, found.tls, found.root_certificate) == ("p@ss/", "verify-full", "/ca.pem")
    assert found.name == "postgresql://bartizan@team@db.example:6432/state"
    assert server_address("postgresql://b@[::1]/state").name == "postgresql://b@[::1]:5432/state"
    assert server_address("postgresql://b@/state?host=/run/postgresql").socket == "/run/postgresql/.s.PGSQL.5432"
    assert "p@ss" not in repr(found)


def test_servers_that_cannot_be_used(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = postgres.new()
    for address, match, kind in (
        (UNREACHABLE, "cannot be reached .Connection refused.", StateError),
        (UNREACHABLE.replace("127.0.0.1", "nowhere.invalid"), "cannot be reached", StateError),
        (postgres.by_password(url, SECRET), "password authentication failed", StateSetupError),
        (postgres.by_password(url, SECRET).replace("disable", "require"), "Server refuses SSL", StateError),
        (postgres.url("none"), "does not exist", StateSetupError),
    ):
        monkeypatch.setenv(STATE_URL, address)
        error = refused(tmp_path, match)
        assert (type(error), error.exit_code) == (kind, 2 if kind is StateSetupError else 4)


def test_a_password_from_a_file(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url, file = postgres.by_password(postgres.new(), ""), tmp_path / "password"
    monkeypatch.setenv(STATE_URL, url)
    monkeypatch.setenv(PASSWORD_FILE, str(file))
    refused(tmp_path, "there is no secret at file:")
    file.write_text(f"{postgres.password}\n", encoding="utf-8")
    state = State(tmp_path)
    assert state.snapshot("default") is None
    assert postgres.password not in repr(vars(state))
    assert postgres.password not in state.name


def test_a_server_proves_over_tls_that_it_is_the_host_of_the_address(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.by_password(postgres.new(), postgres.password).replace("127.0.0.1", "localhost")
    own, other = certificate(tmp_path, "localhost"), certificate(tmp_path, "other.example")

    def opened(mode: str, authority: Path | None = None) -> None:
        monkeypatch.setenv(STATE_URL, url.replace("disable", mode) + (f"&sslrootcert={authority}" if authority else ""))
        assert State(tmp_path).snapshot("default") is None

    encrypted = "select count(*) from pg_stat_ssl join pg_stat_activity using (pid) where ssl and usename = 'bartizan'"
    with postgres.over_tls(own):
        opened("verify-full", own)
        assert postgres.sql(encrypted) == "1"
        for authority in (other, None):  # signed by none of them
            with pytest.raises(StateError, match="certificate verify failed"):
                opened("verify-full", authority)
    with postgres.over_tls(other):
        opened("verify-ca", other)
        with pytest.raises(StateError, match="certificate is not valid for 'localhost'"):
            opened("verify-full", other)
    with pytest.raises(StateError, match="Server refuses SSL"):
        opened("verify-ca", own)


def test_a_server_of_a_newer_release(tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = postgres.new()
    postgres.sql("update alembic_version set version_num = '9999'", url.rpartition("?")[0].rpartition("/")[2])
    monkeypatch.setenv(STATE_URL, url)
    refused(tmp_path, r"postgresql://.* was written by a newer release .*'9999'.*: upgrade Bartizan")


def test_an_upgrade_that_fails_leaves_nothing(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.new("template0")
    database = url.rpartition("?")[0].rpartition("/")[2]
    postgres.sql("create table scan_event (n int)", database)  # in the way of a late migration
    monkeypatch.setenv(STATE_URL, url)
    refused(tmp_path, "already exists")
    assert postgres.sql("select count(*) from pg_tables where schemaname = 'public'", database) == "1"
    postgres.sql("drop table scan_event", database)
    assert State(tmp_path).snapshot("default") is None


def test_what_cannot_be_stored_is_the_callers_mistake(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STATE_URL, postgres.new())
    state = State(tmp_path)
    at = state.time()
    for query in (SavedQuery("n" * 65, "find x", "ops", at), SavedQuery("n", "find \0", "ops", at)):
        with pytest.raises(UsageError, match="cannot be stored"):
            save_query(state, "default", query)


def test_a_server_that_restarts_is_found_again(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STATE_URL, postgres.new())
    state = State(tmp_path)
    assert state.snapshot("default") is None
    postgres.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bartizan'")
    assert state.snapshot("default") is None


def test_commands_say_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    for command, code in ((("doctor", "--format", "json"), 4), (("snapshots", "list"), 4), (("exempt", "list"), 4)):
        done = run(*command, home=tmp_path, **{STATE_URL: UNREACHABLE})
        assert done.returncode == code, done.stderr
        assert SECRET not in done.stdout + done.stderr
        assert "cannot be reached" in done.stdout + done.stderr
        assert len(done.stderr.splitlines()) <= 1
    done = run("scan", "--all", home=tmp_path, **{STATE_URL: NONSENSE[2]})
    assert (done.returncode, SECRET in done.stderr) == (2, False)
    assert re.fullmatch(rf"bartizan: {STATE_URL} is not an address .*\n", done.stderr)


def test_without_the_driver(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pg8000'] = None; from pathlib import Path; from bartizan.cli import main; main()"
    command = [sys.executable, "-c", code, "snapshots", "list", "--home", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={STATE_URL: UNREACHABLE, **_path()})
    assert done.returncode == 2
    assert done.stderr == "bartizan: state on PostgreSQL takes one more package: pip install 'bartizan[postgres]'\n"


def _path() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(sys.path)}
