"""Migrations are one line of history, agree with the models, and go down as well as up."""

from alembic.script import ScriptDirectory
from flask_migrate import check, downgrade, upgrade

from kla.cases.services import reading
from kla.public_reports.services import returning
from tests import factories_cases as cases
from tests import factories_reports as reports
from tests.rules.conftest import ROOT


def test_history_is_one_line_of_numbered_files():
    script = ScriptDirectory(str(ROOT / "migrations"))
    assert len(script.get_heads()) == 1
    names = sorted(path.name for path in (ROOT / "migrations/versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]


def test_models_and_migrations_agree(session):
    check()


def test_migrations_go_down_and_up_again(session):
    session.rollback()
    downgrade(revision="base")
    upgrade()


def test_what_is_written_survives_going_down_and_up_again(session, cast, app):
    """Tables that others refer to are made anew by SQLite; with nothing in them that is easy."""
    folder = app.extensions["settings"].files_path
    report_id, receipt = reports.received(session, cast, reports.sealed(folder, b"ID3\x04" * 9))
    returning.write(session, cast.office, receipt, reports.message())
    case_id = cases.assigned(session, cast, "ratna")
    session.commit()
    session.close()

    for revision in ("0011", "0006"):
        downgrade(revision=revision)
        upgrade()
        if revision == "0011":
            found = returning.look(session, cast.office, receipt)
            assert (len(found.messages), len(found.files)) == (1, 1)
            session.close()

    assert reading.read_case(session, cast.actor(session, "ratna"), case_id)
    assert report_id
