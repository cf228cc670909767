"""Files with a report: whole and sealed or not there, and nothing of the camera in a photo."""

import errno
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kla.public_reports.models import Report, ReportFile, ReportMessage
from kla.public_reports.services import desk
from tests.browser import Browser
from tests.security.pictures import cut, jpeg
from tests.unit.public_reports.test_blanking import WHERE, movie

PATH = "/halo/lihat"
STORY = "Ada yang dipukul di sebelah."
SOUND = b"ID3\x04" + bytes(5_000)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def stranger(app, session, cast):
    browser = Browser(app.test_client())
    browser.token = "none"  # the door knows no session to have one from
    return browser


@dataclass(frozen=True)
class Folder:
    """Where sealed files lie, and what others have there."""

    path: Path
    before: frozenset[str]


@pytest.fixture
def folder(app) -> Folder:
    path = app.extensions["settings"].files_path
    return Folder(path, frozenset(one.name for one in path.iterdir()))


def chosen(*files):
    return [(io.BytesIO(content), name) for content, name in files]


def send(stranger, *files, again=None, **typed):
    """Fill the form in and send it; `again` is the form as it was sent before."""
    if again is None:
        stranger.get(PATH)
    form = again or stranger.values()
    sent = stranger.post(PATH, form | {"story": STORY, "files": chosen(*files)} | typed)
    return sent, form


def stored(folder) -> set[str]:
    return {path.name for path in folder.path.iterdir()} - folder.before


def count(session, model) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def read_back(session, cast, place=0):
    """The report as the desk reads it, and its files."""
    tini = cast.actor(session, "tini")
    report_id = session.scalars(select(Report.id).order_by(Report.received)).all()[place]
    return desk.read(session, tini, report_id), tini


def content_of(session, actor, found, place=0, **more) -> bytes:
    at = (found.row.report_id, found.files[place].file_id)
    return b"".join(desk.give_file(session, actor, at, more["folder"].path).pieces)


class TestKeeping:
    def test_what_was_sent_is_what_the_desk_reads(self, session, cast, stranger, folder):
        sent, _ = send(stranger, (SOUND, "suara ibu.mp3"), (PDF, "surat.pdf"))

        assert sent.status_code == 200
        found, tini = read_back(session, cast)
        assert [(one.kind, one.name) for one in found.files] == [
            ("audio/mpeg", "suara ibu.mp3"),
            ("application/pdf", "surat.pdf"),
        ]
        assert content_of(session, tini, found, 0, folder=folder) == SOUND
        assert content_of(session, tini, found, 1, folder=folder) == PDF

    def test_of_a_photo_nothing_is_kept_but_what_it_shows(self, session, cast, stranger, folder):
        send(stranger, (jpeg("lokasi-rumah", (800, 600)), "IMG_20261125_rumah.jpg"))

        found, tini = read_back(session, cast)
        kept = content_of(session, tini, found, folder=folder)
        picture = Image.open(io.BytesIO(kept))
        assert b"lokasi-rumah" not in kept
        assert (picture.size, dict(picture.getexif())) == ((800, 600), {})
        assert found.files[0].is_drawn

    def test_of_a_film_the_place_is_not_kept(self, session, cast, stranger, folder):
        send(stranger, (movie(), "VID_20261125.mp4"))

        found, tini = read_back(session, cast)
        kept = content_of(session, tini, found, folder=folder)
        assert (WHERE in movie(), WHERE in kept, len(kept)) == (True, False, len(movie()))

    def test_a_file_of_no_words_may_be_a_message(self, session, cast, stranger, folder):
        send(stranger)
        code = stranger.secret()
        stranger.post("/halo/kembali", {"receipt": code})

        stranger.post(
            "/halo/kembali/pesan", stranger.values() | {"files": chosen((SOUND, "a.mp3"))}
        )

        assert "1 berkas terkirim:" in stranger.text()
        assert "a.mp3" not in stranger.text()
        found, _ = read_back(session, cast)
        assert [(one.message, one.kind) for one in found.files] == [(1, "audio/mpeg")]

    def test_a_message_of_nothing_at_all_is_refused(self, session, stranger):
        send(stranger)
        stranger.post("/halo/kembali", {"receipt": stranger.secret()})

        sent = stranger.post("/halo/kembali/pesan", stranger.values())

        assert sent.status_code == 422
        assert "Tulis pesannya." in stranger.text()
        assert count(session, ReportMessage) == 0

    def test_a_child_sends_a_photo_from_the_last_page(self, session, cast, stranger):
        stranger.get("/halo/anak")
        answers = stranger.values() | {"step": "check", "safe": "no", "story": "Aku dipukul."}

        stranger.post("/halo/anak", answers | {"go": "next", "files": chosen((jpeg(), "a.jpg"))})

        found, _ = read_back(session, cast)
        assert len(found.files) == 1


class TestSentTwice:
    def test_the_same_form_is_one_report_with_each_file_once(self, session, cast, stranger, folder):
        files = ((SOUND, "a.mp3"), (jpeg("x"), "b.jpg"))
        _, form = send(stranger, *files)
        code, before = stranger.secret(), stored(folder)

        sent, _ = send(stranger, *files, again=form)

        assert (sent.status_code, stranger.secret()) == (200, code)
        assert (count(session, Report), count(session, ReportMessage)) == (1, 0)
        assert (len(read_back(session, cast)[0].files), stored(folder)) == (2, before)

    def test_a_file_that_was_forgotten_is_added(self, session, cast, stranger):
        _, form = send(stranger)

        send(stranger, (SOUND, "a.mp3"), again=form)

        found, _ = read_back(session, cast)
        assert [one.message for one in found.files] == [1]
        assert count(session, Report) == 1

    def test_a_message_sent_twice_brings_its_file_once(self, session, stranger, folder):
        send(stranger)
        stranger.post("/halo/kembali", {"receipt": stranger.secret()})
        form = stranger.values() | {"text": "Ini rekamannya."}

        for _twice in range(2):
            sound = chosen((SOUND, "a.mp3"))
            stranger.post("/halo/kembali/pesan", form | {"files": sound})

        assert (count(session, ReportFile), len(stored(folder))) == (1, 1)


class TestRefused:
    @pytest.mark.parametrize(
        ("files", "why"),
        [
            ([(SOUND, f"{n}.mp3") for n in range(6)], "Paling banyak lima berkas"),
            ([(SOUND * 40, "besar.mp3")], "terlalu besar"),
            ([(SOUND, "a.mp3"), (b"MZ\x90\x00\x00", "a.exe")], "Jenis berkas ini"),
            ([(SOUND, "a.mp3"), (cut(jpeg()), "a.jpg")], "rusak atau terpotong"),
            ([(b"", "kosong.jpg")], "kosong"),
            ([(b"\x00\x00\x00\x18ftypheic" + bytes(99), "a.heic")], "tidak dapat kami bersihkan"),
            ([(SOUND, "a.mp3"), (b"<svg onload=alert(1)>" + b"\x00", "a.svg")], "Jenis berkas"),
        ],
    )
    def test_the_reason_stands_beside_it_and_nothing_is_stored(
        self, session, stranger, folder, monkeypatch, files, why
    ):
        monkeypatch.setattr(
            "kla.public_reports.views.taking.MEBIBYTE", 4096
        )  # so that a hundred kilobytes are the most

        sent, _ = send(stranger, *files)

        assert sent.status_code == 422
        assert why in stranger.text()
        assert STORY in sent.text
        assert (count(session, Report), stored(folder)) == (0, set())

    def test_files_are_asked_for_again_where_something_else_was_wrong(self, stranger, folder):
        sent, _ = send(stranger, (SOUND, "a.mp3"), age="seratus")

        assert sent.status_code == 422
        assert "Pilih berkasnya sekali lagi." in stranger.text()
        assert stored(folder) == set()

    def test_a_report_does_not_grow_without_end(self, session, stranger, folder):
        sent, form = send(stranger)
        for turn in range(4):
            five = [(SOUND + bytes([turn, n]), f"{n}.mp3") for n in range(5)]
            assert send(stranger, *five, again=form)[0].status_code == 200

        sent, _ = send(stranger, (SOUND + b"more", "a.mp3"), again=form)

        assert sent.status_code == 422
        assert (count(session, ReportFile), len(stored(folder))) == (20, 20)

    def test_more_than_may_come_at_once_is_not_read(self, session, stranger, monkeypatch):
        monkeypatch.setattr("kla.public_reports.views.MEBIBYTE", 100)

        sent, _ = send(stranger, (bytes(200_000), "a.mp3"))

        assert sent.status_code == 413
        assert "Belum kami terima" in stranger.text()
        assert 'href="tel:112"' in sent.text
        assert count(session, Report) == 0


class TestFaults:
    @pytest.mark.parametrize("nth", [1, 2, 3, 4])
    def test_a_full_disk_leaves_nothing_behind(self, session, stranger, folder, monkeypatch, nth):
        real, calls = os.fsync, []

        def full(descriptor: int) -> None:
            calls.append(descriptor)
            if len(calls) == nth:
                raise OSError(errno.ENOSPC, "no space left")
            real(descriptor)

        monkeypatch.setattr("kla.cases.services.parts.os.fsync", full)

        sent, form = send(stranger, (SOUND, "a.mp3"), (jpeg(), "b.jpg"))
        assert sent.status_code == 503
        self.is_not_received(session, stranger, sent, folder)

        monkeypatch.undo()
        assert send(stranger, (SOUND, "a.mp3"), again=form)[0].status_code == 200
        assert count(session, Report) == 1

    def test_where_uploads_wait_may_be_full_too(self, session, stranger, folder, monkeypatch):
        def full(**_more):
            raise OSError(errno.ENOSPC, "no space left")

        monkeypatch.setattr("kla.crypto.files.tempfile.TemporaryFile", full)

        sent, _ = send(stranger, (SOUND * 100, "a.mp3"))

        assert sent.status_code == 503
        self.is_not_received(session, stranger, sent, folder)

    def test_what_was_typed_goes_along_to_be_sent_again(self, session, cast, stranger, monkeypatch):
        with monkeypatch.context() as broken:
            broken.setattr("kla.cases.services.parts.os.fsync", self.full)
            first, form = send(stranger, (SOUND, "a.mp3"), victim='Bunga "Kecil"')
            assert first.status_code == 503
        assert "masih ada di halaman ini" in stranger.text()

        sent = stranger.post(PATH, stranger.values() | {"files": chosen((SOUND, "a.mp3"))})

        assert sent.status_code == 200
        found, _ = read_back(session, cast)
        assert found.row.content["story"] == STORY
        assert found.row.content["victim"] == 'Bunga "Kecil"'
        assert (len(found.files), stranger.secret()) == (1, form["receipt"])

    def test_without_files_it_can_be_sent_again_without(self, session, stranger):
        stranger.get(PATH)
        sent = self.broken_commit(stranger, [])[0]
        assert (sent.status_code, b'type="file"' in sent.data) == (503, False)
        assert stranger.post(PATH, stranger.values()).status_code == 200
        assert count(session, Report) == 1

    def full(self, _descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    def test_a_database_that_does_not_answer_leaves_no_file(
        self, session, stranger, folder, monkeypatch
    ):
        def locked(_session):
            raise OperationalError("BEGIN", {}, OSError("database is locked"))

        monkeypatch.setattr(Session, "connection", locked)

        sent, _ = send(stranger, (SOUND, "a.mp3"))

        assert sent.status_code == 503
        monkeypatch.undo()
        self.is_not_received(session, stranger, sent, folder)

    def test_a_commit_that_fails_takes_the_files_with_it(self, session, stranger, folder):
        sent, _ = self.broken_commit(stranger)

        assert sent.status_code == 503
        self.is_not_received(session, stranger, sent, folder)

    def broken_commit(self, stranger, files=((SOUND, "a.mp3"),)):
        def refuse(session) -> None:
            if session.scalar(select(func.count()).select_from(Report)):
                raise OperationalError("COMMIT", {}, OSError("disk is full"))

        event.listen(Session, "before_commit", refuse)
        try:
            return send(stranger, *files)
        finally:
            event.remove(Session, "before_commit", refuse)

    def is_not_received(self, session, stranger, sent, folder):
        assert "Belum kami terima" in stranger.text()
        assert 'href="tel:112"' in sent.text
        assert "secret" not in sent.text
        assert (count(session, Report), count(session, ReportFile)) == (0, 0)
        assert stored(folder) == set()


class TestDesk:
    @pytest.fixture
    def sent(self, session, cast, stranger):
        send(stranger, (jpeg("x", (400, 300)), "rumah.jpg"), (SOUND, "suara.mp3"))
        return read_back(session, cast)[0]

    def test_files_are_seen_played_and_saved_under_neutral_names(self, app, cast, sent):
        tini = cast.browser(app, "tini")
        at = f"/reports/{sent.row.report_id}/files"
        picture, sound = (f"{at}/{one.file_id}" for one in sent.files)

        tini.get(f"/reports/{sent.row.report_id}")
        assert "Berkas dari pelapor" in tini.text()

        saved = tini.get(sound)
        assert 'filename="berkas-2.mp3"' in saved.headers["Content-Disposition"]
        assert saved.data == SOUND
        for what in ("view", "thumbnail"):
            assert tini.get(f"{picture}/{what}").mimetype == "image/jpeg"
        played = tini.get(f"{sound}/play", headers={"Range": "bytes=2-4"})
        assert (played.status_code, played.data) == (206, SOUND[2:5])
        beyond = tini.get(f"{sound}/play", headers={"Range": "bytes=999999-"})
        assert beyond.status_code == 416

    @pytest.mark.parametrize("part", ["thumbnail", "view", "play"])
    def test_what_a_file_is_not_is_not_there(self, app, cast, sent, part):
        tini = cast.browser(app, "tini")
        wrong = sent.files[0] if part == "play" else sent.files[1]

        path = f"/reports/{sent.row.report_id}/files/{wrong.file_id}/{part}"

        assert tini.get(path).status_code == 404

    def test_a_file_is_only_there_under_its_own_report(self, app, session, cast, stranger, sent):
        send(stranger)
        other = session.scalars(select(Report.id).where(Report.id != sent.row.report_id)).one()
        tini = cast.browser(app, "tini")

        path = f"/reports/{other}/files/{sent.files[0].file_id}"

        assert tini.get(path).status_code == 404

    def test_the_door_may_ask_for_the_microphone_and_nobody_else(self, app, stranger, cast):
        assert "microphone=(self)" in stranger.get(PATH).headers["Permissions-Policy"]
        tini = cast.browser(app, "tini")
        assert "microphone=()" in tini.get("/reports").headers["Permissions-Policy"]
