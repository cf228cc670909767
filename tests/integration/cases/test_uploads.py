"""Files that come in pieces: the protocol's sequences, and who may go on after what."""

import base64
import hashlib
import io
import os
import uuid
from dataclasses import dataclass
from datetime import timedelta
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import pytest
import time_machine
from sqlalchemy import func, select

from kla.cases.models import CaseAttachment, CasePart, CaseUpload
from kla.cases.services import assignment, giving, parts, reading, uploads
from kla.cases.types import AssignCase
from kla.cases.types.uploads import BeginUpload
from kla.cli.files import group
from kla.core import clock
from kla.core.errors import NotFound, Unreadable
from tests import factories_cases as f
from tests.tus import Tus
from tests.unit.cases.test_file_kinds import PDF, picture

CONTENT = PDF[:-6] + os.urandom(150_000) + PDF[-6:]


@dataclass(slots=True)
class Reply:
    status: int
    headers: dict
    body: bytes


@pytest.fixture
def folder(instance, tmp_path_factory):
    """Where files are kept, without those of other tests meanwhile."""
    folder, aside = instance / "files", tmp_path_factory.mktemp("aside")
    kept = [path.rename(aside / path.name) for path in list(folder.iterdir())]
    yield folder
    for path in kept:
        path.rename(folder / path.name)


@pytest.fixture
def tus(app, cast):
    """A client at somebody's browser: what it asks carries their cookie and token."""

    def made(case_id, who="ratna") -> Tus:
        browser = cast.browser(app, who)

        def carry(method, path, body, headers) -> Reply:
            kind = headers.pop("Content-Type", None)
            given = browser.client.open(
                path,
                method=method,
                input_stream=io.BytesIO(body),
                content_length=len(body),
                content_type=kind,
                headers=headers,
            )
            try:
                return Reply(given.status_code, given.headers, given.get_data())
            finally:
                given.close()

        return Tus(carry, f"/cases/{case_id}/uploads", {"X-CSRFToken": browser.token})

    return made


def read_back(session, cast, case_id, file_id, folder, who="ratna") -> bytes:
    actor = cast.actor(session, who)
    return b"".join(giving.give_file(session, actor, case_id, file_id, folder).pieces)


def id_in(path: str) -> uuid.UUID:
    return uuid.UUID(path.rsplit("/", 1)[1])


def count(session, model) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


class TestSequences:
    def test_says_what_it_understands(self, session, cast, tus):
        told = tus(f.assigned(session, cast)).options()

        assert told.status == 204
        assert told.headers["Tus-Version"] == "1.0.0"
        extensions = {"creation", "termination", "checksum", "expiration"}
        assert set(told.headers["Tus-Extension"].split(",")) == extensions
        assert int(told.headers["Tus-Max-Size"]) == 25 * 1024 * 1024
        assert "sha1" in told.headers["Tus-Checksum-Algorithm"]

    @pytest.mark.parametrize("piece", [10**9, 70_000, 16_385])
    def test_a_file_in_pieces_is_the_file(self, session, cast, tus, folder, piece):
        case_id = f.assigned(session, cast)

        path = tus(case_id).send(CONTENT, piece, filename="visum.pdf", label="Visum")

        assert read_back(session, cast, case_id, id_in(path), folder) == CONTENT
        (one,) = reading.read_case(session, cast.actor(session, "ratna"), case_id).files
        assert (one.name, one.label, one.kind) == ("visum.pdf", "Visum", "application/pdf")
        assert one.sha256 == hashlib.sha256(CONTENT).hexdigest()
        assert one.author == cast.ratna.account_id
        assert (count(session, CaseUpload), count(session, CaseAttachment)) == (0, 1)

    def test_every_answer_names_the_version(self, session, cast, tus):
        client = tus(f.assigned(session, cast))
        answers = [client.options(), client.create("x"), client.head(f"{client.address}/x")]
        answers.append(client.head(f"{client.address}/{uuid.uuid4()}"))
        assert [one.headers.get("Tus-Resumable") for one in answers[:2]] == ["1.0.0"] * 2
        assert answers[3].headers["Tus-Resumable"] == "1.0.0"

    def test_creation_tells_where_until_when_and_how_far(self, session, cast, tus):
        client = tus(f.assigned(session, cast))

        made = client.create(100, filename="a.txt")

        assert made.status == 201
        assert made.headers["Location"].startswith(client.address)
        assert made.headers["Upload-Offset"] == "0"
        assert made.headers["Upload-Expires"].endswith("GMT")
        known = client.head(made.headers["Location"])
        assert (known.status, known.headers["Upload-Offset"]) == (200, "0")
        assert known.headers["Upload-Length"] == "100"
        assert known.headers["Cache-Control"] == "no-store"

    def test_a_wrong_offset_is_a_conflict_and_changes_nothing(self, session, cast, tus, folder):
        client = tus(f.assigned(session, cast))
        path = client.create(len(CONTENT)).headers["Location"]
        assert client.patch(path, 0, CONTENT[:1000]).status == 204

        for offset in (0, 999, 1001, len(CONTENT)):
            assert client.patch(path, offset, CONTENT[offset:]).status == 409
        for offset in (None, "", "-1", "1.5", "x", "9" * 30):
            assert client.patch(path, offset, b"x").status == 400

        assert client.head(path).headers["Upload-Offset"] == "1000"
        assert len(list(folder.iterdir())) == 1

    @pytest.mark.parametrize("version", [None, "0.2.2", "2.0.0"])
    def test_another_version_is_refused_with_ours(self, session, cast, tus, version):
        client = tus(f.assigned(session, cast))
        path = client.create(10).headers["Location"]
        asked = [("POST", client.address), ("HEAD", path), ("PATCH", path), ("DELETE", path)]

        for method, address in asked:
            answer = client.ask(method, address, Tus_Resumable=version)
            assert (answer.status, answer.headers["Tus-Version"]) == (412, "1.0.0")

        assert client.head(path).headers["Upload-Offset"] == "0"

    def test_another_type_of_body_is_refused(self, session, cast, tus):
        client = tus(f.assigned(session, cast))
        path = client.create(10).headers["Location"]
        for kind in ("application/octet-stream", "text/plain", None):
            assert client.patch(path, 0, b"x", Content_Type=kind).status == 415

    @pytest.mark.parametrize("size", [None, "", "x", "-1", "1.0", "1" * 20, "²"])
    def test_a_length_that_is_none_is_refused(self, session, cast, tus, size):
        assert tus(f.assigned(session, cast)).create(size).status == 400
        assert count(session, CaseUpload) == 0

    def test_too_large_empty_and_longer_than_said_are_refused(self, session, cast, tus, folder):
        client = tus(f.assigned(session, cast))
        assert client.create(25 * 1024 * 1024 + 1).status == 413
        assert client.create(0).status == 422
        path = client.create(10).headers["Location"]
        assert client.patch(path, 0, b"x" * 11).status == 413
        assert client.head(path).headers["Upload-Offset"] == "0"
        assert list(folder.iterdir()) == []

    @pytest.mark.parametrize("words", ["label %%%", "label /w==", "entry ////", "label a b"])
    def test_words_that_are_none(self, session, cast, tus, words):
        client = tus(f.assigned(session, cast))
        answer = client.ask("POST", client.address, Upload_Length=5, Upload_Metadata=words)
        assert answer.status == 400
        assert count(session, CaseUpload) == 0

    def test_a_label_beyond_reason_is_refused_in_words(self, session, cast, tus):
        client = tus(f.assigned(session, cast))
        assert client.create(5, label="a" * 5000).status == 422
        assert client.create(5, label="nul\0").status == 422
        assert count(session, CaseUpload) == 0

    def test_what_was_given_up_is_gone_at_once(self, session, cast, tus, folder):
        client = tus(f.assigned(session, cast))
        path = client.create(len(CONTENT)).headers["Location"]
        client.patch(path, 0, CONTENT[:70_000])
        assert len(list(folder.iterdir())) == 1

        assert client.delete(path).status == 204

        assert [client.head(path).status, client.delete(path).status] == [404, 404]
        assert list(folder.iterdir()) == []
        assert (count(session, CaseUpload), count(session, CasePart)) == (0, 0)


class TestChecksum:
    @pytest.mark.parametrize("name", ["sha1", "sha256"])
    def test_a_piece_that_arrives_as_it_was_is_kept(self, session, cast, tus, name):
        client = tus(f.assigned(session, cast))
        path = client.create(len(CONTENT)).headers["Location"]
        summed = base64.b64encode(hashlib.new(name, CONTENT[:9]).digest()).decode()

        assert client.patch(path, 0, CONTENT[:9], Upload_Checksum=f"{name} {summed}").status == 204
        assert client.head(path).headers["Upload-Offset"] == "9"

    def test_one_that_was_changed_is_not(self, session, cast, tus, folder, monkeypatch):
        monkeypatch.setattr(parts, "PART_BYTES", 1)  # also where it fills several parts
        client = tus(f.assigned(session, cast))
        path = client.create(10**6).headers["Location"]
        summed = base64.b64encode(hashlib.sha256(b"b").digest()).decode()

        answer = client.patch(path, 0, b"a" * 600_000, Upload_Checksum=f"sha256 {summed}")

        assert answer.status == 460
        assert client.head(path).headers["Upload-Offset"] == "0"
        assert list(folder.iterdir()) == []

    @pytest.mark.parametrize("header", ["md5 AAAA", "sha256 *", "sha256"])
    def test_one_that_cannot_be_checked_is_refused(self, session, cast, tus, header):
        client = tus(f.assigned(session, cast))
        path = client.create(9).headers["Location"]
        assert client.patch(path, 0, b"a", Upload_Checksum=header).status in {400, 460}
        assert client.head(path).headers["Upload-Offset"] == "0"


class TestOnce:
    def test_begun_twice_under_one_id_it_is_one(self, session, cast, tus):
        client, entry = tus(f.assigned(session, cast)), str(uuid.uuid4())
        first = client.create(len(CONTENT), entry=entry).headers["Location"]
        client.patch(first, 0, CONTENT[:500])

        again = client.create(len(CONTENT), entry=entry)

        assert (again.status, again.headers["Location"]) == (201, first)
        assert again.headers["Upload-Offset"] == "500"
        assert count(session, CaseUpload) == 1

    def test_sent_again_after_its_end_it_is_the_file_that_is_there(
        self, session, cast, tus, folder
    ):
        client, entry = tus(f.assigned(session, cast)), str(uuid.uuid4())
        path = client.send(CONTENT, 10**9, entry=entry)
        before = sorted(folder.iterdir())

        known, again = client.head(path), client.create(len(CONTENT), entry=entry)

        assert known.headers["Upload-Offset"] == str(len(CONTENT))
        assert again.headers["Upload-Offset"] == str(len(CONTENT))
        assert client.patch(path, len(CONTENT), b"").status == 410
        assert client.patch(path, 0, CONTENT).status == 410
        assert client.delete(path).status == 410
        assert count(session, CaseAttachment) == 1
        assert sorted(folder.iterdir()) == before

    def test_an_id_of_another_file_is_a_conflict(self, session, cast, tus):
        one, other = f.assigned(session, cast), f.assigned(session, cast)
        entry = str(uuid.uuid4())
        tus(one).send(CONTENT, 10**9, entry=entry)

        assert tus(one).create(7, entry=entry).status == 409
        assert tus(other).create(len(CONTENT), entry=entry).status == 409

    def test_the_same_piece_over_two_connections_counts_once(self, session, cast, folder):
        """Both began at one offset; the second to arrive finds it taken, and leaves nothing."""
        case_id, ratna = f.assigned(session, cast), cast.actor(session, "ratna")
        command = BeginUpload(case_id=case_id, size=len(CONTENT), max_bytes=10**9)
        before = uploads.begin(session, ratna, folder, command)
        session.commit()
        one, two = (next(parts.write(before.vault, [CONTENT[:9]])) for _ in range(2))
        uploads.keep_part(session, ratna, case_id, before, one)
        session.commit()

        with pytest.raises(uploads.Conflict):
            uploads.keep_part(session, ratna, case_id, before, two)
        session.rollback()

        assert [path.name for path in folder.iterdir()] == [one.stored_as]


class TestKinds:
    @pytest.mark.parametrize("content", [b"MZ\x90\0 program", picture("JPEG", (400, 400))[:-3000]])
    def test_what_is_not_taken_is_said_at_the_end_and_leaves_nothing(
        self, session, cast, tus, folder, content
    ):
        client = tus(f.assigned(session, cast))
        path = client.create(len(content)).headers["Location"]
        half = len(content) // 2
        client.patch(path, 0, content[:half])

        answer = client.patch(path, half, content[half:])

        assert answer.status == 422
        assert "erkas ini" in answer.body.decode()
        assert client.head(path).status == 404
        assert list(folder.iterdir()) == []
        assert (count(session, CasePart), count(session, CaseAttachment)) == (0, 0)

    def test_a_picture_is_drawn_anew_from_its_pieces(self, session, cast, tus, folder):
        case_id, content = f.assigned(session, cast), picture("PNG", (500, 400))
        tus(case_id).send(content, 50_000)

        (one,) = reading.read_case(session, cast.actor(session, "ratna"), case_id).files

        assert one.is_drawn
        assert count(session, CasePart) == len(list(folder.iterdir())) - 1


class TestWhoGoesOn:
    def test_nobody_but_who_began_it(self, session, cast, tus):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        path = tus(case_id).create(len(CONTENT)).headers["Location"]

        for who in ("lestari", "hasan"):
            other = tus(case_id, who)
            assert [other.head(path).status, other.delete(path).status] == [404, 404]
            assert other.patch(path, 0, CONTENT).status == 404
        assert tus(case_id).head(path).status == 200

    def test_one_that_was_given_up_stands_on_the_page_of_its_case(self, session, cast, tus, app):
        case_id = f.assigned(session, cast)
        client = tus(case_id)
        client.delete(client.create(5).headers["Location"])
        browser = cast.browser(app, "ratna")
        assert browser.get(f"/cases/{case_id}").status_code == 200
        assert browser.get(f"/cases/{case_id}/timeline").status_code == 200

    def test_not_under_another_case(self, session, cast, tus):
        one, other = f.assigned(session, cast), f.assigned(session, cast)
        path = tus(one).create(5).headers["Location"]
        swapped = path.replace(str(one), str(other))
        assert tus(other).patch(swapped, 0, b"abcde").status == 404

    def test_not_without_the_token(self, session, cast, tus):
        client = tus(f.assigned(session, cast))
        path = client.create(5).headers["Location"]
        client.headers = {}
        for method in ("PATCH", "DELETE", "POST"):
            address = client.address if method == "POST" else path
            assert client.ask(method, address, b"abcde").status == 400

    def test_a_new_key_of_the_case_does_not_break_it(self, session, cast, tus, folder):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        client = tus(case_id)
        path = client.create(len(CONTENT), label="Visum").headers["Location"]
        client.patch(path, 0, CONTENT[:80_000])
        before = session.get(CaseUpload, id_in(path)).meta_ct

        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.lestari.account_id)
        session.commit()

        assert session.get(CaseUpload, id_in(path)).meta_ct != before
        assert client.patch(path, 80_000, CONTENT[80_000:]).status == 204
        assert read_back(session, cast, case_id, id_in(path), folder) == CONTENT

    def test_whoever_lost_the_case_goes_on_no_more(self, session, cast, tus, folder):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        client = tus(case_id)
        path = client.create(len(CONTENT)).headers["Location"]
        client.patch(path, 0, CONTENT[:80_000])

        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.ratna.account_id)
        session.commit()

        assert client.patch(path, 80_000, CONTENT[80_000:]).status == 404
        assert [client.head(path).status, client.delete(path).status] == [404, 404]
        assert len(list(folder.iterdir())) == 1

    def test_the_case_taken_while_a_piece_comes_keeps_nothing_of_it(self, session, cast, folder):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        ratna, hasan = cast.actor(session, "ratna"), cast.actor(session, "hasan")
        command = BeginUpload(case_id=case_id, size=len(CONTENT), max_bytes=10**9)
        before = uploads.begin(session, ratna, folder, command)
        session.commit()
        part = next(parts.write(before.vault, [CONTENT[:9]]))
        assignment.remove_worker(session, hasan, case_id, cast.ratna.account_id)
        session.commit()

        with pytest.raises(NotFound):
            uploads.keep_part(session, ratna, case_id, before, part)
        session.rollback()

        assert list(folder.iterdir()) == []

    def test_intake_that_handed_the_case_over_goes_on_no_more(self, session, cast, tus):
        case_id = f.identified(session, cast)
        client = tus(case_id, "tini")
        path = client.create(9).headers["Location"]
        command = AssignCase(workers=(cast.ratna.account_id,))
        assignment.assign_case(session, cast.actor(session, "tini"), case_id, command)
        session.commit()

        assert client.patch(path, 0, b"abc").status == 404


class TestExpiry:
    def test_after_a_day_nothing_more_is_taken(self, session, cast, tus):
        case_id = f.assigned(session, cast)
        path = tus(case_id).create(9).headers["Location"]

        with time_machine.travel(clock.now() + timedelta(hours=25)):
            late = tus(case_id)
            answers = [late.head(path), late.patch(path, 0, b"a"), late.delete(path)]
            assert [one.status for one in answers] == [410, 410, 410]

    def test_the_daily_sweep_deletes_what_nobody_finished(self, app, session, cast, tus, folder):
        client = tus(f.assigned(session, cast))
        path = client.create(len(CONTENT)).headers["Location"]
        client.patch(path, 0, CONTENT[:80_000])
        done = client.send(CONTENT, 10**9)
        young = client.create(9).headers["Location"]
        (folder / "stray").write_bytes(b"left by a kill")
        (folder / "coming").write_bytes(b"on its way")
        os.utime(folder / "stray", (1, 1))
        late = select(CaseUpload).where(CaseUpload.id == id_in(path))
        session.scalars(late).one().expires = clock.now()
        session.commit()

        said = app.test_cli_runner().invoke(group, ["sweep"])

        assert said.exit_code == 0, said.output
        assert "1 unfinished" in said.output
        assert "1 stray" in said.output
        assert client.head(path).status == 404
        assert client.head(young).status == 200
        kept = session.get(CaseAttachment, id_in(done)).stored_as
        assert {path.name for path in folder.iterdir()} == {"coming", kept}
        assert app.test_cli_runner().invoke(group, ["sweep"]).output.startswith("0 unfinished")


class TestStored:
    def vault(self, folder, key=b"k" * 32) -> parts.Vault:
        return parts.Vault(folder, uuid.UUID(int=1), uuid.UUID(int=2), key)

    @pytest.mark.parametrize("cut", [1, 5, 7, 10])
    def test_any_stretch_can_be_read(self, tmp_path, monkeypatch, cut):
        monkeypatch.setattr(parts, "PART_BYTES", cut)
        vault, content = self.vault(tmp_path), bytes(range(30))
        kept = list(parts.write(vault, [content[at : at + 3] for at in range(0, 30, 3)]))

        for begin in range(31):
            for end in range(begin, 31):
                read = b"".join(parts.read(vault, kept, begin, end))
                assert read == content[begin:end]
        with parts.open_parts(vault, kept) as stream:
            for at in (29, 0, 13, 30, 5):
                stream.seek(at)
                assert stream.read(4) == content[at : at + 4]

    def test_parts_cannot_change_places_or_be_left_out(self, tmp_path, monkeypatch):
        monkeypatch.setattr(parts, "PART_BYTES", 3)
        vault = self.vault(tmp_path)
        one, two, three = parts.write(vault, [b"abc", b"def", b"ghi"])

        for wrong in ((two, one, three), (one, three), (two,), (one, one, three)):
            with pytest.raises(Unreadable):
                list(parts.read(vault, wrong))
        with pytest.raises(Unreadable):
            list(parts.read(vault, [one], what="view"))
        with pytest.raises(Unreadable):
            list(parts.read(self.vault(tmp_path, b"x" * 32), [one]))
        longer = parts.Part(one.stored_as, one.size + 1)
        with pytest.raises(Unreadable):
            list(parts.read(vault, [longer]))

    def test_a_part_is_closed_after_some_seconds_of_a_slow_line(self, tmp_path, monkeypatch):
        monkeypatch.setattr(parts, "PART_SECONDS", 0)
        kept = list(parts.write(self.vault(tmp_path), [b"a", b"b", b"c"]))
        assert [part.size for part in kept] == [1, 1, 1]

    def test_a_body_that_breaks_keeps_what_was_closed(self, tmp_path, monkeypatch):
        monkeypatch.setattr(parts, "PART_BYTES", 1)
        kept = []

        def broken():
            yield b"a"
            yield b"b"
            raise ConnectionError

        with pytest.raises(ConnectionError):
            kept.extend(parts.write(self.vault(tmp_path), broken()))
        assert {part.stored_as for part in kept} == {one.name for one in tmp_path.iterdir()}

    @pytest.mark.parametrize("room", [0, 1, 100, 270_000, 299_999, 300_000])
    def test_a_disk_that_takes_half_of_it_leaves_nothing(self, tmp_path, room):
        """An almost full disk takes what it can of a write, without a complaint."""
        content, usual = [os.urandom(250_000), os.urandom(50_000)], getrlimit(RLIMIT_FSIZE)

        setrlimit(RLIMIT_FSIZE, (room, usual[1]))
        try:
            with pytest.raises(OSError, match="large"):
                list(parts.write(self.vault(tmp_path), content))
        finally:
            setrlimit(RLIMIT_FSIZE, usual)

        assert list(tmp_path.iterdir()) == []
