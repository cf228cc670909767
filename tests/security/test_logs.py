"""The log tells what broke and where, and nothing about anybody.

A real server writes its most talkative log while people type, search, mistake themselves and meet
faults; then the log and whatever else it printed is searched.
"""

import importlib
import logging
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from kla.extensions import db
from tests import factories_cases as make
from tests.conftest import SEED
from tests.security import scenario
from tests.security.installation import installation
from tests.security.scenario import WORDS, Told
from tests.security.serving import Server, serving
from tests.security.thief import Loot
from tests.security.visitor import Visitor

IN_THE_ADDRESS = "Qamariahzq"


@dataclass(slots=True)
class Written:
    """What the server wrote, and what it must not have written."""

    output: str
    words: dict[str, bytes]
    statuses: dict[str, int]


@pytest.fixture(scope="module")
def written(settings, copies, tmp_path_factory) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("logs") / "instance"
    folder.mkdir()
    scenario.prepare()
    with installation(settings, copies, folder, "kla_logs", SEED) as at:
        with at.app.app_context():
            theirs = make.assigned(db.session(), at.cast, "lestari")
            db.session.remove()
            db.engine.dispose()
        with serving(at.settings, "debug") as server:
            people = {key: server.visitor() for key in ("tini", "hasan", "ratna")}
            for key, visitor in people.items():
                scenario.sign_in(visitor, at.cast.members[key])
            told = Told()
            case = day_of_work(at.cast, people, told)
            statuses = mistakes(server, people, case, f"/cases/{theirs}")
            statuses["fault"] = fault(at, people["ratna"], case)
            not_http(server)
            people["ratna"].get("/healthz")
            output = server.output.read_bytes()
        words = {label: word.encode() for label, word in WORDS.items()}
        words["a word in an address"] = IN_THE_ADDRESS.encode()
        for key, visitor in people.items():
            words[f"passphrase of {key}"] = at.cast.members[key].passphrase.encode()
            words |= {f"cookie of {key}": one.encode() for one in visitor.cookies.values()}
        yield Written(output.decode(errors="replace"), words, statuses)


def day_of_work(cast, people: dict[str, Visitor], told: Told) -> str:
    """A report, its case, and a search."""
    tini, hasan, ratna = people.values()
    case = scenario.register(tini)
    scenario.identify(tini, case)
    scenario.assign(hasan, case, cast.ratna)
    scenario.work_on(ratna, case, told)
    for visitor in (tini, hasan, ratna):
        scenario.search(visitor, WORDS["search"])
    return case


def mistakes(server: Server, people: dict[str, Visitor], case: str, theirs: str) -> dict[str, int]:
    """What people do wrong, full of words."""
    stranger, ratna, hasan = server.visitor(), people["ratna"], people["hasan"]
    scenario.be_wrong(ratna, case)
    typed = {"username": WORDS["name at the sign-in"], "passphrase": WORDS["refused text"]}
    name = IN_THE_ADDRESS
    return {
        "wrong sign-in": stranger.fill("/sign-in", typed).status,
        "unknown page": ratna.get(f"/cases/{name}").status,
        "query": hasan.get(f"/cases?q={name}&page=1").status,
        "foreign case": ratna.get(f"{theirs}?{WORDS['query string of a foreign page']}").status,
        "not signed in": stranger.post(f"{case}/notes", {"text": WORDS["refused text"]}).status,
        "wrong method": ratna.post(f"{case}?{name}", {}).status,
        "static": ratna.get(f"/static/{name}").status,
    }


def fault(at, visitor: Visitor, case: str) -> int:
    """A fault of ours, with words on their way."""
    form = visitor.get(case).form(f"{case}/notes").filled({"text": WORDS["note"]})
    with at.app.app_context():
        db.session.execute(text("ALTER TABLE case_note RENAME TO gone"))
        db.session.commit()
        db.engine.dispose()
    answer = visitor.post(f"{case}/notes", form)
    with at.app.app_context():
        db.session.execute(text("ALTER TABLE gone RENAME TO case_note"))
        db.session.commit()
        db.engine.dispose()
    return answer.status


def not_http(server: Server) -> None:
    """What is no request, with a word in it."""
    for line in (
        f"{IN_THE_ADDRESS} / HTTP/1.1",
        f"GET /{IN_THE_ADDRESS}",
        f"GET / {IN_THE_ADDRESS}",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
            wire.sendall(f"{line}\r\n{IN_THE_ADDRESS} : x\r\n\r\n".encode())
            wire.recv(1000)


def test_what_was_done_was_answered(written):
    assert written.statuses == {
        "wrong sign-in": 422,
        "unknown page": 404,
        "query": 200,
        "foreign case": 404,
        "not signed in": 401,
        "wrong method": 405,
        "static": 404,
        "fault": 500,
    }


def test_the_log_tells_of_the_fault_and_of_its_place(written):
    lines = [line for line in written.output.splitlines() if " fault " in line]

    assert len(lines) == 1
    assert ".py:" in lines[0]


def test_the_log_is_at_its_most_talkative(written):
    assert "DEBUG" in written.output


def test_no_word_about_anybody_is_in_it(written):
    assert Loot({"log": written.output.encode()}).search(written.words) == []


@pytest.mark.parametrize("trace", ["csrf_token", "Cookie", "sesi=", "passphrase=", "SELECT", "?q="])
def test_nor_is_any_part_of_a_request(written, trace):
    assert trace not in written.output


def test_nor_are_addresses_of_cases(written):
    assert "/cases/" not in written.output


def test_an_error_while_an_answer_is_on_its_way_tells_its_place_only(monkeypatch):
    """The application has let go of it by then: gunicorn alone writes about it."""
    monkeypatch.setenv("KLA_SERVING", "0")  # which the module sets, and which goes with the test
    server = importlib.import_module("kla.cli.server")
    try:
        raise ValueError(WORDS["note"])
    except ValueError:
        record = logging.LogRecord(
            "gunicorn.error",
            logging.ERROR,
            __file__,
            1,
            "Error handling request %s %s",
            ("GET", f"/cases?{IN_THE_ADDRESS}"),
            sys.exc_info(),
        )

    assert server.Discreet().filter(record)

    written = logging.Formatter("%(message)s").format(record)
    assert written.startswith(f"Error handling request: ValueError at {__file__}:")
    assert WORDS["note"] not in written
    assert IN_THE_ADDRESS not in written
