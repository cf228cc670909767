"""An installation of its own on a disk of its own, for tests that look at what lies there."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

from kla import create_app
from kla.config import Settings
from kla.extensions import db
from tests import factories
from tests.browser import Client
from tests.databases import Copies, PostgresCopies, migrate
from tests.factories import Cast


@dataclass(slots=True)
class Installation:
    """A running application with its people, and the folder and database it writes to."""

    app: Flask
    settings: Settings
    cast: Cast

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file in the folder."""
        return self.settings.database_url.startswith("sqlite")


@contextmanager
def database(copies: Copies | None, folder: Path, name: str, template: str = "") -> Iterator[str]:
    """The address of a database of this name: a file in the folder, or one on the server."""
    if not isinstance(copies, PostgresCopies):
        yield f"sqlite:///{folder / 'kla.db'}"
        return
    copies.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    copies.run(f"CREATE DATABASE {name} TEMPLATE {template or 'kla_empty'}")
    yield make_url(copies.url).set(database=name).render_as_string(hide_password=False)
    copies.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def start(settings: Settings) -> Flask:
    """The application as it serves, faults and all: nothing of it is told that this is a test."""
    app = create_app(settings)
    app.test_client_class = Client
    return app


@contextmanager
def installation(
    settings: Settings, copies: Copies | None, folder: Path, name: str, seed: bytes
) -> Iterator[Installation]:
    """An office of its own, with everybody in it."""
    with database(copies, folder, name) as url:
        settings = dataclasses.replace(settings, instance_path=folder, database_url=url)
        if url.startswith("sqlite"):
            migrate(url, settings)
        app = start(settings)
        with app.app_context():
            cast = factories.build_cast(db.session(), app.extensions["office"], seed)
            db.session.remove()
        yield Installation(app, settings, cast)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
