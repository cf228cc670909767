"""The application as it is served: gunicorn in processes of its own, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kla.config import Settings
from tests.security.visitor import WireVisitor

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Server:
    """One gunicorn with one worker, its output in a file."""

    folder: Path
    port: int
    database_url: str
    log_level: str = "warning"
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Serve, and wait until pages can be had."""
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "KLA_INSTANCE_PATH": str(self.folder),
            "KLA_DATABASE_URL": self.database_url,
            "KLA_BIND": f"127.0.0.1:{self.port}",
            "KLA_WORKERS": "1",
            "KLA_THREADS": "4",
            "KLA_HTTPS": "0",
            "KLA_DOOR_SECONDS": "0",
            "KLA_LOG_LEVEL": self.log_level,
            "TMPDIR": str(self.folder.parent),
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "python:kla.cli.server"]
        with self.output.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdout=out, stderr=out, start_new_session=True
            )
        self._wait()

    def kill(self) -> None:
        """As when the power fails: master and worker at once, without a word."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def output(self) -> Path:
        """Standard output and standard error of all its lives."""
        return self.folder.parent / f"server-{self.port}.log"

    def visitor(self) -> WireVisitor:
        """Somebody at a browser far away."""
        return WireVisitor(port=self.port)

    def _wait(self) -> None:
        for _ in range(400):
            try:
                if self.visitor().get("/healthz").status == 200:
                    return
            except OSError:
                pass
            assert self.process.poll() is None, self.output.read_text()
            time.sleep(0.025)
        raise AssertionError(self.output.read_text())


def free_port() -> int:
    """A port of this host that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settle(settings: Settings) -> None:
    """Write the files of an installation, as the ceremony does."""
    folder = settings.instance_path
    lines = (
        f'instance_id = "{settings.instance_id}"',
        f'root_public_key = "{settings.root_public_key.hex()}"',
        f'recovery_public_key = "{settings.recovery_public_key.hex()}"',
        f"[argon2]\nmemory_kib = {settings.argon2_memory_kib}",
        f"iterations = {settings.argon2_iterations}",
    )
    settings.public_file.write_text("\n".join(lines) + "\n")
    (folder / "pepper").write_bytes(settings.pepper)
    (folder / "secret-key").write_bytes(settings.secret_key)


@contextmanager
def serving(settings: Settings, log_level: str = "warning") -> Iterator[Server]:
    """A server on the files of an installation."""
    settle(settings)
    url = settings.database_url
    server = Server(settings.instance_path, free_port(), url, log_level)
    server.start()
    try:
        yield server
    finally:
        server.kill()
