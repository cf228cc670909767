"""`report_intake` and `staff_under_flood`: a thousand reports by fifty clients at once.

Each request comes on a connection of its own. Ours is served as the how-to says: the door by two
processes, the office by another, on one database; the peer by two too, of four threads each. Ours:
the door's form with its proof of work already done, checked, sealed to the intake circle and to the
reporter, with handle, grants and trail, committed, and the page with the code and its picture.
Peer: a bare Flask form that writes the same words in clear to a database that is as safe on disk.
Time for each report; afterwards every code that was shown finds a report, and there are as many as
were sent.

The fifty are a process of their own that gives way to the servers, since phones are elsewhere.
While they come, the supervisor asks for the list of cases over and over: the 95th percentile of its
time, beside the same before anybody reported.
"""

import re
import statistics
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench import measure, served
from bench.browser import Browser
from bench.measure import Result
from bench.world import World
from kla.core import clock
from kla.crypto.receipts import Receipt
from kla.public_reports import tickets
from kla.public_reports.models import Report
from kla.public_reports.services import opening
from kla.public_reports.tickets import Ticket

INTAKE, FLOOD = "report_intake", "staff_under_flood"
DOOR, LIST = "/halo/lihat", "/cases"
CLIENTS = 50
HIDDEN = re.compile(r'name="(receipt|ticket)"[^>]*value="([^"]*)"')
SHOWN = re.compile(r'id="code">([0-9A-Z-]{29})<')
QUIET = 60
Form = tuple[bytes, dict[str, str]]  # a body and its headers
GTHREAD = ("-k", "gthread", "-w", "2", "--threads", "4", "--no-control-socket")


def measured(world: World, browser: Browser, reports: int) -> list[Result]:
    """Both numbers, from one flood."""
    said = [_said(number) for number in range(reports)]
    ours, quiet, busy = _ours(world, browser, said)
    peer = _peer(said)
    rate = measure.result(INTAKE, 1000 * ours / reports, 1000 * peer / reports, "ms", reports)
    flood = measure.result(FLOOD, _p95(busy), _p95(quiet), "ms", len(busy))
    return [rate, flood]


def _ours(
    world: World, browser: Browser, said: list[dict[str, str]]
) -> tuple[float, list[float], list[float]]:
    environ, ours = _environ(world), ["-c", "python:kla.cli.server"]
    with (
        served.serving(ours, environ) as office,
        served.serving(ours, {**environ, "KLA_WORKERS": "2"}, kindness=10) as port,
    ):
        forms = [_prepared(port, one, number) for number, one in enumerate(said)]
        quiet = _list_times(office, browser, QUIET, threading.Event())
        over, busy = threading.Event(), list[float]()
        staff = threading.Thread(
            target=lambda: busy.extend(_list_times(office, browser, 10_000, over))
        )
        staff.start()
        spent, shown = served.elsewhere(lambda: _flood(port, forms))
        over.set()
        staff.join()
    _must_be_there(world, shown, len(said))
    return spent, quiet, busy


def _flood(port: int, forms: list[Form]) -> tuple[float, list[str]]:
    """Everybody sends until it is taken; answers the seconds, and the codes that were shown."""
    shown: list[str] = []

    def send(form: Form) -> None:
        for _ in range(200):
            status, page = served.ask(port, "POST", DOOR, *form)
            if status == 200:
                shown.append(SHOWN.findall(page.decode())[0])
                return
            if status != 503:
                raise RuntimeError(f"a report was answered {status}")
            time.sleep(0.2)
        raise RuntimeError("a report was never taken")

    return served.at_once(forms, CLIENTS, send), shown


def _peer(said: list[dict[str, str]]) -> float:
    with tempfile.TemporaryDirectory(prefix="kla-bare-") as folder:
        application = ["bench.bare_door:create_app()", *GTHREAD]
        environ = {"BARE_DATABASE": str(Path(folder) / "bare.db")}
        with served.serving(application, environ) as port:
            forms = [urlencode(one).encode() for one in said]

            def send(form: bytes) -> None:
                status, _page = served.ask(
                    port, "POST", "/report", form, {"Content-Type": served.FORM}
                )
                if status != 200:
                    raise RuntimeError(f"the peer answered {status}")

            return served.elsewhere(lambda: served.at_once(forms, CLIENTS, send))


def _prepared(port: int, said: dict[str, str], number: int) -> Form:
    """A form as it stands filled in on a phone of a network of its own, its work done."""
    headers = {"X-Forwarded-For": f"10.{number // 250}.{number % 250}.1"}
    _status, page = served.ask(port, "GET", DOOR, b"", headers)
    hidden = dict(HIDDEN.findall(page.decode()))
    _at, bits, seal = hidden["ticket"].split(".")
    proof = tickets.solve(Ticket(clock.now(), int(bits), seal))
    body = urlencode({**hidden, "proof": proof, **said}).encode()
    return body, {**headers, "Content-Type": served.FORM}


def _list_times(port: int, browser: Browser, most: int, over: threading.Event) -> list[float]:
    """How long the list of cases takes, again and again, in milliseconds."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Cookie": cookies, "X-Forwarded-For": "10.99.99.1"}
    times: list[float] = []
    while len(times) < most and not over.is_set():
        began = time.perf_counter()
        status, _page = served.ask(port, "GET", LIST, b"", headers)
        if status != 200:
            raise RuntimeError(f"the list was answered {status}")
        times.append(1000 * (time.perf_counter() - began))
        time.sleep(0.05)
    return times


def _must_be_there(world: World, shown: list[str], sent: int) -> None:
    """None lost, none doubled."""
    with world.session() as session:
        stored = session.scalar(select(func.count()).select_from(Report))
        found = [opening.find(session, Receipt.read(code).finder) for code in shown]
    if not len(set(shown)) == sent == stored or None in found:
        raise RuntimeError(f"{sent} sent, {len(set(shown))} shown, {stored} stored")


def _environ(world: World) -> dict[str, str]:
    settings = world.settings
    public = (
        f'instance_id = "{settings.instance_id}"',
        f'root_public_key = "{settings.root_public_key.hex()}"',
        f'recovery_public_key = "{settings.recovery_public_key.hex()}"',
        f"[argon2]\nmemory_kib = {settings.argon2_memory_kib}",
        f"iterations = {settings.argon2_iterations}",
    )
    settings.public_file.write_text("\n".join(public) + "\n")
    (settings.instance_path / "pepper").write_bytes(settings.pepper)
    (settings.instance_path / "secret-key").write_bytes(settings.secret_key)
    return {
        "KLA_INSTANCE_PATH": str(settings.instance_path),
        "KLA_DATABASE_URL": settings.database_url,
        "KLA_HTTPS": "0",
        "KLA_PROXY_HOPS": "1",
        "KLA_WORKERS": "1",
        "KLA_THREADS": "4",
    }


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _said(number: int) -> dict[str, str]:
    """What a neighbour writes, in length; no two alike."""
    return {
        "story": f"Laporan rekaan {number}. " + "Anak menangis setiap malam, ada memar. " * 8,
        "victim": "Anak rekaan",
        "age": str(number % 17),
        "sex": "P",
        "suspect": "Orang rekaan",
        "place": "Gang rekaan nomor 3",
        "when": "tadi malam",
        "contact": "",
    }
