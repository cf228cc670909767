"""An application behind gunicorn, in processes of its own, and many clients at once."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import Pipe, get_context
from pathlib import Path
from typing import TypeVar, cast

ROOT = Path(__file__).parent.parent
START_S = 30
FORM = "application/x-www-form-urlencoded"
One = TypeVar("One")


@contextmanager
def serving(
    application: Sequence[str], environ: Mapping[str, str], kindness: int = 0
) -> Iterator[int]:
    """Serve on a free port, and answer the port. A kind server lets others go first (nice)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["nice", "-n", str(kindness), sys.executable, "-m", "gunicorn", *application]
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "KLA_BIND": f"127.0.0.1:{port}"}
    process = subprocess.Popen(  # noqa: S603 -- our own server
        [*command, "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env={**own, **environ},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(port)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ask(
    port: int, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """One request on a connection of its own, as phones come."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        wire.request(method, path, body or None, dict(headers or {}))
        answer = wire.getresponse()
        return answer.status, answer.read()
    finally:
        wire.close()


def at_once(work: Sequence[One], clients: int, do: Callable[[One], None]) -> float:
    """Do every piece of work, so many at a time; answers the seconds that it took."""
    left, lock, failures = list(work), threading.Lock(), []

    def client() -> None:
        while True:
            with lock:
                if not left or failures:
                    return
                one = left.pop()
            try:
                do(one)
            except Exception as failure:
                failures.append(failure)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - began


def elsewhere(do: Callable[[], One]) -> One:
    """Do it in a process of its own, as kind as the phones of strangers are to this machine."""
    here, there = Pipe(duplex=False)

    def child() -> None:
        os.nice(10)
        there.send(do())

    process = get_context("fork").Process(target=child)
    process.start()
    there.close()
    try:
        return cast(One, here.recv())
    finally:
        process.join()


def _wait(port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            if ask(port, "GET", "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")
