"""Two requests in the same instant, each in a thread of its own, on a database on disk.

Whatever was acknowledged is there afterwards and opens with the key that the case has then.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from kla.access.policy import Permission
from kla.cases.models import CaseNote, CaseSection
from kla.cases.services import assignment, giving, lookup, reading
from kla.cases.types import AssignCase, CaseState
from kla.cli.keys import signer_keys
from kla.core.errors import NotFound
from kla.crypto.envelope import unseal
from kla.extensions import db
from kla.trail import verification
from tests import factories_cases as f
from tests.conftest import SEED
from tests.factories import enter
from tests.security import pictures
from tests.security.installation import Installation, installation
from tests.security.visitor import Answer, Visitor, file

ROUNDS = range(3)
Act = Callable[[], Answer]


@dataclass(slots=True)
class Office:
    """An installation on disk, and browsers of its people."""

    at: Installation

    def visitor(self, key: str) -> Visitor:
        """Somebody at a browser of their own."""
        return Visitor(enter(self.at.app, self.at.cast.members[key]))

    def make(self, made: Callable[..., uuid.UUID], *workers: str) -> uuid.UUID:
        """A case of Ratna's."""
        with self.at.app.app_context():
            case_id = made(db.session(), self.at.cast)
            for key in workers:
                hasan = self.at.cast.actor(db.session(), "hasan")
                command = AssignCase(workers=(self.at.cast.members[key].account_id,))
                assignment.assign_case(db.session(), hasan, case_id, command)
                db.session.commit()
            db.session.remove()
        return case_id

    def removal(self, case_id: uuid.UUID, key: str) -> Act:
        """Hasan takes the case from somebody, which gives it a new key."""
        hasan = self.visitor("hasan")
        path = f"/cases/{case_id}/workers/{self.at.cast.members[key].account_id}/remove"
        form = hasan.get(path).form(path)
        return lambda: hasan.post(path, form.fields)


@pytest.fixture(scope="module")
def office(settings, copies, tmp_path_factory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("races") / "instance"
    folder.mkdir()
    with installation(settings, copies, folder, "kla_races", SEED) as at:
        yield Office(at)


def together(*acts: Act) -> list[Answer]:
    """Do all of it in the same instant, and answer what came of each."""
    gate, answers = threading.Barrier(len(acts)), {}

    def run(number: int, act: Act) -> None:
        gate.wait()
        answers[number] = act()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [answers[number] for number in range(len(acts))]


def sending(visitor: Visitor, page: str, path: str, typed: dict) -> Act:
    """A form that is filled in already."""
    form = visitor.get(page).form(path)
    filled = form.filled(typed)
    return lambda: visitor.post(path, filled)


@dataclass(slots=True)
class After:
    """The case as it is afterwards."""

    office: Office
    case_id: uuid.UUID

    def page(self):
        """What Hasan reads."""
        with self.office.at.app.app_context():
            hasan = self.office.at.cast.actor(db.session(), "hasan")
            page = reading.read_case(db.session(), hasan, self.case_id)
            db.session.rollback()
            return page

    def opens(self, key: str) -> bool:
        """Whether the case opens for somebody."""
        with self.office.at.app.app_context():
            actor = self.office.at.cast.actor(db.session(), key)
            try:
                lookup.open_case(db.session(), actor, self.case_id, Permission.CASE_READ)
            except NotFound:
                return False
            finally:
                db.session.rollback()
            return True

    def is_sealed_to_its_key(self) -> bool:
        """Whether every row opens with the one key that the case has now."""
        with self.office.at.app.app_context():
            hasan = self.office.at.cast.actor(db.session(), "hasan")
            opened = lookup.open_case(db.session(), hasan, self.case_id, Permission.CASE_READ)
            for model in (CaseSection, CaseNote):
                rows = select(model).where(model.case_id == self.case_id)
                for row in db.session.scalars(rows):
                    assert row.dek_epoch == opened.case.dek_epoch
                    unseal(opened.key, row.ct, row.address)
            db.session.rollback()
            return True

    def trail_is_whole(self) -> bool:
        """Whether the chain of the trail holds."""
        settings = self.office.at.settings
        with self.office.at.app.app_context():
            report = verification.verify(
                db.session(),
                instance=settings.instance_id,
                key_of=signer_keys(db.session(), settings),
                anchors=settings.anchors_path,
            )
            db.session.rollback()
        return report.broken is None


@pytest.mark.parametrize("turn", ROUNDS)
def test_a_note_and_a_new_key(office, turn):
    case_id = office.make(f.assigned, "lestari")
    ratna, case = office.visitor("ratna"), f"/cases/{case_id}"
    note = sending(ratna, case, f"{case}/notes", {"text": f"Pada giliran {turn}"})

    written, removed = together(note, office.removal(case_id, "lestari"))

    after = After(office, case_id)
    assert (written.status, removed.status) == (303, 303)
    assert [one.text for one in after.page().notes] == [f"Pada giliran {turn}"]
    assert after.is_sealed_to_its_key()
    assert (after.opens("ratna"), after.opens("lestari")) == (True, False)


@pytest.mark.parametrize("turn", ROUNDS)
def test_a_file_and_a_new_key(office, turn):
    case_id = office.make(f.assigned, "lestari")
    ratna, path = office.visitor("ratna"), f"/cases/{case_id}/files/add"
    typed = {"file": file(pictures.jpeg(str(turn)), "foto.jpg"), "label": f"Foto ke-{turn}"}
    upload = sending(ratna, path, path, typed)

    kept, removed = together(upload, office.removal(case_id, "lestari"))

    after = After(office, case_id)
    assert (kept.status, removed.status) == (303, 303)
    (info,) = after.page().files
    assert info.label == f"Foto ke-{turn}"
    with office.at.app.app_context():
        hasan, folder = office.at.cast.actor(db.session(), "hasan"), office.at.settings.files_path
        given = giving.give_file(db.session(), hasan, case_id, info.file_id, folder)
        assert sum(map(len, given.pieces)) == info.size
        db.session.rollback()
    assert after.is_sealed_to_its_key()


@pytest.mark.parametrize("turn", ROUNDS)
def test_a_note_of_whoever_is_being_removed_is_kept_or_refused_whole(office, turn):
    case_id = office.make(f.assigned, "lestari")
    lestari, case = office.visitor("lestari"), f"/cases/{case_id}"
    note = sending(lestari, case, f"{case}/notes", {"text": f"Sempat atau tidak {turn}"})

    written, removed = together(note, office.removal(case_id, "lestari"))

    after = After(office, case_id)
    assert removed.status == 303
    assert written.status in {303, 404}
    assert len(after.page().notes) == (written.status == 303)
    if written.status == 404:
        assert "Sempat atau tidak" in written.text
    assert after.is_sealed_to_its_key()
    assert not after.opens("lestari")


@pytest.mark.parametrize("turn", ROUNDS)
def test_an_approved_end_and_a_note(office, turn):
    case_id = office.make(f.proposed)
    hasan, ratna, case = office.visitor("hasan"), office.visitor("ratna"), f"/cases/{case_id}"
    path = f"{case}/closure/decide"
    end = sending(hasan, path, path, {"decision": "approve"})
    note = sending(ratna, case, f"{case}/notes", {"text": f"Menjelang akhir {turn}"})

    ended, written = together(end, note)

    after = After(office, case_id)
    assert (ended.status, written.status) == (303, 303)
    assert after.page().state is CaseState.CLOSED
    assert [one.text for one in after.page().notes] == [f"Menjelang akhir {turn}"]
    assert after.is_sealed_to_its_key()


@pytest.mark.parametrize("turn", ROUNDS)
def test_one_is_added_while_another_is_removed(office, turn):
    case_id = office.make(f.assigned)
    with office.at.app.app_context():
        hasan = office.at.cast.actor(db.session(), "hasan")
        lestari = office.at.cast.lestari.account_id
        command = AssignCase(workers=(lestari,))
        assignment.assign_case(db.session(), hasan, case_id, command)
        db.session.commit()
        db.session.remove()
    assert turn in ROUNDS
    ratna_goes = office.removal(case_id, "ratna")
    lestari_goes = office.removal(case_id, "lestari")

    first, second = together(ratna_goes, lestari_goes)

    after = After(office, case_id)
    left = [key for key in ("ratna", "lestari") if after.opens(key)]
    assert len(left) == 1, "somebody has to stay, and not both"
    assert sorted((first.status, second.status))[0] == 303
    assert after.is_sealed_to_its_key()


def test_two_who_assess_in_the_same_instant(office):
    case_id = office.make(f.assigned)
    ratna, hasan = office.visitor("ratna"), office.visitor("hasan")
    path = f"/cases/{case_id}/assessment"
    hers = sending(ratna, path, path, f.LOWEST | {"safety": "Kata Ratna sendiri"})
    his = sending(hasan, path, path, f.LOWEST | {"safety": "Kata Hasan sendiri"})

    answers = together(hers, his)

    after = After(office, case_id)
    kept = after.page().content("assessment")["safety"]
    assert sorted(one.status for one in answers) == [303, 409]
    refused = next(one for one in answers if one.status == 409)
    assert "Kata Ratna sendiri" in refused.text
    assert "Kata Hasan sendiri" in refused.text
    assert kept in {"Kata Ratna sendiri", "Kata Hasan sendiri"}
    assert len(after.page().content("risk")["scorings"]) == 1


def test_the_trail_is_whole_after_all_of_it(office):
    assert After(office, uuid.uuid4()).trail_is_whole()
