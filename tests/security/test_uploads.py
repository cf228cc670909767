"""Large files against the server itself: slow lines, kills, and how much memory it takes."""

import hashlib
import http.client
import random
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from kla.cases.models import CaseAttachment, CasePart, CaseUpload
from kla.cases.services import giving, parts, reading
from kla.extensions import db
from tests import factories_cases as make
from tests.conftest import SEED
from tests.security import scenario
from tests.security.installation import Installation, installation
from tests.security.serving import Server, serving
from tests.security.visitor import Answer, WireVisitor, encoded, file
from tests.tus import PIECE_TYPE, VERSION, Tus

MEBIBYTE = 1024 * 1024
LARGE = 200 * MEBIBYTE
# Two parts of a file: one that is looked at, and room for what a library reads ahead.
MORE_MEMORY = 2 * parts.PART_BYTES
MARKER = b"kata saksi yang tidak boleh terbaca di cakram "


@dataclass(slots=True)
class Place:
    """A server, a case, and Ratna at her browser."""

    at: Installation
    server: Server
    case_id: UUID
    ratna: WireVisitor
    token: str

    @property
    def files(self) -> Path:
        return self.at.settings.files_path

    def client(self, who: WireVisitor | None = None) -> Tus:
        who = who or self.ratna

        def carry(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
            return who.send(method, path, body, headers.pop("Content-Type", ""), headers)

        return Tus(carry, f"/cases/{self.case_id}/uploads", {"X-CSRFToken": self.token})

    def begin_slowly(self, path: str, offset: int, announced: int) -> socket.socket:
        """A connection on which a piece has been announced, and nothing of it was sent yet."""
        wire = socket.create_connection(("127.0.0.1", self.server.port), timeout=15)
        headers = {
            "Host": "127.0.0.1",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.ratna.cookies.items()),
            "X-CSRFToken": self.token,
            "Tus-Resumable": VERSION,
            "Upload-Offset": offset,
            "Content-Type": PIECE_TYPE,
            "Content-Length": announced,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        wire.sendall(f"PATCH {path} HTTP/1.1\r\n{lines}\r\n".encode())
        return wire

    def wait_for_file(self) -> Path:
        """The part that is being written; there is no other."""
        for _ in range(400):
            found = [one for one in self.files.iterdir() if one.stat().st_size > 0]
            if found:
                return found[0]
            time.sleep(0.025)
        raise AssertionError("nothing was written")

    def memory(self) -> int:
        """The most that any process of the server has held at once."""
        assert self.server.process is not None
        master = self.server.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return max(_peak(int(pid)) for pid in children)


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


@pytest.fixture(scope="module")
def place(settings, tmp_path_factory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("uploads") / "instance"
    folder.mkdir()
    with installation(settings, None, folder, "kla_uploads", SEED) as at:
        with at.app.app_context():
            case_id = make.assigned(db.session(), at.cast, "ratna")
            db.session.remove()
            db.engine.dispose()
        with serving(at.settings) as server:
            ratna = server.visitor()
            scenario.sign_in(ratna, at.cast.ratna)
            token = ratna.get(f"/cases/{case_id}").csrf_token
            yield Place(at, server, case_id, ratna, token)


@pytest.fixture(autouse=True)
def _no_files(place) -> None:
    for path in place.files.iterdir():
        path.unlink()


@pytest.fixture
def session(place) -> Iterator:
    with place.at.app.app_context():
        yield db.session()
        db.session.remove()


def text_of(size: int) -> bytes:
    return (MARKER * (size // len(MARKER) + 1))[:size]


def read_back(place: Place, session, path: str) -> tuple[bytes, str]:
    actor = place.at.cast.actor(session, "ratna")
    file_id = UUID(path.rsplit("/", 1)[1])
    given = giving.give_file(session, actor, place.case_id, file_id, place.files)
    return b"".join(given.pieces), given.info.sha256


def test_killed_in_the_middle_of_a_piece_it_goes_on_where_it_was_safe(place, session):
    content = text_of(40 * MEBIBYTE)
    client = place.client()
    path = client.create(len(content)).location
    wire = place.begin_slowly(path, 0, len(content))
    wire.sendall(content[: parts.PART_BYTES + 5 * MEBIBYTE])
    while client.head(path).headers["Upload-Offset"] == "0":
        time.sleep(0.05)
    place.wait_for_file()

    place.server.kill()
    wire.close()
    lying = [one.read_bytes() for one in place.files.iterdir()]
    place.server.start()

    assert all(MARKER[:12] not in one for one in lying)
    offset = int(client.head(path).headers["Upload-Offset"])
    assert parts.PART_BYTES <= offset < len(content)
    assert client.patch(path, offset, content[offset:]).status == 204
    assert read_back(place, session, path) == (content, hashlib.sha256(content).hexdigest())
    named = {*session.scalars(select(CasePart.stored_as))}
    named |= {*session.scalars(select(CaseAttachment.stored_as))}
    strays = {one.name for one in place.files.iterdir()} - named
    assert len(strays) == 1  # the part that was open; the daily sweep takes it
    assert session.get(CaseUpload, UUID(path.rsplit("/", 1)[1])) is None


def test_killed_again_and_again_it_is_whole_in_the_end(place, session):
    content, chance = text_of(30 * MEBIBYTE), random.Random(5)  # noqa: S311
    client, kills = place.client(), 3
    path = client.create(len(content), entry="").location
    offset = 0
    while offset < len(content):
        wire = place.begin_slowly(path, offset, len(content) - offset)
        wire.sendall(content[offset : offset + chance.randrange(3, 12) * MEBIBYTE])
        if kills:
            kills -= 1
            place.server.kill()
            wire.close()
            place.server.start()
        else:
            wire.close()
            time.sleep(0.3)
        offset = int(client.head(path).headers["Upload-Offset"])
        if not kills and client.patch(path, offset, content[offset:]).status == 204:
            break

    assert read_back(place, session, path)[0] == content
    assert len(session.scalars(select(CaseAttachment)).all()) >= 1


def test_a_line_that_breaks_loses_nothing_that_had_arrived(place):
    content = text_of(3 * MEBIBYTE)
    client = place.client()
    path = client.create(len(content)).location
    wire = place.begin_slowly(path, 0, len(content))
    wire.sendall(content[:1_000_001])
    place.wait_for_file()
    wire.close()

    for _ in range(200):
        offset = int(client.head(path).headers["Upload-Offset"])
        if offset:
            break
        time.sleep(0.025)

    assert 0 < offset <= 1_000_001
    assert client.patch(path, offset, content[offset:]).status == 204


def test_nobody_waits_for_a_slow_line(place):
    """Bytes trickle in, and a colleague's note is stored at once: no lock is held meanwhile."""
    hasan = place.server.visitor()
    with scenario.soon():
        scenario.sign_in(hasan, place.at.cast.hasan)
    case, content = f"/cases/{place.case_id}", text_of(MEBIBYTE)
    path = place.client().create(len(content)).location
    form = hasan.get(case).form(f"{case}/notes")
    body, kind = encoded({"file": file(content, "a.txt"), "csrf_token": place.token, "label": "x"})
    slow = place.begin_slowly(path, 0, len(content))
    slow.sendall(content[: MEBIBYTE // 2])
    plain = http.client.HTTPConnection("127.0.0.1", place.server.port, timeout=15)
    plain.putrequest("POST", f"{case}/files/add")
    cookies = "; ".join(f"{k}={v}" for k, v in place.ratna.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": kind, "Content-Length": str(len(body))}
    for name, value in headers.items():
        plain.putheader(name, value)
    plain.endheaders(body[: len(body) // 2])
    place.wait_for_file()

    began = time.monotonic()
    note = hasan.post(f"{case}/notes", form.filled({"text": "Sementara menunggu."}))

    assert note.status == 303
    assert time.monotonic() - began < 3
    slow.sendall(content[MEBIBYTE // 2 :])
    plain.send(body[len(body) // 2 :])
    assert slow.recv(100).startswith(b"HTTP/1.1 204")
    assert plain.getresponse().status == 303
    slow.close()
    plain.close()


@pytest.mark.parametrize("way", ["pieces", "form"])
def test_memory_stays_flat_at_the_limit_of_size(place, monkeypatch, way):
    """Two hundred megabytes go in and come out; the server holds none of it whole."""
    monkeypatch.setattr(place.ratna, "timeout", 120)
    small = text_of(MEBIBYTE)
    send = {"pieces": send_in_pieces, "form": send_by_form}[way]
    send(place, small)
    before = place.memory()

    send(place, text_of(LARGE))

    assert place.memory() - before < MORE_MEMORY


def send_in_pieces(place: Place, content: bytes) -> None:
    path = place.client().send(content, LARGE)
    given = place.ratna.get(path.replace("/uploads/", "/files/"))
    assert (given.status, len(given.body)) == (200, len(content))


def send_by_form(place: Place, content: bytes) -> None:
    page = f"/cases/{place.case_id}/files/add"
    form = place.ratna.get(page).form(page)
    body, kind = encoded(form.filled({"file": file(content, "a.txt"), "label": "Besar"}))
    assert place.ratna.send("POST", page, body, kind).status == 303


def test_what_lay_there_while_it_came_says_nothing(place, session):
    """Also the piece that a slow line leaves half written is sealed."""
    content = text_of(2 * MEBIBYTE)
    path = place.client().create(len(content), filename="Saksi.txt", label="Kata saksi").location
    wire = place.begin_slowly(path, 0, len(content))
    wire.sendall(content[:MEBIBYTE])
    half = place.wait_for_file().read_bytes()
    wire.close()

    assert len(half) > 100_000
    assert MARKER[:12] not in half
    page = reading.read_case(session, place.at.cast.actor(session, "ratna"), place.case_id)
    assert all(one.label != "Kata saksi" for one in page.files)
