"""How pages are served, in the demo as in production: settings of gunicorn, as a module."""

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["KLA_SERVING"] = "1"

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
