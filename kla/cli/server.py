"""How pages are served, in the demo as in production: settings of gunicorn, as a module."""

import json
import logging
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn import glogging

os.environ["KLA_SERVING"] = "1"
DAY_S = 24 * 3600

wsgi_app = "app:app"
bind = os.environ.get("KLA_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("KLA_WORKERS", "2"))
threads = int(os.environ.get("KLA_THREADS", "4"))
# Without it all kept-open connections may land on one worker.
reuse_port = True
# It would open a socket in the home directory.
control_socket_disable = True
umask = 0o077
accesslog = None  # addresses of pages tell who looked at which case
loglevel = os.environ.get("KLA_LOG_LEVEL", "warning")
# Memory that held keys is given back now and then.
max_requests = 20_000
max_requests_jitter = 2_000


def on_starting(server: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Delete what has waited for a day: what is younger may wait for a server beside this one."""
    from kla import config

    for left in config.load().temp_path.glob("*"):
        with suppress(FileNotFoundError):  # the other one starts at this moment too
            if time.time() - left.stat().st_mtime > DAY_S:
                left.unlink()


def pre_request(worker: Any, request: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Say nothing: gunicorn's own hook writes every address into its most talkative log."""


class Discreet(logging.Filter):
    """Leaves out of lines about a request what was asked, and what an error says of it."""

    ABOUT_REQUESTS = ("Invalid request", "Error handling request")

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line, cut to what happened and where."""
        for start in self.ABOUT_REQUESTS:
            if str(record.msg).startswith(start):
                record.msg, record.args = start + _place(record), ()
                record.exc_info = record.exc_text = None
        return True


def _place(record: logging.LogRecord) -> str:
    """The kind of an error and where it happened; nothing where there is none."""
    kind, _, at = record.exc_info or (None, None, None)
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    if kind is None or at is None:
        return ""
    return f": {kind.__name__} at {at.tb_frame.f_code.co_filename}:{at.tb_lineno}"


class DiscreetLogger(glogging.Logger):  # type: ignore[misc]
    """Gunicorn's log with the filter above."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
        """Filter the log of errors, whatever it is written to."""
        super().setup(cfg)
        self.error_log.addFilter(Discreet())


logger_class = DiscreetLogger


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
    """Say where the pages are, once they can be had; in the demo, how to come in."""
    if worker.age == 1:
        sys.stdout.write(welcome())
        sys.stdout.flush()


def welcome() -> str:
    """The address, and in a demo the sign-ins."""
    from kla import config

    settings = config.load()
    lines = [f"\nKLA Balikpapan: http://{bind}/"]
    if settings.demo:
        lines += _sign_ins(settings.instance_path / "demo-sign-ins.json")
    return "\n".join(lines) + "\n\n"


def _sign_ins(path: os.PathLike[str]) -> list[str]:
    try:
        with open(path) as file:
            people = json.load(file)
    except OSError:
        return ["This is a demo. Its people are made by: flask --app app demo"]
    lines = [
        "This is a DEMO with invented people. Never enter anything real.",
        "",
        f"{'role':<14}{'username':<16}passphrase",
    ]
    lines += [f"{p['role']:<14}{p['username']:<16}{p['passphrase']}" for p in people]
    flask = os.path.relpath(Path(sys.executable).with_name("flask"))
    return [
        *lines,
        "",
        "Second factor, without a phone: the six digits that hold at this moment are printed by",
        f"    {flask} --app app demo code USERNAME",
        f"and the secrets for an app by `{flask} --app app demo sign-ins`. Volunteers need none.",
    ]
