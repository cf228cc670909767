"""What every test may ask for: settings of a throw-away instance, an app, a session, a client."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from kla import create_app
from kla.config import Settings
from kla.crypto import recovery
from kla.extensions import db
from tests import factories
from tests.browser import Client
from tests.databases import EMPTY, Copies, open_copies

FAR_AWAY = 2**40
SEED = bytes(range(32))  # of the throw-away instances; the tests hold the ceremony's secret


# Speed is the benchmark's business: a busy machine must not fail a property.
hypothesis_settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An instance of its own, with keys, cheap passphrases and nothing on the network."""
    folder = tmp_path_factory.mktemp("instance")
    return Settings(
        instance_path=folder,
        database_url="sqlite://",
        demo=False,
        https=False,
        instance_id="00000000-0000-4000-8000-000000000001",
        root_public_key=recovery.root_from_seed(SEED).public,
        recovery_public_key=recovery.recovery_from_seed(SEED).public,
        argon2_memory_kib=64,
        argon2_iterations=1,
        max_upload_mb=25,
        door_seconds=0,  # forms are sent as fast as a test can; those of the gate ask for more
        secret_key=b"a key for signing the tokens of tests",
        pepper=b"a pepper for the passphrases of tests",
    )


@pytest.fixture(scope="session")
def copies(settings: Settings) -> Iterator[Copies]:
    """An empty database, built once by the real migrations, to copy from."""
    copies = open_copies(settings)
    yield copies
    copies.close()


@pytest.fixture(scope="session")
def app(settings: Settings, copies: Copies) -> Iterator[Flask]:
    """The application as a whole, on the database of the run."""
    import dataclasses

    app = create_app(dataclasses.replace(settings, database_url=copies.url))
    app.testing = True
    app.test_client_class = Client
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(request: pytest.FixtureRequest, app: Flask, copies: Copies) -> Iterator[Session]:
    """A session on a fresh copy of the migrated database, with the office in it if asked for."""
    template = EMPTY
    if "cast" in request.fixturenames:
        request.getfixturevalue("_built")
        template = "cast"
    with app.app_context():
        copies.refill(db.engine, template)
        yield db.session()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def _built(app: Flask, copies: Copies) -> factories.Cast:
    """The office with everybody in it, built once by the services and kept to copy from."""
    with app.app_context():
        copies.refill(db.engine)
        built = factories.build_cast(db.session(), app.extensions["office"], SEED)
        db.session.remove()
        copies.keep(db.engine, "cast")
    return built


@pytest.fixture
def cast(app: Flask, session: Session, _built: factories.Cast) -> factories.Cast:
    """The office of `factories`, in this test's own copy of the database."""
    app.extensions["sessions"].prune(FAR_AWAY)
    return _built


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A browser without pictures."""
    return app.test_client()


@pytest.fixture(autouse=True, scope="session")
def _no_traces(settings: Settings) -> Iterator[None]:
    yield
    shutil.rmtree(settings.instance_path, ignore_errors=True)


@pytest.fixture(scope="session")
def instance(settings: Settings) -> Path:
    """The folder in which the app of the tests writes."""
    return settings.instance_path
