"""Where a test's database comes from: a copy of one that the real migrations built."""

import dataclasses
import os
import sqlite3
import tempfile
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from kla import create_app
from kla.config import Settings
from kla.extensions import db
from kla.trail import append_only

EMPTY = "empty"


def migrate(url: str, settings: Settings) -> None:
    """Build an empty database with the migrations, as an installation would."""
    app = create_app(dataclasses.replace(settings, database_url=url))
    with app.app_context():
        if os.environ.get("KLA_TEST_CREATE_ALL"):
            db.create_all()
        else:
            upgrade()
        db.session.remove()
        db.engine.dispose()


def disarm_trail(session: Session) -> None:
    """Take away what guards the trail, as somebody would who owns the database."""
    append_only.lift(session.connection())


class SqliteCopies:
    """Copies with sqlite3's backup() into memory."""

    url = "sqlite://"

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        migrate(f"sqlite:///{folder}/template.db", settings)
        template = sqlite3.connect(folder / "template.db", check_same_thread=False)
        self.templates = {EMPTY: template}

    def refill(self, engine: Engine, name: str = EMPTY) -> None:
        """Make the engine's database a fresh copy of a template."""
        connection = engine.raw_connection()
        self.templates[name].backup(connection.driver_connection)
        connection.close()

    def keep(self, engine: Engine, name: str) -> None:
        """Keep what the engine's database holds now as one more template."""
        template = sqlite3.connect(self.folder / f"{name}.db", check_same_thread=False)
        connection = engine.raw_connection()
        connection.driver_connection.backup(template)
        connection.close()
        self.templates[name] = template

    def close(self) -> None:
        for template in self.templates.values():
            template.close()


class PostgresCopies:
    """Copies with CREATE DATABASE ... TEMPLATE; nobody may be connected to the template."""

    def __init__(self, server: str, settings: Settings) -> None:
        self.server = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self.url = make_url(server).set(database="kla_copy").render_as_string(hide_password=False)
        self.names = {EMPTY}
        self.run("DROP DATABASE IF EXISTS kla_empty WITH (FORCE)")
        self.run("CREATE DATABASE kla_empty")
        template = make_url(server).set(database="kla_empty")
        migrate(template.render_as_string(hide_password=False), settings)

    def refill(self, engine: Engine, name: str = EMPTY) -> None:
        """Make the engine's database a fresh copy of a template."""
        engine.dispose()
        self.run("DROP DATABASE IF EXISTS kla_copy WITH (FORCE)")
        self.run(f"CREATE DATABASE kla_copy TEMPLATE kla_{name}")

    def keep(self, engine: Engine, name: str) -> None:
        """Keep what the engine's database holds now as one more template."""
        engine.dispose()
        self.names.add(name)
        self.run(f"DROP DATABASE IF EXISTS kla_{name} WITH (FORCE)")
        self.run(f"CREATE DATABASE kla_{name} TEMPLATE kla_copy")

    def run(self, statement: str) -> None:
        with self.server.connect() as connection:
            connection.execute(text(statement))

    def close(self) -> None:
        for name in ("copy", *self.names):
            self.run(f"DROP DATABASE IF EXISTS kla_{name} WITH (FORCE)")
        self.server.dispose()


Copies = SqliteCopies | PostgresCopies


def open_copies(settings: Settings) -> Copies:
    """Copies on the database that the run asks for, SQLite unless told otherwise."""
    if server := os.environ.get("KLA_TEST_DATABASE_URL"):
        return PostgresCopies(server, settings)
    return SqliteCopies(Path(tempfile.mkdtemp(prefix="kla-db-")), settings)
