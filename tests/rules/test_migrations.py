"""Migrations are one line of history, agree with the models, and go down as well as up."""

from alembic.script import ScriptDirectory
from flask_migrate import check, downgrade, upgrade

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
