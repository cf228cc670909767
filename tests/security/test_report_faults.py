"""The database itself runs out of room, or its disk fails, while somebody reports.

No code of ours is swapped: SQLite is told how large its file may grow, so that it fails where a
full disk makes it fail, in the middle of a transaction.
"""

import pytest
from sqlalchemy import event, func, select

from kla.crypto.receipts import Receipt
from kla.extensions import db
from kla.public_reports.models import Report
from kla.public_reports.services import returning
from tests.browser import Browser
from tests.conftest import SEED
from tests.security.installation import installation

PATH = "/halo/lihat"
STORY = "Cerita yang panjang. " * 900
ENOUGH = 400


@pytest.fixture
def at(settings, tmp_path):
    """An office with a database file of its own."""
    with installation(settings, None, tmp_path, "kla_faults", SEED) as made:
        yield made


@pytest.fixture
def stranger(at):
    browser = Browser(at.app.test_client())
    browser.token = "none"
    return browser


@pytest.fixture
def pages(at):
    """How many pages the file may have: every connection is told so when it is made."""
    most = [2**30]

    def tell(connection, _record, _proxy) -> None:
        connection.execute(f"PRAGMA max_page_count={most[0]}")

    with at.app.app_context():
        engine = db.engine
        now = db.session.connection().exec_driver_sql("PRAGMA page_count").scalar()
        db.session.remove()
    event.listen(engine, "checkout", tell)
    yield lambda more: most.__setitem__(0, now + more)
    event.remove(engine, "checkout", tell)


def send(stranger):
    """One report; answers the status and the code that its form carried."""
    stranger.get(PATH)
    form = stranger.values() | {"story": STORY}
    return stranger.post(PATH, form).status_code, form


def in_the_database(at) -> int:
    with at.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Report))


def look(at, code: str) -> str:
    with at.app.app_context():
        return returning.look(db.session(), at.cast.office, Receipt.read(code)).story


def test_until_the_disk_is_full_every_code_that_was_shown_is_good_and_none_after(
    at, stranger, pages
):
    pages(40)
    shown = []
    for _report in range(ENOUGH):
        status, form = send(stranger)
        if status != 200:
            break
        assert stranger.secret() == form["receipt"]
        shown.append(form["receipt"])

    assert status == 503
    assert "Belum kami terima" in stranger.text()
    assert form["receipt"] not in stranger.text()
    assert len(shown) >= 2
    assert in_the_database(at) == len(shown)
    for code in shown:
        assert look(at, code) == STORY.strip()


@pytest.mark.parametrize("room", range(0, 16, 3))
def test_wherever_it_is_full_the_report_is_there_whole_or_not_at_all(at, stranger, pages, room):
    pages(room)
    status, form = send(stranger)
    assert (status, in_the_database(at)) in {(200, 1), (503, 0)}

    pages(1000)
    assert stranger.post(PATH, form).status_code == 200
    assert stranger.secret() == form["receipt"]
    assert in_the_database(at) == 1
    assert look(at, form["receipt"]) == STORY.strip()


def test_the_office_goes_on_reading_while_the_disk_is_full(at, stranger, pages):
    kept = send(stranger)[1]["receipt"]
    pages(0)

    assert stranger.get(PATH).status_code == 200
    assert look(at, kept) == STORY.strip()


def test_pressed_again_after_the_answer_was_lost_it_is_one_report(at, stranger):
    status, form = send(stranger)  # and the answer never arrives
    for _again in range(3):
        assert stranger.post(PATH, form).status_code == 200
        assert stranger.secret() == form["receipt"]

    assert (status, in_the_database(at)) == (200, 1)


def test_a_form_that_was_changed_after_going_back_adds_to_the_same_report(at, stranger):
    _, form = send(stranger)
    assert stranger.post(PATH, form | {"story": "Saya ingat satu hal lagi."}).status_code == 200

    assert in_the_database(at) == 1
    with at.app.app_context():
        found = returning.look(db.session(), at.cast.office, Receipt.read(form["receipt"]))
    assert [one.text for one in found.messages] == ["Saya ingat satu hal lagi."]
