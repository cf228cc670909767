"""Where a test's database comes from: a copy of one that the real migrations built."""

import dataclasses
import os
import sqlite3
import tempfile
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from kla import create_app
from kla.config import Settings
from kla.extensions import db


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


class SqliteCopies:
    """Copies with sqlite3's backup() into memory."""

    url = "sqlite://"

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        migrate(f"sqlite:///{folder}/template.db", settings)
        self.template = sqlite3.connect(folder / "template.db", check_same_thread=False)

    def refill(self, engine: Engine) -> None:
        """Make the engine's database a fresh copy of the template."""
        connection = engine.raw_connection()
        self.template.backup(connection.driver_connection)
        connection.close()

    def keep(self, engine: Engine) -> None:
        """Make what the engine's database holds now the template of all further copies."""
        connection = engine.raw_connection()
        connection.driver_connection.backup(self.template)
        connection.close()

    def close(self) -> None:
        self.template.close()


class PostgresCopies:
    """Copies with CREATE DATABASE ... TEMPLATE; nobody may be connected to the template."""

    def __init__(self, server: str, settings: Settings) -> None:
        self.server = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self.url = make_url(server).set(database="kla_copy").render_as_string(hide_password=False)
        self.run("DROP DATABASE IF EXISTS kla_template WITH (FORCE)")
        self.run("CREATE DATABASE kla_template")
        template = make_url(server).set(database="kla_template")
        migrate(template.render_as_string(hide_password=False), settings)

    def refill(self, engine: Engine) -> None:
        """Make the engine's database a fresh copy of the template."""
        engine.dispose()
        self.run("DROP DATABASE IF EXISTS kla_copy WITH (FORCE)")
        self.run("CREATE DATABASE kla_copy TEMPLATE kla_template")

    def keep(self, engine: Engine) -> None:
        """Make what the engine's database holds now the template of all further copies."""
        engine.dispose()
        self.run("DROP DATABASE IF EXISTS kla_template WITH (FORCE)")
        self.run("CREATE DATABASE kla_template TEMPLATE kla_copy")

    def run(self, statement: str) -> None:
        with self.server.connect() as connection:
            connection.execute(text(statement))

    def close(self) -> None:
        self.run("DROP DATABASE IF EXISTS kla_copy WITH (FORCE)")
        self.server.dispose()


Copies = SqliteCopies | PostgresCopies


def open_copies(settings: Settings) -> Copies:
    """Copies on the database that the run asks for, SQLite unless told otherwise."""
    if server := os.environ.get("KLA_TEST_DATABASE_URL"):
        return PostgresCopies(server, settings)
    return SqliteCopies(Path(tempfile.mkdtemp(prefix="kla-db-")), settings)
