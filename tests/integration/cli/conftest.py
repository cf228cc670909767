"""Instances in which nobody has held a key ceremony yet, and one in which somebody has."""

import dataclasses
import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kla import create_app
from kla.config import Settings
from kla.extensions import db
from tests.databases import Copies

SHEET = re.compile(r"Lembar +([0-9A-Z-]+)\n +([0-9A-Z-]+)\n +([0-9A-Z-]+)")
CODE = re.compile(r"Activation code of (.+), (\S+), good once.*: (\S+)")


def in_memory(url: str, folder: Path) -> str:
    """On SQLite a file: the doctor looks for its write-ahead log."""
    return f"sqlite:///{folder / 'kla.db'}" if url == "sqlite://" else url


@pytest.fixture
def new_instance(settings: Settings, copies: Copies, tmp_path_factory):
    """Makes apps on empty instance folders, with a migrated database."""
    apps, mask = [], os.umask(0o077)  # as in app.py

    def make(**values) -> Flask:
        folder = tmp_path_factory.mktemp("instance")
        folder.chmod(0o700)
        values = {"root_public_key": b"", "recovery_public_key": b"", "pepper": b""} | values
        url = in_memory(copies.url, folder)
        nothing = {"instance_path": folder, "database_url": url, "instance_id": ""}
        app = create_app(
            dataclasses.replace(settings, **(nothing | {"secret_key": b"", "https": True} | values))
        )
        with app.app_context():
            copies.refill(db.engine)
            db.session.remove()
        apps.append(app)
        return app

    yield make
    os.umask(mask)
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def server(monkeypatch):
    """The settings of gunicorn, which mark the process as one that serves: only for this test."""
    monkeypatch.setenv("KLA_SERVING", "1")
    return importlib.import_module("kla.cli.server")


@pytest.fixture
def bare(new_instance) -> Iterator[Flask]:
    """An instance without keys."""
    return new_instance()


@pytest.fixture
def begun(bare: Flask) -> Flask:
    """An instance after its key ceremony. What the command said is in `extensions["said"]`."""
    bare.extensions["said"] = run(bare, "init", "--no-input")
    bare.extensions["settings"] = reread(bare)
    return bare


def run(app: Flask, *arguments: str, **options):
    """Run a command as somebody at a terminal would."""
    return app.test_cli_runner().invoke(args=list(arguments), **options)


def reread(app: Flask) -> Settings:
    """The settings as the next process will read them from the instance folder."""
    from kla import config

    old = app.extensions["settings"]
    read = config.load({"KLA_INSTANCE_PATH": str(old.instance_path)})
    return dataclasses.replace(
        read, database_url=old.database_url, argon2_memory_kib=64, argon2_iterations=1
    )


def sheets_in(text: str) -> list[str]:
    """The shares on the sheets that were printed."""
    return ["-".join(lines) for lines in SHEET.findall(text)]


def codes_in(text: str) -> dict[str, str]:
    """Username and activation code of everybody for whom one was printed."""
    return {username: code for _whose, username, code in CODE.findall(text)}
