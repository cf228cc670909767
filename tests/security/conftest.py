"""The stage, built once for all security tests and copied for each."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from kla.accounts.models import Account
from kla.extensions import db
from tests.databases import Copies
from tests.factories import Cast
from tests.security.stage import Stage, build


@pytest.fixture(scope="session")
def staged(app: Flask, copies: Copies, _built: Cast) -> Stage:
    """Everybody and their cases, kept as one more database to copy from."""
    with app.app_context():
        copies.refill(db.engine, "cast")
        staged = build(db.session(), _built, app.extensions["settings"].files_path)
        db.session.execute(update(Account).values(totp_last_step=0))
        db.session.commit()
        db.session.remove()
        copies.keep(db.engine, "stage")
    return staged


@pytest.fixture
def looking() -> None:
    """Asked for by tests that change no record but the trail: the next one may use their copy."""


@pytest.fixture
def session(
    request: pytest.FixtureRequest, app: Flask, copies: Copies, staged: Stage
) -> Iterator[Session]:
    """A session on a copy of the stage on which nothing was changed yet."""
    with app.app_context():
        if not (CLEAN.pop("stage", False) and _is_stage()):
            copies.refill(db.engine, "stage")
        yield db.session()
        db.session.remove()
        if "looking" in request.fixturenames:
            CLEAN["stage"] = True
        else:
            db.engine.dispose()


CLEAN: dict[str, bool] = {}


def _is_stage() -> bool:
    """Whether the database still holds the stage: other tests may have filled it anew."""
    try:
        found = db.session.scalar(select(Account.id).where(Account.username == "pamit"))
    except DatabaseError:
        found = None
    db.session.rollback()
    return found is not None


@pytest.fixture
def stage(session: Session, staged: Stage) -> Stage:
    """Everybody and their cases, in this test's own copy of the database."""
    return staged
