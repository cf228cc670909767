"""The stage, built once for all security tests and copied for each."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update
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
def session(app: Flask, copies: Copies, staged: Stage) -> Iterator[Session]:
    """A session on this test's own copy of the stage."""
    with app.app_context():
        copies.refill(db.engine, "stage")
        yield db.session()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def stage(session: Session, staged: Stage) -> Stage:
    """Everybody and their cases, in this test's own copy of the database."""
    return staged
