"""Files on the page of a case: pictures drawn anew, sound that plays, digests, and what is left
in the trail by each."""

import hashlib
import io
import re
import uuid

import pytest
from PIL import Image

from kla.access.policy import Permission
from kla.cases.services import attachments, lookup, parts, siaga_reading
from kla.cases.types import UploadFile
from kla.trail import services as trail
from tests import factories_cases as f
from tests.integration.cases.test_siaga import answer, ask
from tests.unit.cases.test_file_kinds import WITH_MACROS, picture
from tests.unit.cases.test_pictures import WHERE, photo

SOUND = b"ID3\x04" + bytes(range(256)) * 200


@pytest.fixture
def as_(app, cast):
    return lambda who: cast.browser(app, who)


@pytest.fixture
def folder(instance):
    return instance / "files"


def add(session, cast, case_id, folder, content, name="bukti") -> uuid.UUID:
    command = UploadFile(stream=io.BytesIO(content), name=name, max_bytes=10**8, label="Bukti")
    file_id = attachments.add_file(session, cast.actor(session, "ratna"), case_id, folder, command)
    session.commit()
    return file_id


def actions(session, cast, case_id) -> list[str]:
    """What the trail of the case says, oldest first."""
    session.rollback()
    ratna = cast.actor(session, "ratna")
    opened = lookup.open_case(session, ratna, case_id, Permission.CASE_READ)
    return [line.action for line in reversed(trail.lines_about(session, opened.history))]


class TestPictures:
    def test_a_view_and_a_thumbnail_without_what_the_camera_wrote(self, session, cast, as_, folder):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, photo())
        client = as_("ratna").client

        for what, width in (("view", 1600), ("thumbnail", 160)):
            given = client.get(f"/cases/{case_id}/files/{file_id}/{what}")
            assert given.mimetype == "image/jpeg"
            assert given.headers["Content-Disposition"] == "inline"
            assert given.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert given.headers["X-Content-Type-Options"] == "nosniff"
            assert WHERE not in given.data
            assert Image.open(io.BytesIO(given.data)).width == width
        assert WHERE in client.get(f"/cases/{case_id}/files/{file_id}").data

    def test_one_that_comes_with_the_page_needs_no_line_of_its_own(
        self, session, cast, as_, folder
    ):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, picture("JPEG"))
        ratna = as_("ratna")
        ratna.get(f"/cases/{case_id}")
        address = next(one.get("src") for one in ratna.page.iter("img"))
        assert address.startswith(f"/cases/{case_id}/files/{file_id}/thumbnail?page=")

        assert ratna.client.get(address).status_code == 200
        assert "case.picture_seen" not in actions(session, cast, case_id)
        for wrong in (address.split("?")[0], address[:-3] + "xxx"):
            assert ratna.client.get(wrong).status_code == 200
        assert as_("hasan").client.get(address).status_code == 200  # Ratna's page, not Hasan's

        assert actions(session, cast, case_id)[-3:] == ["case.picture_seen"] * 3

    def test_a_larger_view_leaves_a_line(self, session, cast, as_, folder):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, picture("JPEG"))
        as_("ratna").client.get(f"/cases/{case_id}/files/{file_id}/view")
        assert actions(session, cast, case_id)[-1] == "case.picture_seen"

    def test_of_what_is_no_picture_there_is_none(self, session, cast, as_, folder):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, SOUND)
        client = as_("ratna").client
        for what in ("view", "thumbnail"):
            assert client.get(f"/cases/{case_id}/files/{file_id}/{what}").status_code == 404


class TestPlaying:
    @pytest.fixture
    def address(self, session, cast, folder, monkeypatch):
        monkeypatch.setattr(parts, "PART_BYTES", 10_000)
        monkeypatch.setattr("kla.crypto.files.PIECE", 4096)
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, SOUND)
        return f"/cases/{case_id}/files/{file_id}/play"

    @pytest.mark.parametrize(
        ("asked", "begin", "end"),
        [
            ("bytes=0-", 0, len(SOUND)),
            ("bytes=0-0", 0, 1),
            ("bytes=9999-10001", 9999, 10_002),
            ("bytes=30000-", 30_000, len(SOUND)),
            ("bytes=51000-999999", 51_000, len(SOUND)),
        ],
    )
    def test_any_stretch_of_it(self, as_, address, asked, begin, end):
        given = as_("ratna").client.get(address, headers={"Range": asked})

        assert given.status_code == 206
        assert given.data == SOUND[begin:end]
        assert given.headers["Content-Range"] == f"bytes {begin}-{end - 1}/{len(SOUND)}"
        assert given.headers["Content-Length"] == str(end - begin)
        assert given.mimetype == "audio/mpeg"
        assert "sandbox" in given.headers["Content-Security-Policy"]

    @pytest.mark.parametrize("asked", [None, "bytes=0-1,5-6", "bytes=-5", "lines=1-2", "x"])
    def test_the_whole_where_no_one_stretch_is_asked_for(self, as_, address, asked):
        headers = {"Range": asked} if asked else {}
        given = as_("ratna").client.get(address, headers=headers)
        assert (given.status_code, given.data) == (200, SOUND)
        assert given.headers["Accept-Ranges"] == "bytes"

    @pytest.mark.parametrize("asked", [f"bytes={len(SOUND)}-", "bytes=99999999-"])
    def test_nothing_lies_behind_its_end(self, as_, address, asked):
        given = as_("ratna").client.get(address, headers={"Range": asked})
        assert given.status_code == 416
        assert given.headers["Content-Range"] == f"bytes */{len(SOUND)}"

    def test_each_time_leaves_a_line(self, session, cast, as_, address):
        case_id = uuid.UUID(address.split("/")[2])
        as_("ratna").client.get(address, headers={"Range": "bytes=5-9"})
        assert actions(session, cast, case_id)[-1] == "case.file_played"

    def test_what_is_neither_sound_nor_film_does_not_play(self, session, cast, as_, folder):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, picture("JPEG"))
        given = as_("ratna").client.get(f"/cases/{case_id}/files/{file_id}/play")
        assert given.status_code == 404


class TestList:
    def test_says_what_it_is_how_large_whose_and_its_digest(self, session, cast, as_, folder):
        case_id, ratna = f.assigned(session, cast), as_("ratna")
        add(session, cast, case_id, folder, WITH_MACROS, "surat.docx")

        ratna.get(f"/cases/{case_id}")

        section = next(one for one in ratna.page.iter("section") if one.get("id") == "files")
        words = " ".join(" ".join(section.itertext()).split())
        for said in ("surat.docx", "Bukti", "Dokumen (DOCX)", "Ratna Contoh"):
            assert said in words
        assert hashlib.sha256(WITH_MACROS).hexdigest() in words

    def test_a_document_with_macros_is_kept_and_only_ever_saved(self, session, cast, as_, folder):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, WITH_MACROS)
        given = as_("ratna").client.get(f"/cases/{case_id}/files/{file_id}")
        assert given.data == WITH_MACROS
        assert re.match(
            r'attachment; filename="berkas-1\.docx"', given.headers["Content-Disposition"]
        )
        assert given.headers["Content-Security-Policy"].startswith("sandbox")

    def test_without_any_it_says_what_would_happen_to_them(self, session, cast, as_):
        ratna = as_("ratna")
        ratna.get(f"/cases/{f.assigned(session, cast)}")
        assert "disimpan tersegel, dengan sidik dari berkas aslinya" in ratna.text()


class TestEmergency:
    def test_who_reads_for_a_day_may_save_files_and_each_leaves_a_line(
        self, session, cast, as_, folder
    ):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, picture("JPEG"))
        request = ask(session, cast, case_id)
        lestari = as_("lestari")
        address = f"/siaga/{request}/files/{file_id}"
        assert lestari.client.get(address).status_code == 404
        answer(session, cast, request)

        lestari.get(f"/siaga/{request}/case")
        links = [one.get("href") for one in lestari.page.iter("a")]
        given = lestari.client.get(address)

        assert address in links
        assert given.data[:3] == b"\xff\xd8\xff"
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert actions(session, cast, case_id)[-1] == "case.siaga_file_read"

    def test_nobody_else_does_nor_files_of_other_cases_nor_after_the_end(
        self, session, cast, as_, folder
    ):
        case_id, other = f.assigned(session, cast), f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, picture("JPEG"))
        foreign = add(session, cast, other, folder, picture("JPEG"))
        request = ask(session, cast, case_id)
        answer(session, cast, request)

        for who in ("arif", "hasan", "ratna"):
            given = as_(who).client.get(f"/siaga/{request}/files/{file_id}")
            assert given.status_code in {403, 404}
        lestari = as_("lestari").client
        assert lestari.get(f"/siaga/{request}/files/{foreign}").status_code == 404
        assert lestari.get(f"/siaga/{request}/files/{file_id}").status_code == 200
        end(session, cast, request)
        assert lestari.get(f"/siaga/{request}/files/{file_id}").status_code == 404


def end(session, cast, request) -> None:
    siaga_reading.end(session, cast.actor(session, "lestari"), request)
    session.commit()
