"""The application as it is served: gunicorn in a process of its own, on a demo of its own."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.e2e.phones import Phones

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "kla_e2e"
START_S, STOP_S = 30, 10
FAULT = " fault "  # as `kla.web.errors` logs what nobody foresaw


@dataclass(frozen=True)
class Site:
    """Where the pages are, how the demo's people come in, and addresses without a link, by name."""

    url: str
    people: dict[str, Mapping[str, str]]
    phones: Phones
    laid: dict[str, list[str]]


@contextmanager
def serve() -> Iterator[Site]:
    """The demo city as the commands make it, served until the tests are over."""
    with tempfile.TemporaryDirectory(prefix="kla-e2e-") as folder, _database() as database:
        port = _free_port()
        environ = (
            os.environ
            | database
            | {
                "KLA_INSTANCE_PATH": folder,
                "KLA_DEMO": "1",
                "KLA_BIND": f"127.0.0.1:{port}",
                "KLA_WORKERS": "1",
                "KLA_DOOR_SECONDS": "1",
                "KLA_THREADS": "8",
            }
        )
        flask = [sys.executable, "-m", "flask", "--app", "app"]
        _run([*flask, "db", "upgrade"], environ)
        _run([*flask, "demo"], environ)
        laid = json.loads(_run([sys.executable, "-m", "tests.e2e.affairs"], environ))
        people = json.loads(_run([*flask, "demo", "sign-ins"], environ))
        with _gunicorn(environ, port):
            by_name = {one["username"]: one for one in people}
            phones = Phones({name: one["totp_secret"] for name, one in by_name.items()})
            yield Site(f"http://127.0.0.1:{port}", by_name, phones, laid)


def _run(command: list[str], environ: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def _gunicorn(environ: Mapping[str, str], port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "-c", "python:kla.cli.server"]
    log = Path(environ["KLA_INSTANCE_PATH"]) / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out)
        try:
            _wait_for(server, port, log)
            yield
        finally:
            server.terminate()
            server.wait(STOP_S)
            faults = [line for line in log.read_text().splitlines() if FAULT in line]
    # A page that says "try again" may be passed over by one test, but not by all of them.
    assert not faults, faults


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up = time.monotonic() + START_S
    while time.monotonic() < give_up:
        assert server.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """SQLite in the instance folder, or a database of our own on the server of the run."""
    server = os.environ.get("KLA_TEST_DATABASE_URL")
    if not server:
        yield {}
        return
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    drop = text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    with engine.connect() as connection:
        connection.execute(drop)
        connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    address = make_url(server).set(database=DATABASE).render_as_string(hide_password=False)
    try:
        yield {"KLA_DATABASE_URL": address}
    finally:
        with engine.connect() as connection:
            connection.execute(drop)
        engine.dispose()
