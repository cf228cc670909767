"""Files of a case."""

import io
import uuid

import pytest
from sqlalchemy import select

from kla.cases.models import CaseAttachment
from kla.cases.services import assignment, attachments, giving
from kla.cases.types import AssignCase, UploadFile
from kla.core.errors import Invalid, NotFound, Unreadable
from tests import factories_cases as f
from tests.unit.cases.test_file_kinds import PDF, picture

MOST = 200_000


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def upload(content: bytes = PDF, **changed) -> UploadFile:
    values = {"stream": io.BytesIO(content), "name": "visum Siti.pdf", "max_bytes": MOST}
    return UploadFile(**(values | changed))


def add(session, cast, case_id, folder, command=None, who="ratna"):
    file_id = attachments.add_file(
        session, cast.actor(session, who), case_id, folder, command or upload()
    )
    session.commit()
    return file_id


def give(session, cast, case_id, file_id, folder, who="ratna"):
    """What the reader gets: the description of the file, and all of its bytes."""
    given = giving.give_file(session, cast.actor(session, who), case_id, file_id, folder)
    return given, b"".join(given.pieces)


def stored(session, folder, file_id):
    """Where the original lies, or its first part."""
    return folder / session.get(CaseAttachment, file_id).stored_as


class TestAddFile:
    @pytest.mark.parametrize("content", [PDF, picture("JPEG"), picture("PNG", (300, 300))])
    def test_comes_back_as_it_was(self, session, cast, folder, content):
        case_id = f.assigned(session, cast)

        file_id = add(session, cast, case_id, folder, upload(content))

        given, read = give(session, cast, case_id, file_id, folder)
        assert read == content
        assert given.info.size == len(content)

    def test_is_stored_sealed_under_a_random_name(self, session, cast, folder):
        case_id = f.assigned(session, cast)

        add(session, cast, case_id, folder)

        stored = list(folder.iterdir())
        assert len(stored) == 1
        assert len(stored[0].name) == 32
        assert b"PDF" not in stored[0].read_bytes()
        assert stored[0].stat().st_mode & 0o777 == 0o600

    def test_goes_out_under_a_neutral_name(self, session, cast, folder):
        case_id = f.assigned(session, cast)
        add(session, cast, case_id, folder)
        second = add(session, cast, case_id, folder, upload(picture("JPEG"), name="Siti.jpg"))

        given, _ = give(session, cast, case_id, second, folder)

        assert given.neutral_name == "berkas-2.jpg"

    def test_the_same_form_sent_twice_is_one_file(self, session, cast, folder):
        case_id, file_id = f.assigned(session, cast), uuid.uuid4()

        for _ in range(2):
            add(session, cast, case_id, folder, upload(file_id=file_id))

        assert len(list(folder.iterdir())) == 1

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "file-empty"),
            (b"MZ\x90\x00 a program", "file-kind"),
            (picture("JPEG", (400, 400))[:-3000], "file-broken"),
            (PDF + b" " * MOST, "file-too-large"),
        ],
    )
    def test_a_wrong_file_leaves_nothing_behind(self, session, cast, folder, content, reason):
        case_id = f.assigned(session, cast)

        with pytest.raises(Invalid) as refused:
            add(session, cast, case_id, folder, upload(content))
        session.rollback()

        assert (refused.value.reason, refused.value.field) == (reason, "file")
        assert list(folder.iterdir()) == []
        assert session.scalars(select(CaseAttachment)).all() == []

    def test_a_transaction_that_fails_takes_its_file_back(self, session, cast, folder):
        case_id = f.assigned(session, cast)
        attachments.add_file(session, cast.actor(session, "ratna"), case_id, folder, upload())
        assert len(list(folder.iterdir())) == 1

        session.rollback()

        assert list(folder.iterdir()) == []

    @pytest.mark.parametrize("who", ["lestari", "tini", "sari"])
    def test_is_for_those_who_have_the_case(self, session, cast, folder, who):
        case_id = f.assigned(session, cast)

        with pytest.raises(NotFound):
            add(session, cast, case_id, folder, who=who)


class TestGiveFile:
    def test_a_cut_or_changed_file_never_begins(self, session, cast, folder):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder, upload(picture("PNG", (200, 200))))
        path = stored(session, folder, file_id)
        whole = path.read_bytes()

        for broken in (whole[:-20], whole[: len(whole) // 2], whole[:-1] + b"\0", b""):
            path.write_bytes(broken)
            with pytest.raises(Unreadable):
                give(session, cast, case_id, file_id, folder)

    def test_a_lost_file_is_unreadable(self, session, cast, folder):
        case_id = f.assigned(session, cast)
        file_id = add(session, cast, case_id, folder)
        next(folder.iterdir()).unlink()

        with pytest.raises(Unreadable):
            give(session, cast, case_id, file_id, folder)

    def test_survives_a_new_secret_with_the_stored_file_untouched(self, session, cast, folder):
        case_id = f.assigned(session, cast, "ratna", "lestari")
        file_id = add(session, cast, case_id, folder)
        before = next(folder.iterdir()).read_bytes()

        hasan = cast.actor(session, "hasan")
        assignment.remove_worker(session, hasan, case_id, cast.ratna.account_id)
        session.commit()

        _, read = give(session, cast, case_id, file_id, folder, who="lestari")
        assert read == PDF
        assert next(folder.iterdir()).read_bytes() == before
        with pytest.raises(NotFound):
            give(session, cast, case_id, file_id, folder)

    def test_of_another_case_is_not_found(self, session, cast, folder):
        one, other = f.assigned(session, cast), f.assigned(session, cast)
        file_id = add(session, cast, other, folder)

        with pytest.raises(NotFound):
            give(session, cast, one, file_id, folder)

    def test_moved_to_another_case_does_not_open(self, session, cast, folder):
        one, other = f.assigned(session, cast), f.assigned(session, cast)
        file_id = add(session, cast, other, folder)
        session.get(CaseAttachment, file_id).case_id = one
        session.commit()

        with pytest.raises(Unreadable):
            give(session, cast, one, file_id, folder)


def test_intake_loses_the_files_with_the_case(session, cast, folder):
    case_id = f.identified(session, cast)
    file_id = add(session, cast, case_id, folder, who="tini")
    command = AssignCase(workers=(cast.ratna.account_id,))
    assignment.assign_case(session, cast.actor(session, "tini"), case_id, command)
    session.commit()

    with pytest.raises(NotFound):
        give(session, cast, case_id, file_id, folder, who="tini")
    _, read = give(session, cast, case_id, file_id, folder)
    assert read == PDF
